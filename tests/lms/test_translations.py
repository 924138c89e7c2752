"""The catalogs: complete, current, and seen where people look."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale

from courses.catalog.enrolment import enrol
from courses.catalog.models import CoursePage, LessonPage
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory, make_course, quiz_block, reading_block

ROOT = settings.BASE_DIR
IN_INDONESIAN = "id/LC_MESSAGES"
#: What `make messages` makes from the source, and what fills Wagtail's gaps by hand.
OURS = [f"{place}/{IN_INDONESIAN}/django.po" for place in ("lms/locale", "courses/locale")]
BY_HAND = [f"lms/wagtail_locale/{IN_INDONESIAN}/{name}.po" for name in ("django", "djangojs")]
SOURCES = ["lms", "courses", "media", "podcasts", "templates", "manage.py"]
TOOLS = ("xgettext", "msgmerge", "msguniq", "msgattrib")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")

every_catalog = pytest.mark.parametrize("catalog", [*OURS, *BY_HAND])
Key = tuple[str | None, str, str]


def key(entry: polib.POEntry | polib.MOEntry) -> Key:
    return entry.msgctxt or None, entry.msgid, entry.msgid_plural or ""


def living(catalog: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(catalog)) if not entry.obsolete]


def spellings(entry: polib.POEntry | polib.MOEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@every_catalog
def test_every_entry_is_translated(catalog: str) -> None:
    entries = living(ROOT / catalog)
    assert entries
    assert [entry.msgid for entry in entries if not entry.translated()] == []


@every_catalog
def test_the_compiled_catalog_is_current(catalog: str) -> None:
    """Compiled, it says what its source says: nothing old, nothing missing."""
    source = {key(entry): spellings(entry) for entry in living(ROOT / catalog)}
    compiled = polib.mofile(str((ROOT / catalog).with_suffix(".mo")))
    assert {key(entry): spellings(entry) for entry in compiled} == source


@every_catalog
def test_every_placeholder_is_kept(catalog: str) -> None:
    """Indonesian has one form for all numbers: it keeps what the plural shows."""
    lost = [
        entry.msgid
        for entry in living(ROOT / catalog)
        for text in spellings(entry)
        if set(PLACEHOLDER.findall(text))
        != set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    ]
    assert lost == []


def test_words_in_both_catalogs_read_the_same() -> None:
    """Django merges the two: with two spellings, one of them would be lost unseen."""
    first, second = ({key(e): spellings(e) for e in living(ROOT / path)} for path in OURS)
    both = first.keys() & second.keys()
    assert {at: first[at] for at in both} == {at: second[at] for at in both}


def test_every_string_of_the_source_is_in_the_catalogs(tmp_path: Path) -> None:
    if not all(map(shutil.which, TOOLS)):
        pytest.skip("It needs GNU gettext: install it (apt-get install gettext).")
    leave_out = shutil.ignore_patterns("*.po", "*.mo", "__pycache__", "static")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=leave_out)
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    done = subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale", "id"],
        cwd=tmp_path,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings.dev"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for path in OURS:
        in_source = {key(entry) for entry in living(tmp_path / path)}
        in_catalog = {key(entry) for entry in living(ROOT / path)}
        advice = f"{path}: run `make messages` and translate what is new."
        assert in_source - in_catalog == set(), advice
        assert in_catalog - in_source == set(), advice


@pytest.mark.parametrize(
    ("english", "indonesian"),
    [
        ("Sign in", "Masuk"),
        ("Search", "Cari"),
        ("Show", "Tampilkan"),
        ("Done", "Selesai"),
        ("Check", "Periksa"),
        ("Reading", "Bacaan"),
        ("Answers", "Jawaban"),
        ("Code", "Kode"),
        ("Continue", "Lanjut"),
        ("Content", "Isi"),
        ("Type", "Jenis"),
        ("Courses", "Kelas"),
    ],
)
def test_our_words_win(english: str, indonesian: str) -> None:
    """Django and Wagtail bring translations for some of them; ours come last and stay."""
    with translation.override("id"):
        assert translation.gettext(english) == indonesian


@pytest.fixture(autouse=True)
def _start_in_indonesian() -> Iterator[None]:
    """A page in English leaves English switched on: neither for us nor for the next test."""
    with translation.override("id"):
        yield


@pytest.fixture
def course(db: None) -> CoursePage:
    page: CoursePage = make_course(0)
    LessonPageFactory(parent=page, body=[reading_block(), quiz_block(3)])
    return page


@pytest.fixture
def lesson(course: CoursePage) -> LessonPage:
    return LessonPage.objects.child_of(course).get()


@pytest.fixture
def learner_client(course: CoursePage) -> Client:
    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=course.translation_key)
    return sign_in(person, "PinBackend")


@pytest.fixture
def trainer_client(db: None) -> Client:
    return sign_in(PersonFactory(trainer=True), "StaffPasswordBackend")


def sign_in(person: Any, backend: str) -> Client:
    client = Client()
    client.force_login(person, backend=f"lms.accounts.backends.{backend}")
    return client


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def says(html: str, *words: str) -> None:
    assert [word for word in words if word not in html] == []


def test_home(client: Client, learner_client: Client, course: CoursePage) -> None:
    says(text(client, "/"), "Belajar untuk usahamu sendiri", ">Masuk</a>", "1 pelajaran")
    says(text(learner_client, "/"), "Lanjutkan belajar", "Pelajaran 1 dari 1", ">Lanjut</a>")
    html = text(client, "/en/")
    says(html, "Learn for your own business", ">Sign in</a>")
    assert "Masuk" not in html


@pytest.mark.django_db
def test_sign_in(client: Client) -> None:
    address = reverse("accounts:sign_in")
    says(text(client, address), "<h1>Masuk</h1>", "Nomor HP atau kode", "6 angka yang Anda terima.")
    wrong = client.post(address, {"identifier": "LT-9999", "pin": "908172"}).content.decode()
    says(wrong, "Nomor HP atau kode tidak cocok dengan PIN.")
    with translation.override("en"):
        address = reverse("accounts:sign_in")
    says(text(client, address), "<h1>Sign in</h1>", "Phone number or code")


def test_a_lesson(learner_client: Client, lesson: LessonPage) -> None:
    says(
        text(learner_client, lesson.url),
        ">Sudah saya baca</button>",
        "Soal 1 dari 3",
        ">Periksa</button>",
        "10 menit",
    )
    english, _made = Locale.objects.get_or_create(language_code="en")
    translated = lesson.copy_for_translation(english, copy_parents=True)
    translated.save_revision().publish()
    html = text(learner_client, translated.url)
    says(html, ">I have read this</button>", "Question 1 of 3", ">Check</button>")
    assert "Soal 1 dari" not in html


def test_the_editor_speaks_indonesian(trainer_client: Client, lesson: LessonPage) -> None:
    """What Wagtail itself leaves in English."""
    html = text(trainer_client, reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    says(html, "Pemeriksaan", "Tindakan lain", "Riwayat", "Sebelum dipublikasikan")
    assert "More actions" not in html
    says(text(trainer_client, reverse("wagtailadmin_javascript_catalog")), "Tulis komentar Anda")
