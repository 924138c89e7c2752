"""Gets a stored file as a player does: through our address, and on to the bucket if sent there."""

import http.client
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from media.delivery.addresses import address_of


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def parts(self) -> list[tuple[str, str, bytes]]:
        """Content-Type, Content-Range and bytes of each part of a `multipart/byteranges`."""
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        message: Any = message_from_bytes(head + self.body)
        assert message.is_multipart()
        return [
            (part["Content-Type"], part["Content-Range"], part.get_payload(decode=True))
            for part in message.get_payload()
        ]


def fetch(
    name: str, *, method: str = "GET", client: Client | None = None, **headers: str
) -> Answer:
    """Headers are named as keywords: `if_range="..."`."""
    asked: Any = client or Client()
    response = asked.generic(method, address_of(name), headers=headers)
    if response.status_code == 302:
        return fetch_link(response.headers["Location"], method=method, **headers)
    body = b"".join(response) if response.streaming else response.content
    found = {key.lower(): value for key, value in response.headers.items()}
    return Answer(response.status_code, found, body)


def fetch_link(url: str, *, method: str = "GET", **headers: str) -> Answer:
    """Straight from a server, following nothing."""
    at = urlsplit(url)
    connection = http.client.HTTPConnection(at.netloc, timeout=20)
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    try:
        connection.request(method, f"{at.path}?{at.query}", headers=named)
        response = connection.getresponse()
        found = {key.lower(): value for key, value in response.getheaders()}
        return Answer(response.status, found, response.read())
    finally:
        connection.close()
