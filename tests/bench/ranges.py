"""A part of a large file: memory, statements, and processor time beside a bare view."""

import time
import tracemalloc
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory, override_settings

from media.delivery.addresses import address_of
from tests.bench import urls
from tests.bench.lesson_page import BARE_URL, HOST, sign_in, time_in_turns
from tests.factories.accounts import PersonFactory
from tests.statements import count_statements

#: What players ask for at once is about this.
PART_BYTES = 64 * 1024
ROUNDS = 150


def make_large_file(folder: str, *, size: int) -> str:
    """The name of a stored film of `size` bytes that takes no room: all of it is a hole."""
    name = f"{folder}/{uuid.uuid4().hex}.mp4"
    path = default_storage.path(name)
    (settings.MEDIA_ROOT / folder).mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        file.truncate(size)
    return name


def measure_memory(*, size: int) -> int:
    """The most bytes that were held at a time while the end of a film of `size` bytes, all but its
    first byte, was sent."""
    url = address_of(make_large_file("media", size=size))
    response: Any = Client(headers={"host": HOST}).get(url, headers={"range": "bytes=1-"})
    assert response.status_code == 206
    tracemalloc.start()
    sent = sum(map(len, response.streaming_content))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent == size - 1
    return peak


def count_part_statements() -> tuple[int, int]:
    """SQL of a part of a public file, and of a private one for somebody signed in."""
    counts = []
    for folder, client in (
        ("media", Client(headers={"host": HOST})),
        ("private", sign_in(PersonFactory(participant=True))),
    ):
        url = address_of(make_large_file(folder, size=PART_BYTES * 4))
        headers = {"range": f"bytes={PART_BYTES}-{PART_BYTES * 2 - 1}"}
        assert client.get(url, headers=headers).status_code == 206

        def ask(client: Client = client, url: str = url, headers: Any = headers) -> None:
            client.get(url, headers=headers)

        counts.append(count_statements(ask))
    return counts[0], counts[1]


def compare_with_bare() -> tuple[float, float, float]:
    """How many times the processor time of a bare view a part of a private film costs, and both in
    milliseconds. Both send the same bytes to somebody who is signed in."""
    client = sign_in(PersonFactory(participant=True))
    url = address_of(make_large_file("private", size=1024 * PART_BYTES))
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    with override_settings(ROOT_URLCONF="tests.bench.urls"):
        application = get_wsgi_application()
        urls.answer[:] = bytes(PART_BYTES)
        part = _request(application, url, cookies, status="206 Partial Content")
        bare = _request(application, BARE_URL, cookies, status="200 OK")
        taken, bare_taken = time_in_turns([part, bare], rounds=ROUNDS, clock=time.process_time)
    return taken / bare_taken, taken * 1000, bare_taken * 1000


def _request(application: Any, url: str, cookies: str, *, status: str) -> Callable[[], None]:
    first = 500 * PART_BYTES
    asked = f"bytes={first}-{first + PART_BYTES - 1}"
    factory = RequestFactory(headers={"host": HOST, "cookie": cookies, "range": asked})

    def send() -> None:
        statuses: list[str] = []
        response = application(
            factory._base_environ(PATH_INFO=url), lambda found, headers: statuses.append(found)
        )
        assert len(b"".join(response)) == PART_BYTES
        response.close()
        assert statuses == [status], statuses

    return send
