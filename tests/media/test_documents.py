"""Documents of the editor leave as downloads that run nowhere."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction

from tests.factories.accounts import PersonFactory
from tests.factories.media import MP3, png_bytes

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">%s</svg>'


@pytest.fixture
def trainer() -> Client:
    client = Client()
    client.force_login(
        PersonFactory(administrator=True), backend="lms.accounts.backends.StaffPasswordBackend"
    )
    return client


def make_document(name: str, content: bytes = b"alert(1)", **fields: Any) -> Any:
    file = ContentFile(content, name=name)
    return get_document_model().objects.create(title=name, file=file, **fields)


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("x.js", "application/octet-stream"),
        ("x.html", "application/octet-stream"),
        ("x.xhtml", "application/octet-stream"),
        ("x.svg", "application/octet-stream"),
        ("x.css", "application/octet-stream"),
        ("x.wasm", "application/octet-stream"),
        ("x", "application/octet-stream"),
        ("x.pdf", "application/pdf"),
        ("x.txt", "text/plain"),
    ],
)
def test_a_document_runs_nowhere(on_disk: Path, name: str, content_type: str) -> None:
    answer: Any = Client().get(make_document(name).url)
    assert answer.status_code == 200
    assert b"".join(answer) == b"alert(1)"
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox"} <= set(policy)


def test_the_web_server_in_front_sends_it_as_a_download_too(on_disk: Path, settings: Any) -> None:
    settings.MEDIA_X_ACCEL_PREFIX = "/x-accel"
    document = make_document("x.html")
    answer = Client().get(document.url)
    assert answer.headers["X-Accel-Redirect"] == f"/x-accel/{document.file.name}"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_only_a_private_document_is_kept_nowhere(on_disk: Path) -> None:
    private = Collection.get_first_root_node().add_child(name="Rahasia")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    document = make_document("daftar.pdf", PDF, collection=private)
    assert Client().get(document.url).status_code == 302
    client = Client()
    client.force_login(PersonFactory(participant=True))
    answer = client.head(document.url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    answer = Client().head(make_document("umum.pdf", PDF).url)
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_document_has_one_address(on_disk: Path) -> None:
    document = make_document("a.pdf", PDF)
    assert Client().get(f"/dokumen/{document.pk}/b.pdf").status_code == 404
    assert Client().get(f"/dokumen/{document.pk + 1}/a.pdf").status_code == 404
    on_disk.joinpath(document.file.name).unlink()
    assert Client().get(document.url).status_code == 404


# --- What is uploaded ---------------------------------------------------------------------------


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 9000)
    return buffer.getvalue()


DOCX = zipped("[Content_Types].xml", "a", "b", "c", "d", "e", "word/document.xml")


def upload(client: Client, name: str, content: bytes) -> Any:
    data = {"title": "Berkas", "file": SimpleUploadedFile(name, content), "collection": "1"}
    data["collection"] = str(Collection.get_first_root_node().pk)
    return client.post("/admin/documents/add/", data)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("A.PDF", PDF),
        ("a.docx", DOCX),
        ("a.xlsx", zipped("xl/workbook.xml")),
        ("a.zip", zipped("a.txt")),
        ("a.csv", b"nama;desa\nSiti;Lewolema\n"),
        ("a.txt", "Catatan: modal < hasil, é".encode()),
        ("a.rtf", b"{\\rtf1 a}"),
    ],
)
def test_what_is_what_its_name_says_is_taken(trainer: Client, name: str, content: bytes) -> None:
    response = upload(trainer, name, content)
    assert response.status_code == 302, response.context["form"].errors
    assert get_document_model().objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"<html><script>alert(1)</script></html>", "berakhiran “.pdf”"),
        ("a.pdf", b"<script>1</script>" + PDF, "berakhiran “.pdf”"),
        ("a.pdf", png_bytes(), "berakhiran “.pdf”"),
        ("a.docx", zipped("xl/workbook.xml"), "berakhiran “.docx”"),
        ("a.docx", b"PK\x03\x04 broken", "berakhiran “.docx”"),
        ("a.txt", b" \n<!DOCTYPE html><p>", "berakhiran “.txt”"),
        ("a.csv", b"<svg onload=x()>", "berakhiran “.csv”"),
        ("a.txt", PDF, "berakhiran “.txt”"),
        ("a.txt", b"a\x00b", "berakhiran “.txt”"),
        ("a.html", b"<p>", "html"),
        ("a.js", b"alert(1)", "js"),
        ("a.svg", SVG.encode(), "svg"),
        ("a.pdf.html", PDF, "html"),
        ("a", PDF, "berkas"),
    ],
)
def test_what_is_something_else_is_refused_with_a_sentence(
    trainer: Client, name: str, content: bytes, sentence: str
) -> None:
    response = upload(trainer, name, content)
    assert response.status_code == 200
    assert sentence in " ".join(response.context["form"].errors["file"])
    assert not get_document_model().objects.exists()


def test_many_documents_at_once_are_looked_into_too(trainer: Client) -> None:
    data = {"title": "a", "files[]": SimpleUploadedFile("a.pdf", b"<html>"), "collection": "1"}
    answer = trainer.post("/admin/documents/multiple/add/", data).json()
    assert answer["success"] is False
    assert "berakhiran “.pdf”" in answer["error_message"]
    assert not get_document_model().objects.exists()


DRAWINGS = [
    ("<script>alert(1)</script>", "script"),
    ('<rect onclick="x()"/>', "onclick"),
    ("<foreignObject><p/></foreignObject>", "foreignobject"),
    ('<image href="https://x.id/a.png"/>', "https://x.id"),
    ('<a href="javascript:x()"><rect/></a>', "javascript"),
]


@pytest.mark.parametrize(("inner", "named"), DRAWINGS)
@pytest.mark.parametrize("way", ["one", "many", "chooser"])
def test_a_drawing_with_code_is_refused_however_it_is_uploaded(
    trainer: Client, inner: str, named: str, way: str
) -> None:
    file = SimpleUploadedFile("a.svg", (SVG % inner).encode(), content_type="image/svg+xml")
    root = str(Collection.get_first_root_node().pk)
    data = {"title": "Gambar", "collection": root}
    if way == "one":
        response = trainer.post("/admin/images/add/", {**data, "file": file})
        told = " ".join(response.context["form"].errors["file"])
    elif way == "many":
        response = trainer.post("/admin/images/multiple/add/", {**data, "files[]": file})
        told = response.json()["error_message"]
    else:
        fields = {f"image-chooser-upload-{name}": value for name, value in data.items()}
        fields["image-chooser-upload-file"] = file
        response = trainer.post("/admin/images/chooser/create/", fields)
        told = response.content.decode()
    assert named in told
    assert "SVG ini" in told
    assert not get_image_model().objects.exists()


def test_a_harmless_drawing_is_taken_and_sent_with_a_policy(trainer: Client) -> None:
    data = {"title": "Gambar", "collection": str(Collection.get_first_root_node().pk)}
    file = SimpleUploadedFile("a.svg", (SVG % "<rect/>").encode(), content_type="image/svg+xml")
    assert trainer.post("/admin/images/add/", {**data, "file": file}).status_code == 302
    image = get_image_model().objects.get()
    answer = Client().get(f"/berkas/{image.file.name}")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    # Its other fields are changed without looking into the picture again.
    assert trainer.post(f"/admin/images/{image.pk}/", {**data, "title": "B"}).status_code == 302


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.mp3", PDF, "bukan audio"),
        ("a.m4a", MP3, "berakhiran “.m4a”"),
        ("a.mp4", MP3, "berakhiran “.mp4”"),
        ("a.html", MP3, "html"),
    ],
)
def test_a_recording_is_what_its_name_says(
    trainer: Client, name: str, content: bytes, sentence: str
) -> None:
    file = SimpleUploadedFile(name, content)
    response = trainer.post("/admin/snippets/media/mediaitem/add/", {"title": "A", "file": file})
    assert response.status_code == 200
    assert sentence in " ".join(response.context["form"].errors["file"])
