"""A quiz's questions in files: every type, their pictures and sounds, ids and round trips."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.images import get_image_model

from courses.catalog.models import CourseIndexPage, LessonPage
from courses.kinds.quiz.bank.models import BankQuestion
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.registry import types
from courses.transfer import keys
from courses.transfer.exporting import export_course
from courses.transfer.importing import ImportReport, import_course
from courses.transfer.planning import read_body
from media.models import MediaItem
from tests.courses.kinds.quiz.types import foreign_scale, samples, samples_more
from tests.courses.transfer.conftest import GIFT, QUIZ, SVG, body_of, lesson, the_course
from tests.courses.transfer.quizzes import (
    GONE,
    HEARD,
    SHOWN,
    TWO,
    XML_QUIZ,
    choice,
    embed,
    make_image,
    questions_in,
    questions_of,
    quiz_of,
    stored,
    xml,
)
from tests.factories.catalog import CoursePageFactory, LessonPageFactory
from tests.factories.media import MP3, MP4, make_media_item, png_bytes

Load = Callable[..., ImportReport]
Complain = Callable[[dict[str, Any]], list[str]]
SAMPLES = {**samples.SAMPLES, **samples_more.SAMPLES}

VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHalo\n"


# --- Every type -------------------------------------------------------------------------------


@pytest.fixture
def pictures(db: None) -> None:
    """The pictures of the samples, each with bytes of its own."""
    for number, pk in enumerate(samples.PICTURES, start=1):
        make_image(f"P {number}.png", png_bytes(number), pk=pk)


@pytest.mark.parametrize("slug", sorted(SAMPLES))
def test_questions_of_every_type_come_back_on_another_site(
    slug: str, pictures: None, index: CourseIndexPage, tmp_path: Path
) -> None:
    course = CoursePageFactory(slug="kelas-kecil")
    samples_of_type = [*SAMPLES[slug], samples.STATEMENT]
    items = [stored(one, number) for number, one in enumerate(samples_of_type, start=1)]
    LessonPageFactory(parent=course, body=[quiz_of(*items)])
    before = questions_in(course)
    written = export_course(course, tmp_path / "x")
    assert import_course(tmp_path / "x", index=index).is_empty
    course.delete()
    import_course(tmp_path / "x", index=CourseIndexPage.objects.get(pk=index.pk))
    assert questions_in(the_course()) == before
    again = export_course(the_course(), tmp_path / "y")
    assert [path.name for path in again] == [path.name for path in written]
    for one, other in zip(written, again, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_there_is_a_sample_of_every_type() -> None:
    assert {one.slug for one in types} == SAMPLES.keys()


def test_gift_is_chosen_where_all_questions_fit_into_it(load: Load, tmp_path: Path) -> None:
    load({"02-dua.gift": TWO})
    export_course(the_course(), tmp_path / "x")
    assert (tmp_path / "x/02-dua.gift").exists()
    page = lesson("dua")
    raw = read_body(page)
    raw[0]["value"]["questions"][1]["value"]["hints"] = ["Hitung jari."]
    page.body = raw
    page.save_revision().publish()
    export_course(the_course(), tmp_path / "y")
    assert not (tmp_path / "y/02-dua.gift").exists()
    assert "<hint" in (tmp_path / "y/02-dua.xml").read_text()
    assert "source: 02-dua.xml\n" in (tmp_path / "y/02-dua.md").read_text()


def test_what_gift_would_change_goes_into_xml(load: Load, tmp_path: Path) -> None:
    load()
    page = lesson("dua")
    raw = read_body(page)
    answers = raw[0]["value"]["questions"][0]["value"]["answers"]
    answers[0]["value"]["right"] = answers[1]["value"]["right"] = True
    answers[0]["value"]["credit"] = answers[1]["value"]["credit"] = 50.0
    question = raw[0]["value"]["questions"][0]
    question["type"] = "multiple_choice"
    question["value"]["marking"] = "partial"
    page.body = raw
    page.save_revision().publish()
    export_course(the_course(), tmp_path / "x")
    assert (tmp_path / "x/02-dua.xml").exists()
    assert import_course(tmp_path / "x", index=CourseIndexPage.objects.first()).is_empty


def test_lines_that_a_browser_ended_are_no_change(load: Load, tmp_path: Path) -> None:
    load()
    page = lesson("dua")
    raw = read_body(page)
    raw[0]["value"]["questions"][0]["value"]["text"] = "Satu\r\ndua?"
    page.body = raw
    page.save_revision().publish()
    export_course(the_course(), tmp_path / "x")
    assert "Satu\\ndua?" in (tmp_path / "x/02-dua.gift").read_text()
    assert import_course(tmp_path / "x", index=CourseIndexPage.objects.first()).is_empty


# --- Ids --------------------------------------------------------------------------------------


def test_ids_of_xml_are_derived_or_written_like_those_of_gift(load: Load, tmp_path: Path) -> None:
    xml = '<quiz><question type="truefalse"><name><text>q1</text></name><questiontext><text>x</text></questiontext><answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>'  # noqa: E501
    load({"02-dua.md": QUIZ.replace(".gift", ".xml"), "02-dua.xml": xml})
    quiz = body_of("dua")[0]
    assert quiz["value"]["questions"][0]["id"] == keys.question_id(quiz["id"], "q1")
    page = lesson("dua")
    raw = read_body(page)
    raw[0]["value"]["questions"][0]["value"]["hints"] = ["Ya."]
    page.body = raw
    page.save_revision().publish()
    export_course(the_course(), tmp_path / "x")
    assert '"id"' not in (tmp_path / "x/02-dua.xml").read_text()
    raw[0]["value"]["questions"][0]["id"] = "lama"
    page.body = raw
    page.save_revision().publish()
    export_course(the_course(), tmp_path / "y")
    assert "&quot;id&quot;: &quot;lama&quot;" in (tmp_path / "y/02-dua.xml").read_text()


def test_two_questions_of_one_title_or_one_id_are_told(complain: Complain) -> None:
    [problem] = complain({"02-dua.gift": f"{GIFT}\n{GIFT}"})
    assert problem == "02-dua.gift:6: The question of line 1 has the same title; give each its own."
    [problem] = complain({"02-dua.gift": f"// id: a\n{GIFT}\n// id: a\n::x::Y?{{T}}"})
    assert problem == "02-dua.gift:8: The question of line 2 has the same id; delete one."


@pytest.fixture
def foreign_type(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A third party's question type, as if its app were installed."""
    fields = (LessonPage._meta.get_field("body"), BankQuestion._meta.get_field("content"))

    def forget_blocks() -> None:
        for field in fields:
            field.__dict__.pop("stream_block", None)

    monkeypatch.setitem(types._types, "scale", foreign_scale.foreign_types["scale"])
    forget_blocks()
    yield
    monkeypatch.undo()
    forget_blocks()


