"""A course out and in again is the same course."""

import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import TestCase
from wagtail.images import get_image_model
from wagtail.models import Locale

from courses.activities.fields import ActivityField
from courses.catalog.models import CourseIndexPage, CoursePage, LessonPage
from courses.transfer import parsing
from courses.transfer.exporting import export_course
from courses.transfer.importing import import_course
from courses.transfer.planning import read_body
from courses.transfer.problems import TransferError
from media.models import MediaItem
from tests.courses.transfer.conftest import SVG, lesson, reading, the_course
from tests.factories.catalog import (
    CoursePageFactory,
    LessonPageFactory,
    pledge_block,
    quiz_block,
    reading_block,
)
from tests.factories.media import MP3
from tests.factories.podcasts import EpisodePageFactory, ShowPageFactory

DEMO = Path("lms/demo/menemukan-ide-usaha")

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nHalo\n"


def state_of(course: CoursePage) -> list[Any]:
    """All that must survive the journey; ids of images and recordings apart."""
    lessons = LessonPage.objects.child_of(course).live().order_by("path")
    fields = [course.translation_key, course.title, course.slug, course.summary, course.intro]
    return [
        *fields,
        course.lesson_order,
        *[
            [one.translation_key, one.title, one.slug, one.summary, one.minutes, read_body(one)]
            for one in lessons
        ],
    ]


def travel(course: CoursePage, folder: Path) -> tuple[list[Any], list[Any]]:
    """The course before, and after export, deletion and import."""
    before = state_of(course)
    export_course(course, folder)
    index = course.get_parent().specific
    course.delete()
    import_course(folder, index=CourseIndexPage.objects.get(pk=index.pk))
    return before, state_of(CoursePage.objects.get(slug=before[2]))


@pytest.fixture
def edited(index: CourseIndexPage) -> CoursePage:
    """A course as if from Wagtail's editor, with ids of its own everywhere."""
    course: CoursePage = CoursePageFactory(
        slug="kelas-kecil", title='Judul: "aneh" # ya', intro="<p>a_b <b>c </b>d</p>", in_order=True
    )
    text = (
        "<h3>1. Judul #</h3><p>a *b* [c] &lt;d&gt;<br/># e</p>"
        "<ul><li>x<ol><li>y</li></ol></li></ul>"
    )
    body = [
        {"type": "text", "value": text, "id": str(uuid.uuid4())},
        {"type": "text", "value": "<p>lagi</p>", "id": str(uuid.uuid4())},
        {
            "type": "steps",
            "value": {
                "steps": [
                    {"type": "item", "value": f"<p>{n}</p><p>lanjut</p>", "id": str(uuid.uuid4())}
                    for n in range(2)
                ]
            },
            "id": str(uuid.uuid4()),
        },
        {
            "type": "callout",
            "value": {"type": "tip", "title": "*Tip* ::: x", "text": "<p>::: y</p>"},
            "id": str(uuid.uuid4()),
        },
        {
            "type": "quotation",
            "value": {"text": "satu\n\n*dua*\n— tiga", "source": ""},
            "id": str(uuid.uuid4()),
        },
    ]
    block = {"type": "reading", "value": {"title": "T", "body": body}, "id": str(uuid.uuid4())}
    LessonPageFactory(parent=course, slug="satu", body=[block, pledge_block()], summary="")
    LessonPageFactory(parent=course, slug="dua", body=[quiz_block(), quiz_block(3, tries=2)])
    return course


def test_an_edited_course_comes_back_the_same(edited: CoursePage, tmp_path: Path) -> None:
    before, after = travel(edited, tmp_path / "x")
    assert before == after


def test_exported_ids_are_written_only_where_they_are_not_derived(
    edited: CoursePage, load: Any, tmp_path: Path
) -> None:
    export_course(edited, tmp_path / "x")
    assert "ids:" in (tmp_path / "x/01-satu.md").read_text()
    assert "parts: q1-wrong q1-right" in (tmp_path / "x/02-dua.gift").read_text()
    assert (tmp_path / "x/02-dua-2.gift").exists()
    edited.delete()
    load()
    export_course(the_course(), tmp_path / "y")
    assert "ids:" not in (tmp_path / "y/01-satu.md").read_text()
    assert "// id" not in (tmp_path / "y/02-dua.gift").read_text()
    assert "# quiz: kuis" in (tmp_path / "y/02-dua.md").read_text()
    assert "key:" not in (tmp_path / "y/course.md").read_text()


def test_an_exported_file_keeps_its_ids_through_an_edit(edited: CoursePage, tmp_path: Path) -> None:
    index = edited.get_parent().specific
    export_course(edited, tmp_path / "x")
    path = tmp_path / "x/02-dua.gift"
    path.write_text(
        path.read_text().replace("Soal q1?", "Soal pertama?").replace("Salah", "Keliru")
    )
    before = read_body(lesson("dua"))
    import_course(tmp_path / "x", index=index)
    after = read_body(lesson("dua"))
    assert after != before
    ids = [
        [
            (one["id"], [a["id"] for a in one["value"]["answers"]])
            for one in body[0]["value"]["questions"]
        ]
        for body in (before, after)
    ]
    assert ids[0] == ids[1]


