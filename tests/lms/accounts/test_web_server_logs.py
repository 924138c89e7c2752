"""nginx, as docs/deploying.md sets it up, writes down no key, no code and no question."""

import http.client
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.media.delivery.test_nginx import ROOT, find_nginx


@pytest.fixture
def nginx(tmp_path_factory: Any) -> Iterator[tuple[int, Path]]:
    """A port, and what nginx writes down of the requests to it."""
    program = find_nginx()
    if program is None:
        pytest.skip("It needs nginx: install it (apt-get install nginx-light).")
    text = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    [block] = re.findall(r"(map \$uri \$logged_path \{.*?\nlog_format [^\n]*)", text, re.DOTALL)
    servers = re.findall(r"^server \{.*?^\}", text, re.DOTALL | re.MULTILINE)
    assert len(servers) == 2
    assert all("access_log /var/log/nginx/access.log pijar;" in one for one in servers)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    home = tmp_path_factory.mktemp("nginx")
    for folder in (home, *home.parents[:3]):
        folder.chmod(0o755)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"{kind}_temp_path {home}/{kind};" for kind in kinds)
    config = home / "nginx.conf"
    config.write_text(
        f"""daemon off; pid {home}/pid; error_log {home}/errors; events {{}}
http {{ {temporary} {block}
server {{ listen 127.0.0.1:{port}; access_log {home}/access pijar; return 204; }} }}"""
    )
    with subprocess.Popen([program, "-c", str(config), "-p", str(home)]) as process:  # noqa: S603
        for _try in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port, home / "access"
        process.terminate()


def test_nginx_writes_down_no_secret(nginx: tuple[int, Path]) -> None:
    port, log = nginx
    for path in (
        "/podcast/suara/saya/0a1b2c.Geheim/feed.xml?x=Geheim",
        "/en/podcast/suara/%73aya/0a1b2c.Geheim/media/1.mp3",
        "/koordinator/pin/GEHEIM/",
        "/masuk/?identifier=081234567890",
    ):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", path)
        assert connection.getresponse().status == 204
        connection.close()
    lines = log.read_text().splitlines()
    assert [re.findall(r'"(.*?)" 204', line) for line in lines] == [
        ["GET /podcast/suara/saya/***/feed.xml"],
        ["GET /en/podcast/suara/saya/***/media/1.mp3"],
        ["GET /koordinator/pin/***/"],
        ["GET /masuk/"],
    ]
