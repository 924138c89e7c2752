from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from courses.kinds.quiz.types.contract import Line
from courses.kinds.quiz.types.registry import types
from tests.courses.kinds.quiz.types.grading import answered, change, editor_errors, refusal
from tests.courses.kinds.quiz.types.samples import LABELS, PICTURES, make_pictures

PICTURE_CHOICE = types["picture_choice"]
FILE = {"file": "images/kemasan.webp", "width": 400, "height": 300, "bytes": 9000}


def with_answers(*changes: dict[str, Any]) -> Any:
    """The sample with fields of its answers changed, in their order."""
    answers = LABELS.data["answers"]
    return change(
        LABELS, answers=[{**one, **other} for one, other in zip(answers, changes, strict=True)]
    )


@pytest.mark.parametrize(
    ("choice", "score"), [("p2", 1.0), ("p1", 0.0), ("p3", 0.0)], ids=["right", "wrong", "wrong"]
)
def test_the_right_picture_gives_the_mark(choice: str, score: float) -> None:
    mark = answered(LABELS, {"choice": choice})
    assert mark.score == score
    assert mark.feedback == (f"Masukan untuk {choice}.",)


@pytest.mark.parametrize("choice", [None, "", "p9", PICTURES[1], ["p2"], {"p2": 1}])
def test_anything_else_is_refused(choice: Any) -> None:
    assert refusal(LABELS, {"choice": choice}) == "Choose one of the answers."


@pytest.mark.parametrize("response", ["removed", None, 3, [], {}])
def test_a_picture_that_an_edit_removed_is_worth_nothing(response: Any) -> None:
    assert PICTURE_CHOICE.mark(LABELS, {}, response).score == 0.0
    assert PICTURE_CHOICE.tell(LABELS, {}, response, "en") == []


def test_the_screen_has_the_pictures_and_nothing_of_right_or_wrong() -> None:
    answers = PICTURE_CHOICE.screen(LABELS, {"order": ["p3", "p2", "p1"]}, "en")["answers"]
    assert answers == [
        {"id": "p3", "picture": {"image": PICTURES[2], "alt": "Kemasan 3"}, "text": ""},
        {
            "id": "p2",
            "picture": {"image": PICTURES[1], "alt": "Kemasan 2"},
            "text": "Dengan <b>tanggal</b>",
        },
        {"id": "p1", "picture": {"image": PICTURES[0], "alt": "Kemasan 1"}, "text": ""},
    ]


def test_a_frozen_question_keeps_its_files() -> None:
    frozen = with_answers(*({"picture": {"image": pk, **FILE}} for pk in PICTURES))
    picture = {"image": PICTURES[0], **FILE, "alt": "Kemasan 1"}
    assert PICTURE_CHOICE.screen(frozen, {}, "en")["answers"][0]["picture"] == picture
    assert PICTURE_CHOICE.tell(frozen, {}, "p1", "en") == [
        Line("Kemasan 1", right=False, picture=picture)
    ]


def test_a_picture_is_told_by_its_caption_or_else_by_what_it_shows() -> None:
    [line] = PICTURE_CHOICE.solution(LABELS, {}, "en")
    assert line == Line(
        "Dengan <b>tanggal</b>",
        right=True,
        picture={"image": PICTURES[1], "alt": "Kemasan 2"},
        format="html",
    )
    [line] = PICTURE_CHOICE.tell(LABELS, {}, "p3", "en")
    assert (line.text, line.format, line.right) == ("Kemasan 3", "plain", False)


def test_chance_gets_one_in_three() -> None:
    assert PICTURE_CHOICE.guess(LABELS) == pytest.approx(1 / 3)


@pytest.mark.django_db
def test_the_editor_wants_a_picture_and_what_it_shows_for_each_answer() -> None:
    make_pictures()
    assert editor_errors(with_answers({"picture": None}, {"alt": ""}, {})) == {
        "answers.0.picture": "This field is required.",
        "answers.1.alt": "This field is required.",
    }
    assert editor_errors(with_answers({"right": True}, {}, {})) == {
        "answers": "Mark exactly one answer as right; now it is 2."
    }


@pytest.mark.django_db
def test_a_picture_that_was_deleted_is_put_into_words() -> None:
    html = render_to_string(
        PICTURE_CHOICE.template,
        {"question": LABELS, "screen": PICTURE_CHOICE.screen(LABELS, {}, "en"), "given": "p3"},
    )
    labels = BeautifulSoup(html, "html.parser").select("label")
    assert [one.get_text().strip() for one in labels] == [
        "Kemasan 1", "Dengan tanggal", "Kemasan 3",
    ]  # fmt: skip
    assert [one.find("input").has_attr("checked") for one in labels] == [False, False, True]