def test_a_type_that_no_file_can_carry_stands_in_the_list(
    foreign_type: None, pictures: None, index: CourseIndexPage, tmp_path: Path
) -> None:
    course = CoursePageFactory(slug="kelas-kecil")
    page = LessonPageFactory()
    sure = replace(
        foreign_scale.SURE,
        picture={"image": samples.PICTURES[0], "alt": "Pasar"},
        read_again={"page": page.pk},
    )
    two = [stored(samples.STATEMENT, 1), stored(sure, 2), stored(samples.CAPITAL, 3)]
    LessonPageFactory(parent=course, body=[quiz_of(*two)])
    before = questions_in(course)
    export_course(course, tmp_path / "x")
    text = next((tmp_path / "x").glob("01-*.md")).read_text()
    assert "questions:\n- source: 1\n- scale:\n    text: " in text
    assert "    picture: P-1.png\n" in text
    assert f"    read_again: page:{page.url_path}\n" in text
    assert import_course(tmp_path / "x", index=index).is_empty
    course.delete()
    import_course(tmp_path / "x", index=CourseIndexPage.objects.get(pk=index.pk))
    assert questions_in(the_course()) == before


# --- Files ------------------------------------------------------------------------------------


def test_pictures_within_xml_are_stored(load: Load) -> None:
    source = xml(choice(SHOWN.format("png"), embed("a.png", png_bytes())))
    report = load({"02-dua.md": XML_QUIZ, "02-dua.xml": source})
    assert report.pictures == ["a.png"]
    image = get_image_model().objects.get()
    assert (image.title, image.width) == ("a.png", 8)
    [question] = questions_of()
    assert (question["picture"], question["picture_alt"]) == (image.pk, "Pasar")
    assert load().is_empty


