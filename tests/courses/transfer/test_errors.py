"""Every bad input gets a sentence with file and line, and nothing is written."""

import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from courses.catalog.models import CourseIndexPage, CoursePage, LessonPage
from courses.transfer.importing import import_course
from courses.transfer.problems import TransferError
from tests.courses.transfer.conftest import COURSE, GIFT, QUIZ, READING, SVG, Write, lesson, reading
from tests.factories.media import MP3, MP4

Complain = Callable[[dict[str, Any]], list[str]]


def audio(settings: str, body: str = "Kata.") -> str:
    """A lesson of one recording; its settings begin at line 6."""
    return f"---\ntitle: Satu\nslug: satu\n---\n# audio: dengar\n{settings}\n\n{body}\n"


def quiz(settings: str) -> dict[str, str]:
    return {"02-dua.md": f"---\ntitle: Dua\nslug: dua\n---\n# quiz: kuis\n{settings}\n"}


RAW = '{title: R, body: [{type: text, value: "%s"}]}'
KEY = uuid.UUID(int=5)

TABLE: list[tuple[dict[str, Any], str, str]] = [
    # Front matter
    ({"course.md": "Halo"}, "course.md:1", "begins with a line `---`"),
    ({"course.md": "---\ntitle: a\n"}, "course.md:1", "begins with a line `---`"),
    ({"course.md": COURSE.replace("slug: kelas-kecil\n", "")}, "course.md:2", "'slug' is missing"),
    ({"course.md": COURSE.replace("title: ", "judul: ")}, "course.md:2", "no setting 'judul'"),
    ({"course.md": COURSE.replace("summary: Satu", "summary: a: Satu")}, "course.md:4", "YAML"),
    ({"course.md": COURSE.replace("kelas-kecil", "kelas kecil")}, "course.md:3", "slug: "),
    ({"course.md": COURSE.replace("Satu", "x" * 200)}, "course.md:4", "summary: "),
    ({"course.md": COURSE.replace("---\nSel", "in_order: x\n---\nSel")}, "course.md:5", "true or"),
    ({"course.md": COURSE.replace("---\nSel", "key: 12\n---\nSel")}, "course.md:5", "UUID"),
    (
        {"course.md": COURSE.replace("---\nSel", "language: en\n---\nSel")},
        "course.md:5",
        "language",
    ),
    ({"course.md": COURSE + "\n### Judul\n"}, "course.md:8", "heading"),
    (
        {"01-satu.md": READING.replace("minutes: 5", "minutes: lima")},
        "01-satu.md:5",
        "whole number",
    ),
    ({"01-satu.md": READING.replace("minutes: 5", "minutes: -1")}, "01-satu.md:5", "minutes: "),
    ({"01-satu.md": READING.replace("slug: satu", "slug: dua")}, "02-dua.md:3", "same slug"),
    (
        {
            "01-satu.md": READING.replace("minutes: 5", f"key: {KEY}"),
            "02-dua.md": QUIZ.replace("slug: dua", f"slug: dua\nkey: {KEY}"),
        },
        "02-dua.md:4",
        "same key",
    ),
    # Files
    ({"01-satu.md": b"---\n\n\xe9\n"}, "01-satu.md:3", "UTF-8"),
    ({"01-satu.md": READING.encode("utf-16")}, "01-satu.md:1", "UTF-8"),
    ({"01-satu.md": "---\n\x00"}, "01-satu.md:2", "NUL"),
    ({"README.md": "x"}, "README.md:1", "named by a number"),
    ({"01-satu.md": None, "02-dua.md": None}, "course.md:1", "no lesson"),
    ({"02-dua.gift": None}, "02-dua.md:7", "no file '02-dua.gift'"),
    ({"02-dua.gift": b"\xff"}, "02-dua.gift:1", "UTF-8"),
    (quiz("title: a\nsource: ../02-dua.gift"), "02-dua.md:7", "outside"),
    (quiz("title: a\nsource: /etc/passwd"), "02-dua.md:7", "outside"),
    (quiz("title: a\nsource: a\\b.gift"), "02-dua.md:7", "outside"),
    # Activities
    ({"01-satu.md": "---\ntitle: Satu\nslug: satu\n---\n"}, "01-satu.md:5", "no activity"),
    ({"01-satu.md": "---\ntitle: S\nslug: s\n---\nHalo\n"}, "01-satu.md:5", "within an activity"),
    ({"01-satu.md": reading("a\n\n# Judul")}, "01-satu.md:10", "opens an activity"),
    ({"01-satu.md": reading("a\n\n# teka: b")}, "01-satu.md:10", "kind 'teka'"),
    ({"01-satu.md": reading("a\n\n# missing: b")}, "01-satu.md:10", "kind 'missing'"),
    ({"01-satu.md": reading("a\n\n# reading: baca\ntitle: b\n\nc")}, "01-satu.md:10", "same name"),
    # Readings
    ({"01-satu.md": reading("a", title="")}, "01-satu.md:6", "title: This field is required"),
    ({"01-satu.md": reading("")}, "01-satu.md:5", "required"),
    ({"01-satu.md": reading("![a](b.png)")}, "01-satu.md:8", "no file 'b.png'"),
    ({"01-satu.md": reading("a\n\n![a](../b.svg)")}, "01-satu.md:10", "outside"),
    ({"01-satu.md": reading("![a](b.png)"), "b.png": b"x"}, "01-satu.md:8", "b.png: "),
    (
        {"01-satu.md": reading("![a](b.svg)"), "b.svg": SVG.replace("/>", "><script/></svg>")},
        "01-satu.md:8",
        "<script>",
    ),
    (
        {"01-satu.md": reading(f'![a](b.svg "{"x" * 201}")'), "b.svg": SVG},
        "01-satu.md:8",
        "caption: ",
    ),
    ({"01-satu.md": reading("::: callout tips Judul\na\n:::")}, "01-satu.md:8", "type: "),
    ({"01-satu.md": reading("a\n\n::: callout tip\na\n:::")}, "01-satu.md:10", "title: "),
    ({"01-satu.md": reading("::: callout tip A\n\n### b\n:::")}, "01-satu.md:10", "heading"),
    ({"01-satu.md": reading("::: callout tip A\na\n")}, "01-satu.md:8", "not closed"),
    ({"01-satu.md": reading("::: kotak\na\n:::")}, "01-satu.md:8", "opens `::: steps`"),
    ({"01-satu.md": reading("::: steps\n- a\n:::")}, "01-satu.md:8", "steps: "),
    ({"01-satu.md": reading("::: steps\na\n:::")}, "01-satu.md:9", "one list"),
    ({"01-satu.md": reading("::: steps\n- a\n- - b\n:::")}, "01-satu.md:10", "not supported"),
    ({"01-satu.md": reading("> a\nb")}, "01-satu.md:9", "every line"),
    ({"01-satu.md": reading(">")}, "01-satu.md:8", "text: "),
    ({"01-satu.md": reading("a <b>c</b>")}, "01-satu.md:8", "HTML"),
    ({"01-satu.md": reading("[a](javascript:b)")}, "01-satu.md:8", "https://"),
    ({"01-satu.md": reading("a\n\n[a](lesson:tiga)")}, "01-satu.md:10", "no page of this course"),
    ({"01-satu.md": reading("[a](page:/entah/)")}, "01-satu.md:8", "no page of this site"),
    ({"01-satu.md": reading("a", title="b\nids: [x, y]")}, "01-satu.md:7", "2 ids for 1 parts"),
    # Quizzes
    (quiz("title: a\nsource: 02-dua.gift\npass_mark: 101"), "02-dua.md:8", "pass_mark: "),
    (quiz("title: a"), "02-dua.md:6", "'source' is missing"),
    (quiz("title: a\nsource: 02-dua.gift\n\nteks"), "02-dua.md:8", "no text"),
    ({"02-dua.gift": f"\n{GIFT}\n::b::x{{"}, "02-dua.gift:7", "not closed"),
    ({"02-dua.gift": GIFT.replace("=", "~")}, "02-dua.gift:2", "no right answer"),
    ({"02-dua.gift": GIFT.replace("Lima", "x" * 1001)}, "02-dua.gift:3", "text: "),
    ({"02-dua.gift": GIFT.replace("~Lima#Terlalu banyak.\n", "~\n")}, "02-dua.gift:3", "empty"),
    (
        {"02-dua.gift": f"// id: a\n{GIFT}\n// id: a\n{GIFT.replace('q1', 'q2')}"},
        "02-dua.gift:8",
        "same id",
    ),
    # Recordings
    ({"01-satu.md": audio("title: a")}, "01-satu.md:6", "file: Choose a file or give a link"),
    ({"01-satu.md": audio("title: a\nlink: apa")}, "01-satu.md:7", "link: "),
    ({"01-satu.md": audio("title: a\nlink: https://a.id", "")}, "01-satu.md:5", "transcript: "),
    ({"01-satu.md": audio("title: a\nfile: a.mp3\nseconds: 9")}, "01-satu.md:7", "no file"),
    ({"01-satu.md": audio("title: a\nfile: a.mp3"), "a.mp3": MP3}, "01-satu.md:6", "how long"),
    (
        {"01-satu.md": audio("title: a\nfile: a.mp3\nseconds: 9"), "a.mp3": b"teks"},
        "01-satu.md:7",
        "neither sound nor video",
    ),
    (
        {"01-satu.md": audio("title: a\nfile: a.mp4\nseconds: 9"), "a.mp4": MP4},
        "01-satu.md:7",
        "not audio",
    ),
    (
        {
            "01-satu.md": audio("title: a\nfile: a.mp3\nseconds: 9\ncaptions: a.vtt"),
            "a.mp3": MP3,
            "a.vtt": "halo",
        },
        "01-satu.md:9",
        "no captions",
    ),
    ({"01-satu.md": audio("title: a\nlink: https://a.id", "### x")}, "01-satu.md:9", "heading"),
    # A kind that has no form of its own
    ({"01-satu.md": reading("a\n\n# pledge: b\ntitle: x")}, "01-satu.md:11", "no setting 'title'"),
    ({"01-satu.md": reading("a\n\n# pledge: b\n")}, "01-satu.md:10", "under `value:`"),
    ({"01-satu.md": reading("a\n\n# pledge: b\nvalue: {}")}, "01-satu.md:11", "required"),
    ({"01-satu.md": reading("a\n\n# pledge: b\nvalue: 5")}, "01-satu.md:11", "can't read"),
    *[
        (
            {"01-satu.md": reading(f"a\n\n# reading: b\nvalue: {RAW % html}")},
            "01-satu.md:11",
            "HTML that the editor would not keep",
        )
        for html in (
            "<script>x()</script>",
            "<p onclick='x()'>a</p>",
            "<a href='javascript:x()'>a</a>",
            "<!--><script>x()</script>-->",
            "<svg><a/></svg>",
        )
    ],
    (
        {"01-satu.md": reading("a\n\n# pledge: b\nvalue: {title: a, prompt: b}\n\nteks")},
        "01-satu.md:13",
        "no text below",
    ),
]