def test_exporting_and_importing_on_the_same_site_changes_nothing(
    edited: CoursePage, tmp_path: Path
) -> None:
    edited.intro = '<p data-block-key="aaaaa">halo</p><p data-block-key="bbbbb"></p>'
    edited.save_revision().publish()
    export_course(edited, tmp_path / "x")
    assert import_course(tmp_path / "x", index=edited.get_parent().specific).is_empty


def test_files_come_back(load: Any, tmp_path: Path, index: CourseIndexPage) -> None:
    text = reading('![a "b" \\[c\\]](b.svg "d \\"e\\" &")\n\n![](b.svg)')
    text += "\n\n# audio: c\ntitle: a\nfile: c.mp3\nseconds: 9\ncaptions: c.vtt\n\nx"
    load({"01-satu.md": text, "b.svg": SVG, "c.mp3": MP3, "c.vtt": VTT})
    before = state_of(the_course())
    names = {path.name for path in export_course(the_course(), tmp_path / "x")}
    assert names == {
        "course.md",
        "01-satu.md",
        "02-dua.md",
        "02-dua.gift",
        "b.svg",
        "c.mp3",
        "c.vtt",
    }
    assert (tmp_path / "x/c.mp3").read_bytes() == MP3
    assert import_course(tmp_path / "x", index=index).is_empty
    the_course().delete()
    get_image_model().objects.all().delete()
    MediaItem.objects.all().delete()
    import_course(tmp_path / "x", index=CourseIndexPage.objects.get(pk=index.pk))
    image, item = get_image_model().objects.get(), MediaItem.objects.get()
    [read, heard] = read_body(lesson("satu"))
    [picture, decorative] = [one["value"] for one in read["value"]["body"]]
    assert picture == {
        "image": {"image": image.pk, "alt_text": 'a "b" [c]', "decorative": False},
        "caption": 'd "e" &',
    }
    assert decorative["image"] == {"image": image.pk, "alt_text": "", "decorative": True}
    assert (heard["value"]["file"], item.seconds) == (item.pk, 9)
    assert [one["id"] for one in before[6][5]] == [read["id"], heard["id"]]


def test_links_come_back(load: Any, tmp_path: Path, index: CourseIndexPage) -> None:
    load({"01-satu.md": reading(f"[a](lesson:dua) [b](page:{index.url_path})")})
    export_course(the_course(), tmp_path / "x")
    text = (tmp_path / "x/01-satu.md").read_text()
    assert f"[a](lesson:dua) [b](page:{index.url_path})" in text


