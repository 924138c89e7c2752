"""Files that people send in."""

import io
import uuid
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from media import sent
from media.models import SentFile
from media.sent import drop_file, hand_over, keep_file
from tests.factories.accounts import PersonFactory
from tests.factories.media import png_bytes

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def ftyp(brand: bytes, *others: bytes) -> bytes:
    """The beginning of a film's container, which says what it may be read as."""
    brands = brand + b"\0\0\0\0" + b"".join(others)
    return (8 + len(brands)).to_bytes(4) + b"ftyp" + brands + b"\0" * 64


@pytest.fixture
def sender(db: None) -> Any:
    return PersonFactory(participant=True)


def keep(sender: Any, content: bytes, name: str = "anggaran.pdf", event: Any = None) -> SentFile:
    upload = SimpleUploadedFile(name, content)
    return keep_file(upload, sender_id=sender.pk, event_id=event or uuid.uuid4())


def test_a_file_is_kept_with_its_type_by_content(sender: Any) -> None:
    kept = keep(sender, PDF, "lembar kerja.pdf")
    assert (kept.type, kept.size, kept.name) == ("application/pdf", len(PDF), "lembar kerja.pdf")
    assert kept.file.name.startswith("sent/")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "kosong"),
        (b"MZ\x90\x00 a program", "Kirim foto"),
        (b"<html><script>alert(1)</script></html>", "Kirim foto"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "Kirim foto"),
    ],
)
def test_what_is_not_taken_is_refused_by_content(
    sender: Any, content: bytes, sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        keep(sender, content, "foto.jpg")
    assert not SentFile.objects.exists()


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.pdf.js", "foto.jpg", "suara.mp3"])
def test_what_its_name_calls_something_else_is_refused(sender: Any, name: str) -> None:
    with pytest.raises(ValidationError, match="berakhiran"):
        keep(sender, PDF, name)
    assert not SentFile.objects.exists()


@pytest.mark.parametrize("name", ["foto.jpg", "foto.HEIC", "foto"])
def test_phones_are_not_exact_about_photos(sender: Any, name: str) -> None:
    assert keep(sender, png_bytes(), name).type == "image/png"


@pytest.mark.parametrize("name", ["Foto 12.30", "surat no. 5", "foto.jpg_large", "foto."])
def test_not_every_dot_begins_an_ending(sender: Any, name: str) -> None:
    assert keep(sender, png_bytes(), name).type == "image/png"


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (ftyp(b"heix"), "foto.heic", "image/heic"),
        (ftyp(b"hevc", b"mif1"), "foto.heic", "image/heic"),
        (ftyp(b"3gp4"), "rekaman.3gp", "audio/mp4"),
        (ftyp(b"isom"), "rekaman.mp4", "audio/mp4"),
        (b"\xff\xf1P\x80\x00\x1f\xfc" + b"\0" * 40, "rekaman.aac", "audio/aac"),
    ],
)
def test_what_phones_make_is_taken(sender: Any, content: bytes, name: str, expected: str) -> None:
    assert keep(sender, content, name).type == expected


@pytest.mark.parametrize("early", [b"", b"customXml/item1.xml", b"a.xml"])
def test_the_parts_of_a_document_stand_in_any_order(sender: Any, early: bytes) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in [*filter(None, [early.decode()]), "[Content_Types].xml", "docProps/app.xml"]:
            archive.writestr(name, "x" * 3000)
        archive.writestr("word/document.xml", "<w/>")
    assert keep(sender, packed.getvalue(), "rencana.docx").type.endswith(
        "wordprocessingml.document"
    )


def test_a_file_that_is_too_large_is_refused(sender: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sent, "MAX_BYTES", len(PDF) - 1)
    with pytest.raises(ValidationError, match="terlalu besar"):
        keep(sender, PDF)


def test_one_person_can_not_fill_the_disk(sender: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sent, "MAX_BYTES_A_PERSON", 2 * len(PDF))
    keep(sender, PDF)
    keep(sender, PDF)
    with pytest.raises(ValidationError, match="terlalu banyak"):
        keep(sender, PDF)


def test_sent_twice_for_one_event_it_is_kept_once(sender: Any) -> None:
    event = uuid.uuid4()
    assert keep(sender, PDF, event=event) == keep(sender, PDF, event=event)
    assert SentFile.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\siti\\a.pdf", "a.pdf"),
        ("\u202egnp.exe\x00.pdf", "gnp.exe.pdf"),
        ("\x07", "berkas"),
    ],
)
def test_a_name_is_only_a_name(sender: Any, name: str, kept: str) -> None:
    assert sent._plain_name(name) == kept


def test_nobody_gets_it_at_the_public_address(sender: Any, client: Client) -> None:
    kept = keep(sender, PDF)
    assert client.get(f"/berkas/{kept.file.name}").status_code == 404


def test_it_is_handed_over_as_a_download_that_nothing_keeps(sender: Any) -> None:
    request = RequestFactory().get("/")
    response: Any = hand_over(keep(sender, png_bytes(), "foto.png"), request=request)
    assert b"".join(response) == png_bytes()
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Disposition"] == 'attachment; filename="foto.png"'
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_dropped_file_is_gone(sender: Any) -> None:
    kept = keep(sender, PDF)
    name = kept.file.name
    drop_file(kept)
    assert not default_storage.exists(name)
    assert not SentFile.objects.exists()
