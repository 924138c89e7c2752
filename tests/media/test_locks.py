"""No file is stored while the database's lock is held by whoever answers or prepares. Trust, 20."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import InMemoryStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from media.encoding import preparing
from media.encoding.measuring import Measured
from media.models import Encoding, SentFile
from media.sent import keep_file
from tests.factories.accounts import PersonFactory
from tests.factories.media import MP3, make_media_item

pytestmark = pytest.mark.django_db(transaction=True)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each file that is stored from now on, whether it was within a transaction."""
    seen: list[bool] = []
    store = InMemoryStorage._save

    def watch(self: Any, name: str, content: Any) -> str:
        seen.append(connection.in_atomic_block)
        return store(self, name, content)

    monkeypatch.setattr(InMemoryStorage, "_save", watch)
    return seen


def send() -> SentFile:
    upload = SimpleUploadedFile("anggaran.pdf", PDF)
    person = PersonFactory(participant=True)
    return keep_file(upload, sender_id=person.pk, event_id=uuid.uuid4())


def list_sent() -> list[str]:
    return default_storage.listdir("sent")[1] if default_storage.exists("sent") else []


def test_a_file_that_is_sent_in(locked: list[bool]) -> None:
    assert default_storage.exists(send().file.name)
    assert locked == [False]


def test_a_file_that_could_not_be_noted_goes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **how: Any) -> None:
        raise OperationalError("database is locked")

    # Other tests leave theirs in the same storage.
    before = list_sent()
    monkeypatch.setattr(SentFile, "save", refuse)
    with pytest.raises(OperationalError):
        send()
    assert list_sent() == before


def test_lighter_copies(
    locked: list[bool], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    item = make_media_item(MP3, "suara.mp3")
    locked.clear()
    measured = Measured(seconds=6, rate=44_100, figures={})
    [main, _saver] = preparing._recipes(measured)
    path = tmp_path / "made.mp3"
    path.write_bytes(b"sound")
    preparing._keep(item, measured, [(main, path)], name=str(item.file.name))
    assert Encoding.objects.get().file.read() == b"sound"
    assert locked == [False]