@pytest.mark.parametrize(("files", "place", "words"), TABLE)
def test_each_bad_input(complain: Complain, files: dict[str, Any], place: str, words: str) -> None:
    problems = complain(files)
    assert any(one.startswith(f"{place}: ") and words in one for one in problems), problems


@pytest.mark.parametrize(
    "files",
    [
        {"01-satu.md": reading("![a](b.png)")},
        {"02-dua.gift": None},
        {"01-satu.md": audio("title: a\nfile: a.mp3\nseconds: 9\ncaptions: b.vtt", "")},
        {"01-satu.md": reading("a\n\n# pledge: b\nvalue: !!set {a}")},
        {"course.md": COURSE.replace("slug: kelas-kecil\n", "")},
    ],
)
def test_what_follows_from_a_problem_is_not_told_as_another(
    complain: Complain, files: dict[str, Any]
) -> None:
    told = complain(files)
    assert len(told) == 1 + (".vtt" in str(files)), told


def test_all_problems_are_told_at_once_in_order(complain: Complain) -> None:
    told = complain(
        {
            "01-satu.md": reading("a <b>\n\n[x](ftp://a)"),
            "02-dua.gift": GIFT.replace("Empat", "x" * 1001),
        }
    )
    assert [one.split(": ")[0] for one in told] == [
        "01-satu.md:8",
        "01-satu.md:10",
        "02-dua.gift:2",
    ]