@pytest.fixture
def without_pledge(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Takes the foreign kind away, as if its app had been removed; undone with `monkeypatch`."""
    from courses.activities.registry import kinds

    def take_away() -> None:
        monkeypatch.delitem(kinds._kinds, "pledge")
        _forget_blocks()

    return take_away


def _forget_blocks() -> None:
    field = LessonPage._meta.get_field("body")
    assert isinstance(field, ActivityField)
    field.__dict__.pop("stream_block", None)


def test_a_missing_kind_is_kept_and_comes_back(
    index: CourseIndexPage,
    tmp_path: Path,
    without_pledge: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    course = CoursePageFactory(slug="kelas-kecil")
    LessonPageFactory(parent=course, slug="satu", body=[reading_block(), pledge_block()])
    before = state_of(course)
    try:
        without_pledge()
        assert read_body(lesson("satu"))[1]["type"] == "missing"
        export_course(course, tmp_path / "x")
        assert "# pledge: " in (tmp_path / "x/01-satu.md").read_text()
        with pytest.raises(TransferError, match=r"01-satu\.md:\d+: No installed app .*'pledge'"):
            import_course(tmp_path / "x", index=index)
        monkeypatch.undo()
    finally:
        _forget_blocks()
    course.delete()
    import_course(tmp_path / "x", index=CourseIndexPage.objects.get(pk=index.pk))
    assert state_of(the_course()) == before


def test_a_kind_with_a_form_comes_back_from_the_generic_one(load: Any) -> None:
    value = '{"title": "R", "body": [{"type": "text", "value": "<p>x</p>"}]}'
    load({"01-satu.md": reading(f"a\n\n# reading: lain\nvalue: {value}")})
    block = read_body(lesson("satu"))[1]
    assert (block["type"], block["value"]["title"]) == ("reading", "R")


# --- The folder -------------------------------------------------------------------------------


def test_only_published_lessons_are_exported(load: Any, tmp_path: Path) -> None:
    load()
    lesson("satu").unpublish()
    names = [path.name for path in export_course(the_course(), tmp_path / "x")]
    assert names == ["course.md", "01-dua.gift", "01-dua.md"]


def test_force_replaces_a_course_and_nothing_else(load: Any, tmp_path: Path) -> None:
    load()
    folder = tmp_path / "x"
    export_course(the_course(), folder)
    (folder / "catatan.txt").write_text("milikku")
    with pytest.raises(TransferError, match="--force"):
        export_course(the_course(), folder)
    lesson("satu").unpublish()
    export_course(the_course(), folder, force=True)
    assert {path.name for path in folder.iterdir()} == {
        "course.md",
        "01-dua.md",
        "01-dua.gift",
        "catatan.txt",
    }
    (tmp_path / "rumah").mkdir()
    (tmp_path / "rumah/surat.txt").write_text("x")
    with pytest.raises(TransferError, match="something other than a course"):
        export_course(the_course(), tmp_path / "rumah", force=True)
    with pytest.raises(TransferError, match="This is a file"):
        export_course(the_course(), tmp_path / "rumah/surat.txt", force=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": "<p>a</p><hr/>"}, "<hr>"),
        ({"value": '<p><a id="99999" linktype="page">a</a></p>'}, "which is gone"),
        ({"type": "picture", "value": {"image": {"image": 99999}, "caption": ""}}, "was deleted"),
    ],
)
def test_what_has_no_form_is_told_and_nothing_is_written(
    index: CourseIndexPage, tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    course = CoursePageFactory()
    page = LessonPageFactory(parent=course, slug="satu")
    block = reading_block()
    block["value"]["body"][0] |= change
    LessonPage.objects.filter(pk=page.pk).update(body=[block])
    with pytest.raises(TransferError) as caught:
        export_course(course, tmp_path / "x")
    assert str(caught.value).startswith("01-satu.md:1: ")
    assert words in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_an_id_that_would_not_stay_is_told(index: CourseIndexPage, tmp_path: Path) -> None:
    course = CoursePageFactory()
    LessonPageFactory(parent=course, body=[reading_block(block_id="bukan-uuid")])
    with pytest.raises(TransferError, match="not a UUID"):
        export_course(course, tmp_path / "x")


def test_another_language_is_named(index: CourseIndexPage, tmp_path: Path) -> None:
    english = CourseIndexPage.objects.get(locale=Locale.objects.get(language_code="en"))
    course = CoursePageFactory(parent=english, locale=english.locale)
    LessonPageFactory(parent=course, locale=english.locale)
    export_course(course, tmp_path / "x")
    text = (tmp_path / "x/course.md").read_text()
    assert "language: en\n" in text
    assert f"key: {course.translation_key}\n" in text


# --- The demo course --------------------------------------------------------------------------


class TestDemo(TestCase):
    """The hand-written course is the form's first user."""

    @classmethod
    def setUpTestData(cls) -> None:
        from tests.factories.catalog import ensure_site

        cls.index = ensure_site()
        show = ShowPageFactory(slug="suara-usaha-pijar")
        EpisodePageFactory(parent=show, slug="ide-dari-sekitar-rumah")
        cls.report = import_course(DEMO, index=cls.index)

    def test_it_comes_in_cleanly_and_once(self) -> None:
        assert len(self.report.created) == 11
        assert len(self.report.pictures) == 15
        again = import_course(DEMO, index=self.index)
        assert again.is_empty
        assert len(again.unchanged) == 11

    def test_it_goes_out_and_comes_back_the_same(self) -> None:
        import tempfile

        course = CoursePage.objects.get(slug="menemukan-ide-usaha")
        with tempfile.TemporaryDirectory() as folder:
            before, after = travel(course, Path(folder) / "x")
            assert _without_pages(before) == _without_pages(after)
            names = {_unnumbered(path) for path in (Path(folder) / "x").iterdir()}
        assert names == {_unnumbered(path) for path in DEMO.iterdir()}

    def test_its_texts_go_out_as_they_were_written(self) -> None:
        import tempfile

        originals = {_unnumbered(path): path for path in DEMO.iterdir()}
        course = CoursePage.objects.get(slug="menemukan-ide-usaha")
        with tempfile.TemporaryDirectory() as folder:
            for path in export_course(course, Path(folder) / "x"):
                if path.parent.name == "bank":
                    continue
                original = originals[_unnumbered(path)]
                if path.suffix in (".svg", ".yaml"):
                    assert path.read_bytes() == original.read_bytes()
                elif path.suffix == ".md":
                    assert _without_ids(path) == _without_ids(original)

    def test_parsing_finds_no_problem(self) -> None:
        problems = parsing.Problems()
        parsing.parse_course(DEMO, problems)
        assert problems.found == []


def _without_pages(state: list[Any]) -> str:
    """Lessons that come back are other pages, so links to them have other keys."""
    return re.sub(r'(<a [^>]*\bid=)"\d+"', r"\1", repr(state))


def _unnumbered(path: Path) -> str:
    """A file's name; lessons are numbered from 01 on, and questions may need Moodle XML."""
    name = path.name.lstrip("0123456789-")
    return name.removesuffix(".gift").removesuffix(".xml") if name != path.name else name


def _without_ids(path: Path) -> list[str]:
    """A file's lines, without the names of activities and where the questions are."""
    text = path.read_text().partition("# quiz: ")[0]
    return [line for line in text.split("\n") if line and not line.startswith("# ")]
