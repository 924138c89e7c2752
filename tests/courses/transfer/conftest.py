"""A small course as files, for tests to bend."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from taggit.models import Tag
from wagtail.images import get_image_model
from wagtail.images.models import Rendition
from wagtail.models import Page, Revision

from courses.catalog.models import CourseIndexPage, CoursePage, LessonPage
from courses.kinds.quiz.bank.models import BankQuestion, Category
from courses.transfer.importing import ImportReport, import_course
from courses.transfer.planning import read_body
from courses.transfer.problems import TransferError
from media.models import MediaItem
from tests.factories.catalog import ensure_site

COURSE = """\
---
title: Kelas Kecil
slug: kelas-kecil
summary: Satu hal kecil.
---
Selamat **datang**.
"""
READING = """\
---
title: Satu
slug: satu
summary: Yang pertama.
minutes: 5
---

# reading: baca
title: Baca dulu

Isi *bacaan*.
"""
QUIZ = """\
---
title: Dua
slug: dua
---
# quiz: kuis
title: Kuis
source: 02-dua.gift
"""
GIFT = """\
::q1::Berapa 2 + 2?{
=Empat#Benar.
~Lima#Terlalu banyak.
}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" width="4" height="4"/>'

Write = Callable[..., Path]


@pytest.fixture
def index(db: None) -> CourseIndexPage:
    return ensure_site()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files into the folder of the small course, or takes them out (None); gives it."""

    def write_files(files: dict[str, str | bytes | None] | None = None) -> Path:
        folder = tmp_path / "kelas"
        base: dict[str, str | bytes | None] = {}
        if not folder.exists():
            folder.mkdir()
            base = {"course.md": COURSE, "01-satu.md": READING, "02-dua.md": QUIZ}
            base["02-dua.gift"] = GIFT
        for name, content in {**base, **(files or {})}.items():
            path = folder / name
            if content is None:
                path.unlink(missing_ok=True)
            else:
                data = content if isinstance(content, bytes) else content.encode()
                path.write_bytes(data)
        return folder

    return write_files


@pytest.fixture
def load(write: Write, index: CourseIndexPage) -> Callable[..., ImportReport]:
    """Writes the small course with changes and imports it."""

    def load_files(files: dict[str, Any] | None = None, **options: Any) -> ImportReport:
        return import_course(write(files), index=index, **options)

    return load_files


@pytest.fixture
def complain(
    write: Write, index: CourseIndexPage, list_stored: Callable[[], set[str]]
) -> Callable[..., list[str]]:
    """Imports what must be refused; gives "file:line: sentence" of each problem. Makes sure that
    nothing was written."""

    def import_bad(files: dict[str, Any]) -> list[str]:
        before = snapshot(), list_stored()
        with pytest.raises(TransferError) as caught:
            import_course(write(files), index=index)
        assert (snapshot(), list_stored()) == before
        return [str(problem) for problem in caught.value.problems]

    return import_bad


@pytest.fixture
def list_stored(settings: Any, tmp_path: Path) -> Callable[[], set[str]]:
    """A storage that can be looked at: tells what is in it."""
    root = tmp_path / "stored"
    root.mkdir()
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    settings.MEDIA_ROOT = str(root)
    return lambda: {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def snapshot() -> tuple[int, ...]:
    """How much there is of everything that an import may make."""
    models = (Page, Revision, get_image_model(), MediaItem, Rendition, BankQuestion, Category, Tag)
    return tuple(model.objects.count() for model in models)


def the_course() -> CoursePage:
    return CoursePage.objects.get(slug="kelas-kecil")


def lesson(slug: str) -> LessonPage:
    return LessonPage.objects.get(slug=slug)


def body_of(slug: str) -> list[dict[str, Any]]:
    return read_body(lesson(slug))


def reading(body: str, title: str = "Baca") -> str:
    """A lesson of one reading; its body begins at line 8."""
    return f"---\ntitle: Satu\nslug: satu\n---\n# reading: baca\ntitle: {title}\n\n{body}"


@pytest.fixture
def in_english() -> Iterator[None]:
    """The sentences of other apps are compared as they are in the source."""
    with override("en"):
        yield
