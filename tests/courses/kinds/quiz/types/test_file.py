from typing import Any
from uuid import UUID

import pytest

from courses.kinds.quiz.types.contract import Line, Mark
from courses.kinds.quiz.types.file import accepts
from courses.kinds.quiz.types.registry import types
from media.sent import GROUPS
from tests.courses.kinds.quiz.types.grading import answered, change, editor_errors, refusal
from tests.courses.kinds.quiz.types.samples import SOUND, WORKSHEET

FILE = types["file"]
PHOTO = {
    "file": str(UUID(int=7)),
    "name": "lembar.jpg",
    "size": 2 * 1024 * 1024,
    "type": "image/jpeg",
}


def test_a_stored_file_waits_for_a_trainer() -> None:
    assert answered(WORKSHEET, {"file": PHOTO}) == Mark(None)


def test_nothing_but_the_file_is_kept() -> None:
    sent = {"file": {**PHOTO, "score": 1, "owner": 5}, "score": 1}
    assert FILE.read(WORKSHEET, {}, sent, "en") == PHOTO


@pytest.mark.parametrize("file", [None, "", "lembar.jpg", str(UUID(int=7)), [], [PHOTO], 3, {}])
def test_what_is_no_stored_file_is_refused(file: Any) -> None:
    assert refusal(WORKSHEET, {"file": file}) == "Choose a file."
    assert refusal(WORKSHEET, {}) == "Choose a file."


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("file", "7", "Choose a file."),
        ("file", None, "Choose a file."),
        ("file", "../../etc/passwd", "Choose a file."),
        ("file", UUID(int=7).hex, "Choose a file."),
        ("file", f"{{{UUID(int=7)}}}", "Choose a file."),
        ("file", "A0000000-0000-0000-0000-000000000000", "Choose a file."),
        ("name", "", "Give the file a name of letters and digits, and choose it again."),
        ("name", None, "Give the file a name of letters and digits, and choose it again."),
        ("name", "a\x00b", "Give the file a name of letters and digits, and choose it again."),
        ("name", "a" * 201, "The file's name is too long: at most 200 characters."),
        ("size", 0, "The file is empty. Choose another."),
        ("size", -1, "The file is empty. Choose another."),
        ("size", True, "The file is empty. Choose another."),
        ("size", 3.5, "The file is empty. Choose another."),
        ("size", "900", "The file is empty. Choose another."),
        ("size", 2 * 1024 * 1024 + 1, "The file is too large: at most 2 MB."),
        (
            "type",
            "text/html",
            "This kind of file is not taken here. Send one of these: pictures, PDF.",
        ),
        (
            "type",
            None,
            "This kind of file is not taken here. Send one of these: pictures, PDF.",
        ),
        (
            "type",
            ["image/jpeg"],
            "This kind of file is not taken here. Send one of these: pictures, PDF.",
        ),
    ],
)
def test_each_part_of_it_is_checked(field: str, value: Any, sentence: str) -> None:
    assert refusal(WORKSHEET, {"file": {**PHOTO, field: value}}) == sentence


@pytest.mark.parametrize(
    ("accept", "mime_type", "expected"),
    [
        ("picture", "image/jpeg", True),
        ("picture", "image/png", True),
        ("picture", "image/webp", True),
        ("picture", "image/heic", True),
        ("picture", "image/svg+xml", False),
        ("pdf", "application/pdf", True),
        ("pdf", "image/png", False),
        ("document", "application/msword", True),
        ("document", "application/vnd.oasis.opendocument.text", True),
        (
            "document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            True,
        ),
        (
            "document",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            True,
        ),
        ("document", "application/zip", False),
        ("sound", "audio/ogg", True),
        ("sound", "audio/x-m4a", True),
        ("sound", "audio/*", False),
        ("sound", "audio/", False),
        ("sound", "audio/ogg\n", False),
        ("sound", "video/mp4", False),
        ("", "image/jpeg", False),
    ],
)
def test_kinds_of_file(accept: str, mime_type: str, expected: bool) -> None:
    question = change(WORKSHEET, accept=[accept])
    assert accepts(question, mime_type) is expected


@pytest.mark.parametrize("group", GROUPS)
def test_what_the_door_keeps_the_question_takes(group: str) -> None:
    question = change(WORKSHEET, accept=[group])
    for mime_type in {one for types_ in GROUPS.values() for one in types_}:
        assert accepts(question, mime_type) is (mime_type in GROUPS[group])


@pytest.mark.parametrize(("stored", "limit"), [(None, 5), (0, 5), (2, 2), (10, 10), (500, 10)])
def test_the_limit_is_never_more_than_ten_megabytes(stored: int | None, limit: int) -> None:
    question = change(WORKSHEET, max_megabytes=stored)
    assert FILE.screen(question, {}, "en")["max_megabytes"] == limit


def test_the_screen_has_what_the_input_needs_and_no_good_answer() -> None:
    assert FILE.screen(WORKSHEET, {}, "en") == {
        "accept": "image/jpeg,image/png,image/webp,image/heic,application/pdf",
        "kinds": ["pictures", "PDF"],
        "max_megabytes": 2,
    }
    assert ".docx" in FILE.screen(SOUND, {}, "en")["accept"].split(",")
    assert "audio/*" in FILE.screen(SOUND, {}, "en")["accept"].split(",")


@pytest.mark.parametrize("response", [None, "x", [], {}, {"name": 3}])
def test_no_response_makes_it_fail(response: Any) -> None:
    assert FILE.mark(WORKSHEET, {}, response) == Mark(None)
    assert FILE.tell(WORKSHEET, {}, response, "en") == []


def test_the_name_is_told_and_the_good_answer_is_the_solution() -> None:
    assert FILE.tell(WORKSHEET, {}, PHOTO, "en") == [Line("lembar.jpg")]
    assert FILE.solution(WORKSHEET, {}, "en") == [Line("Jawaban contoh: semua kotak terisi.")]


def test_chance_gets_nowhere_and_nothing_sent_remains() -> None:
    assert FILE.guess(WORKSHEET) is None
    assert FILE.redact({"file": PHOTO}) == {}


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"accept": []}, {"accept": "This field is required."}),
        (
            {"max_megabytes": 11},
            {"max_megabytes": "Ensure this value is less than or equal to 10."},
        ),
    ],
)
def test_the_editor_says_what_is_missing(data: dict[str, Any], errors: dict[str, str]) -> None:
    assert editor_errors(change(WORKSHEET, **data)) == errors