@pytest.mark.parametrize("name", ["01-satu.md", "02-dua.gift", "b.svg"])
def test_a_symbolic_link_is_refused(complain: Complain, write: Write, name: str) -> None:
    folder = write({"01-satu.md": reading("![a](b.svg)"), "b.svg": SVG})
    outside = folder.parent / "luar"
    (folder / name).rename(outside)
    (folder / name).symlink_to(outside)
    files = {"01-satu.md": reading("![a](b.svg)")} if name == "b.svg" else {name: None}
    if name != "b.svg":
        files = {}
    with pytest.raises(TransferError, match="symbolic link"):
        import_course(folder, index=CourseIndexPage.objects.first())
    assert files is not None


@pytest.mark.parametrize(
    ("name", "text", "megabytes"),
    [
        ("a.mp3", audio("title: a\nfile: a.mp3\nseconds: 9"), 20),
        ("b.svg", reading("![a](b.svg)"), 5),
        ("02-dua.gift", READING, 1),
    ],
)
def test_a_file_that_is_too_large_is_refused_unread(
    complain: Complain, write: Write, name: str, text: str, megabytes: int
) -> None:
    folder = write()
    with (folder / name).open("wb") as file:
        file.truncate(megabytes * 1024 * 1024 + 1)
    data = (folder / name).read_bytes()
    [problem] = complain({"01-satu.md": text, name: data})
    assert f"larger than {megabytes} MB" in problem


