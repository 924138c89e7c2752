"""One person's requests to a running server, and what the pages hold."""

import http.client
import json
import uuid
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from tests.chaos.phones import URL, open_request
from tests.chaos.server import Server
from tests.chaos.world import QUESTIONS, Learner, Lesson

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Page:
    """What a server answered."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def form(self) -> "Form":
        return Form.read(self.text)


@dataclass
class Form:
    """The first form of a page: where it leads and what it sends."""

    action: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def read(cls, html: str) -> "Form":
        reader = _FormReader()
        reader.feed(html)
        return reader.form


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.form = Form()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form.action = values["action"]
        elif tag == "input":
            self.form.fields.append((values["name"], values["value"]))


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a browser of their own."""

    server: Server
    learner: Learner

    def get(self, path: str) -> Page:
        with closing(http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)) as one:
            one.request("GET", path, headers={"Cookie": f"sessionid={self.learner.session}"})
            return self._read(one)

    def post(self, path: str, fields: Sequence[tuple[str, str]]) -> Page:
        body = urlencode(fields).encode()
        request = open_request(self.server.port, self.learner, path, body, content_type=FORM)
        with closing(request) as one:
            return self._read(one)

    def answer(self, lesson: Lesson, question: str = QUESTIONS[0]) -> Page:
        """The form of a question, sent without JavaScript."""
        fields = {
            "event": str(uuid.uuid4()),
            "attempt": "1",
            "question": question,
            "next": lesson.url,
            "choice": f"{question}-right",
        }
        return self.post(f"/belajar/{lesson.key}/{lesson.quiz}/", list(fields.items()))

    def send(self, events: Sequence[dict[str, Any]]) -> Page:
        """A batch of a phone."""
        body = json.dumps({"events": events}).encode()
        with closing(open_request(self.server.port, self.learner, URL, body)) as one:
            return self._read(one)

    @staticmethod
    def _read(connection: http.client.HTTPConnection) -> Page:
        response = connection.getresponse()
        return Page(response.status, response.headers, response.read().decode())