def test_an_svg_within_xml_or_beside_it_is_stored_unless_it_is_harmful(
    load: Load, complain: Complain
) -> None:
    bad = SVG.replace("/>", "><script/></svg>")
    within = xml(choice(SHOWN.format("svg"), embed("a.svg", bad.encode())))
    beside = xml(choice(SHOWN.format("svg"), pijar={"beside": ["a.svg"]}))
    [problem] = complain({"02-dua.md": XML_QUIZ, "02-dua.xml": within})
    assert problem.startswith("02-dua.xml:2: a.svg: ")
    assert "<script>" in problem
    [problem] = complain({"02-dua.md": XML_QUIZ, "02-dua.xml": beside, "a.svg": bad})
    assert problem.startswith("02-dua.xml:2: a.svg: ")
    load({"02-dua.md": XML_QUIZ, "02-dua.xml": beside, "a.svg": SVG})
    assert get_image_model().objects.get().is_svg()
    again = xml(choice(SHOWN.format("svg"), embed("a.svg", SVG.encode())))
    assert load({"02-dua.xml": again}).is_empty


def test_a_sound_within_xml_has_no_length_and_says_so(load: Load) -> None:
    source = xml(choice(HEARD, embed("a.mp3", MP3)))
    report = load({"02-dua.md": XML_QUIZ, "02-dua.xml": source})
    assert report.recordings == ["a.mp3"]
    [warning] = report.warnings
    assert warning.startswith("02-dua.xml:2: a.mp3: its length is not known.")
    assert f"warning: {warning}" in report.lines()
    item = MediaItem.objects.get()
    assert (item.seconds, questions_of()[0]["sound"]) == (0, item.pk)
    MediaItem.objects.update(seconds=95)
    assert load().is_empty


@pytest.mark.parametrize(
    ("files", "line", "words"),
    [
        ({"02-dua.xml": xml(choice(SHOWN.format("png"), pijar={"beside": ["a.png"]}))}, 2, "a.png"),
        ({"02-dua.xml": xml(choice(SHOWN.format("png"), embed("a.png", b"teks")))}, 2, "a.png: "),
        (
            {"02-dua.xml": xml(choice(SHOWN.format("png"), embed("a.png", png_bytes())))
             .replace("Pasar", "")},
            2,
            "picture_alt: ",
        ),
        ({"02-dua.xml": xml(choice(HEARD, pijar={"beside": ["a.mp3"]}))}, 2, "no file 'a.mp3'"),
        ({"02-dua.xml": xml(choice(HEARD, embed("a.mp3", b"teks")))}, 2, "neither sound nor video"),
        (
            {
                "02-dua.xml": xml(choice(HEARD.replace("mp3", "mp4"), pijar={"beside": ["a.mp4"]})),
                "a.mp4": MP4,
            },
            2,
            "a question takes sound",
        ),
        (
            {
                "02-dua.xml": xml(
                    choice(HEARD, pijar={"beside": ["a.mp3"], "sound": {"captions": "a.vtt"}})
                ),
                "a.mp3": MP3,
            },
            2,
            "no file 'a.vtt'",
        ),
        ({"02-dua.xml": xml(choice("x", pijar={"read_again": "satu"}))}, 2, "'satu' is no page"),
        (
            {"02-dua.xml": xml(choice("x"), choice("y", name="q2", pijar=GONE))},
            3,
            "leads to no page of this course",
        ),
        ({"02-dua.xml": xml('<question type="stack"></question>')}, 2, "“stack” can't be read"),
        ({"02-dua.xml": "<quiz>\n<!DOCTYPE x>"}, 2, ""),
        ({"02-dua.xml": "<a/>"}, 1, "not Moodle XML"),
    ],
)  # fmt: skip
def test_each_bad_xml(complain: Complain, files: dict[str, Any], line: int, words: str) -> None:
    problems = complain({"02-dua.md": XML_QUIZ, **files})
    assert len(problems) == 1, problems
    assert problems[0].startswith(f"02-dua.xml:{line}: ")
    assert words in problems[0]


