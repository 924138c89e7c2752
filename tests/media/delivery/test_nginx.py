"""The web server in front, as docs/deploying.md sets it up, sends what Pijar lets it send."""

import http.client
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.documents import get_document_model
from wagtail.models import Collection

ROOT = Path(__file__).resolve().parents[3]
CONTENT = bytes(range(256)) * 400
NAME = "media/suara é 1%2e.mp3"


def find_nginx() -> str | None:
    return shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")


def read_block(folder: Path) -> str:
    """The location that the documentation tells people to add."""
    text = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```nginx\n(    location /x-accel/ \{.*?)```", text, re.DOTALL)
    assert "alias /srv/pijar/var/media/;" in block
    return block.replace("/srv/pijar/var/media/", f"{folder}/")


@pytest.fixture
def nginx(live_server: Any, settings: Any, disk: Path, tmp_path_factory: Any) -> Iterator[int]:
    """The port at which nginx stands in front of the site."""
    program = find_nginx()
    if program is None:
        pytest.skip("It needs nginx: install it (apt-get install nginx-light).")
    settings.MEDIA_X_ACCEL_PREFIX = "/x-accel"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    home = tmp_path_factory.mktemp("nginx")
    # Its workers may be another user, who must get at the files.
    for folder in (home, disk, *disk.parents[:3], *home.parents[:3]):
        folder.chmod(0o755)
    temporary = "\n".join(
        f"{kind}_temp_path {home}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = home / "nginx.conf"
    config.write_text(
        f"""daemon off; pid {home}/pid; error_log {home}/errors;
events {{}}
http {{ access_log off; {temporary}
server {{ listen 127.0.0.1:{port};
    location / {{ proxy_pass {live_server.url}; proxy_set_header Host localhost; }}
{read_block(disk)}
}} }}"""
    )
    with subprocess.Popen([program, "-c", str(config), "-p", str(home)]) as process:  # noqa: S603
        for _try in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port
        process.terminate()


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[Any, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


@pytest.mark.django_db(transaction=True)
def test_it_sends_whole_files_and_parts_and_nothing_that_was_not_named(
    nginx: int, disk: Path
) -> None:
    name = default_storage.save(NAME, ContentFile(CONTENT))
    address = default_storage.url(name).replace("//", "/")
    response, body = ask(nginx, address)
    assert (response.status, body) == (200, CONTENT)
    assert response.getheader("Content-Type") == "audio/mpeg"
    assert response.getheader("X-Content-Type-Options") == "nosniff"
    assert "sandbox" in response.getheader("Content-Security-Policy")
    assert response.getheader("Cache-Control") == "public, max-age=31536000, immutable"
    assert response.getheader("X-Accel-Redirect") is None

    etag = response.getheader("ETag")
    assert ask(nginx, address, **{"If-None-Match": etag})[0].status == 304
    part, body = ask(nginx, address, Range="bytes=-100")
    assert (part.status, body) == (206, CONTENT[-100:])
    assert (
        part.getheader("Content-Range")
        == f"bytes {len(CONTENT) - 100}-{len(CONTENT) - 1}/{len(CONTENT)}"
    )
    assert ask(nginx, address, Range="bytes=999999999-")[0].status == 416
    head, body = ask(nginx, address, "HEAD")
    assert (head.getheader("Content-Length"), body) == (str(len(CONTENT)), b"")

    # What lies there is not to be had by its place.
    (disk / "geheim.mp3").write_bytes(b"x")
    assert ask(nginx, "/x-accel/geheim.mp3")[0].status == 404
    assert ask(nginx, "/x-accel/../settings.py")[0].status == 404


@pytest.mark.django_db(transaction=True)
def test_a_document_leaves_it_as_a_download_that_runs_nowhere(nginx: int, disk: Path) -> None:
    Collection.add_root(name="Root")
    file = ContentFile(b"alert(1)", name="x.js")
    document = get_document_model().objects.create(title="x", file=file)
    response, body = ask(nginx, document.url)
    assert (response.status, body) == (200, b"alert(1)")
    assert response.getheader("Content-Type") == "application/octet-stream"
    assert response.getheader("Content-Disposition").startswith("attachment")
    assert response.getheader("X-Content-Type-Options") == "nosniff"
    assert "sandbox" in response.getheader("Content-Security-Policy")
    assert response.getheader("Cache-Control") == "private, no-cache"