def test_a_pipe_is_no_file(complain: Complain, write: Write) -> None:
    folder = write({"02-dua.gift": None})
    os.mkfifo(folder / "pipa.gift")
    [problem] = complain({**quiz("title: a\nsource: pipa.gift"), "02-dua.gift": None})
    assert "no file" in problem


def test_no_folder_and_no_course(index: CourseIndexPage, tmp_path: Path) -> None:
    with pytest.raises(TransferError, match="no such folder"):
        import_course(tmp_path / "entah", index=index)
    with pytest.raises(TransferError, match=r"no course\.md"):
        import_course(tmp_path, index=index)


def test_another_course_has_the_slug(load: Any, complain: Complain) -> None:
    load()
    other = COURSE.replace("---\nSel", f"key: {KEY}\n---\nSel")
    told = complain({"course.md": other})
    assert told[0].startswith("course.md:3: There is another course with the slug")


def test_another_lesson_has_the_slug(load: Any, complain: Complain) -> None:
    load()
    [problem] = complain({"01-satu.md": READING.replace("minutes: 5", f"key: {KEY}")})
    assert problem.startswith("01-satu.md:3: The course has another lesson with the slug")


def test_another_course_has_the_lesson(load: Any, complain: Complain) -> None:
    load()
    key = lesson("satu").translation_key
    told = complain(
        {
            "course.md": COURSE.replace("kelas-kecil", "kelas-lain"),
            "01-satu.md": READING.replace("minutes: 5", f"key: {key}"),
        }
    )
    assert any("of another course has this key" in one for one in told)


def test_locked_and_alias_pages_are_left_alone(load: Any, complain: Complain) -> None:
    load()
    page = lesson("satu")
    page.locked = True
    page.save()
    assert "locked" in complain({})[0]
    page.locked, page.alias_of = False, lesson("dua")
    page.save()
    assert "alias" in complain({})[0]
    page.alias_of = None
    page.save()
    CoursePage.objects.update(locked=True)
    [problem] = complain({})
    assert problem.startswith("course.md:2: ")
    assert "locked" in problem


@pytest.mark.parametrize("live", [True, False])
def test_a_name_keeps_its_kind(load: Any, complain: Complain, live: bool) -> None:
    load()
    LessonPage.objects.update(live=live)
    section = QUIZ.split("---\n")[-1].replace("kuis", "baca")
    [problem] = complain({"01-satu.md": READING[: READING.index("# reading")] + section})
    assert problem == (
        "01-satu.md:8: This name belongs to a reading in the site; give the quiz another name."
    )
    other = section.replace("# quiz: baca", "# quiz: tanya")
    load({"01-satu.md": READING[: READING.index("# reading")] + other})