def test_another_ending_is_refused(complain: Complain) -> None:
    problems = complain({"02-dua.md": QUIZ.replace(".gift", ".txt"), "02-dua.txt": GIFT})
    assert problems == [
        "02-dua.md:7: '02-dua.txt' must end with .gift, or with .xml for Moodle XML."
    ]


def test_what_belongs_to_the_bank_is_left_out_of_a_quiz_with_one_word(load: Load) -> None:
    report = load({"02-dua.gift": f"$CATEGORY: K\n\n// [tag:a]\n{TWO}"})
    [warning] = report.warnings
    assert warning.startswith("02-dua.gift:4: A quiz's own questions have no category, tags")


def test_what_a_file_loses_is_a_warning(load: Load) -> None:
    report = load({"02-dua.gift": "::q1::Ini <b>itu</b>?{\n=ya\n~bukan\n}"})
    [warning] = report.warnings
    assert warning.startswith("02-dua.gift:1: Tags such as <b>")


def test_pictures_and_sounds_lie_beside_the_exported_file(
    index: CourseIndexPage, tmp_path: Path
) -> None:
    image = make_image("potret pembeli.svg", SVG.encode())
    item = make_media_item(MP3, "soal.mp3", seconds=95)
    item.captions.save("a.vtt", ContentFile(VTT))
    course = CoursePageFactory(slug="kelas-kecil")
    question = Question(
        id="",
        type="true_false",
        text="Ini pasar?",
        data={"right": True, "feedback_true": "", "feedback_false": ""},
        picture={"image": image.pk, "alt": "Pasar"},
        sound={"media": item.pk},
    )
    LessonPageFactory(parent=course, slug="satu", body=[quiz_of(stored(question, 1))])
    names = {path.name for path in export_course(course, tmp_path / "x")}
    assert names == {
        "course.md",
        "01-satu.md",
        "01-satu.xml",
        "potret-pembeli.svg",
        "soal.mp3",
        "soal.vtt",
    }
    assert (tmp_path / "x/potret-pembeli.svg").read_text() == SVG
    assert "<file" not in (tmp_path / "x/01-satu.xml").read_text()
    assert import_course(tmp_path / "x", index=index).is_empty
    course.delete()
    get_image_model().objects.all().delete()
    MediaItem.objects.all().delete()
    report = import_course(tmp_path / "x", index=CourseIndexPage.objects.get(pk=index.pk))
    assert report.warnings == []
    image, item = get_image_model().objects.get(), MediaItem.objects.get()
    [question] = questions_in(the_course())
    assert question.picture == {"image": image.pk, "alt": "Pasar"}
    assert question.sound == {"media": item.pk}
    assert (item.seconds, item.captions.read()) == (95, VTT)


# --- What to read again -----------------------------------------------------------------------


def test_what_to_read_again_is_found_by_its_address(
    index: CourseIndexPage, tmp_path: Path, load: Load
) -> None:
    source = xml(
        choice("x", pijar={"read_again": "lesson:satu"}),
        choice("y", name="q2", pijar={"read_again": "lesson:dua"}),
        choice("z", name="q3", pijar={"read_again": f"page:{index.url_path}"}),
    )
    load({"02-dua.md": XML_QUIZ, "02-dua.xml": source})
    again = [one["read_again"] for one in questions_of()]
    assert again == [lesson("satu").pk, lesson("dua").pk, index.pk]
    assert load().is_empty
    export_course(the_course(), tmp_path / "x")
    text = (tmp_path / "x/02-dua.xml").read_text()
    for address in ("lesson:satu", "lesson:dua", f"page:{index.url_path}"):
        assert f"&quot;read_again&quot;: &quot;{address}&quot;" in text
    assert import_course(tmp_path / "x", index=index).is_empty


def test_a_lesson_to_read_again_that_comes_with_the_import_is_a_change(load: Load) -> None:
    load({"02-dua.md": XML_QUIZ, "02-dua.xml": xml(choice("x"))})
    third = QUIZ.replace("Dua", "Tiga").replace("slug: dua", "slug: tiga")
    files = {
        "02-dua.xml": xml(choice("x", pijar={"read_again": "lesson:tiga"})),
        "03-tiga.md": third,
    }
    assert load({**files, "02-dua.gift": GIFT}).changed == ["Dua"]
    assert questions_of()[0]["read_again"] == lesson("tiga").pk
