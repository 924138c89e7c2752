"""What GIFT and Aiken can't carry is refused by name, and everything else survives."""

import re
from dataclasses import replace
from typing import Any

import pytest

from courses.kinds.quiz.formats.aiken import AIKEN
from courses.kinds.quiz.formats.comparing import find_difference
from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.gift import GIFT
from courses.kinds.quiz.questions import Question

SOURCES = {
    "single_choice": "Satu?{=a ~b}",
    "multiple_choice": "Satu?{~%50%a ~%50%b ~c}",
    "true_false": "Satu?{T}",
    "short_answer": "Satu?{=a}",
    "numeric": "Satu?{#1}",
    "matching": "Satu?{=a -> b =c -> d}",
    "gaps": "Satu {=a ~b} dua.",
    "essay": "Satu?{}",
    "description": "Satu.",
}


def entry(kind: str) -> Entry:
    [found] = GIFT.read(SOURCES[kind].encode())
    assert isinstance(found, Entry)
    return found


def change(one: Entry, **fields: Any) -> Entry:
    """The entry with other fields of its question, or of its data or first answer or gap."""
    names = {"answers", "pairs", "gaps"} & set(one.question.data)
    data, own = dict(one.question.data), dict(fields)
    for name, value in fields.items():
        if name.startswith("first_"):
            [items] = names
            first, *others = data[items]
            data[items] = [{**first, name.removeprefix("first_"): value}, *others]
        elif name in data or name.startswith("data_"):
            data[name.removeprefix("data_")] = value
        else:
            continue
        del own[name]
    return replace(one, question=replace(one.question, data=data, **own))


def refusal(one: Entry) -> str | None:
    sentence = GIFT.refusals(one)
    if sentence is not None:
        with pytest.raises(ValueError, match=re.escape(sentence)):
            list(GIFT.write([one]))
    return sentence


@pytest.mark.parametrize("kind", SOURCES)
def test_what_gift_reads_it_can_write(kind: str) -> None:
    assert refusal(entry(kind)) is None


@pytest.mark.parametrize("kind", ["ordering", "calculated", "picture_choice", "file", "foreign"])
def test_other_types_are_named(kind: str) -> None:
    sentence = refusal(Entry(Question(id="", type=kind, text="Satu?")))
    assert sentence is not None
    assert kind.replace("_", " ") in sentence.lower()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"hints": ("a",)}, "hints"),
        ({"weight": 2.0}, "weight"),
        ({"penalty": 0.5}, "penalty"),
        ({"picture": {"image": "a.png", "alt": ""}}, "picture"),
        ({"sound": {"media": "a.mp3"}}, "sound"),
        ({"read_again": {"page": 1}}, "read again"),
        ({"text": " \n"}, "no text"),
        ({"text": "a\x07b"}, "control"),
        ({"format": "wiki"}, "no field"),
        ({"id": "a b"}, "id"),
        ({"data_mood": "happy"}, "mood"),
    ],
)
@pytest.mark.parametrize("kind", ["single_choice", "essay"])
def test_what_any_question_may_have_and_gift_not(
    kind: str, fields: dict[str, Any], words: str
) -> None:
    sentence = refusal(change(entry(kind), **fields))
    assert sentence is not None
    assert words in sentence.lower()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"files": {"a.png": b"x"}}, "files"),
        ({"category": "a\nb"}, "category"),
        ({"tags": ("a\\", "b")}, "tags"),
        ({"tags": ("x" * 400,)}, "tags"),
        ({"number": "a\\", "tags": ("b",)}, "number"),
    ],
)
def test_what_stands_beside_a_question(fields: dict[str, Any], words: str) -> None:
    sentence = refusal(replace(entry("true_false"), **fields))
    assert sentence is not None
    assert words in sentence.lower()


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("single_choice", {"keep_order": True}, "order"),
        ("single_choice", {"first_right": False}, "no right answer"),
        ("single_choice", {"first_text": ""}, "empty"),
        ("single_choice", {"answers": []}, "too few"),
        ("single_choice", {"first_id": "-"}, "id"),
        ("multiple_choice", {"keep_order": True}, "order"),
        ("multiple_choice", {"marking": "all_or_nothing"}, "all or nothing"),
        ("multiple_choice", {"first_credit": 0}, "per cent together"),
        ("multiple_choice", {"first_credit": 10}, "per cent together"),
        ("multiple_choice", {"first_credit": 150}, "-100 to 100"),
        ("matching", {"keep_order": True}, "order"),
        ("matching", {"pairs": []}, "too few"),
        ("matching", {"first_answer": " "}, "nothing stands"),
        ("matching", {"distractors": [""]}, "nothing stands"),
        ("matching", {"format": "html", "first_answer": "<b>x</b>"}, "belongs"),
        ("short_answer", {"case_matters": True}, "capital"),
        ("short_answer", {"accents_matter": True}, "accents"),
        ("short_answer", {"first_credit": 50.0}, "no answer counts"),
        ("short_answer", {"first_credit": -1.0}, "no answer counts"),
        ("short_answer", {"first_text": "*"}, "any answer"),
        ("numeric", {"units": [{"id": "", "unit": "kg", "factor": "1"}]}, "units"),
        ("numeric", {"unit_needed": True}, "unit must"),
        ("numeric", {"first_tolerance": "5", "first_tolerance_kind": "relative"}, "per cent"),
        ("numeric", {"first_value": "satu"}, "number"),
        ("numeric", {"first_value": ""}, "no number"),
        ("numeric", {"first_low": "1"}, "or from"),
        ("gaps", {"gaps": []}, "more than one gap"),
        ("gaps", {"text": "Satu [[1]]"}, "end of its text"),
        ("gaps", {"text": "Satu dua."}, "other than"),
        ("gaps", {"text": "Satu [[1]] [[2]] dua."}, "other than"),
        ("gaps", {"first_weight": 2.0}, "weight"),
        ("gaps", {"first_case_matters": True}, "capital"),
        ("gaps", {"first_kind": "drag"}, "no field"),
        ("essay", {"min_words": 5}, "at least"),
        ("essay", {"max_words": 50}, "at most"),
        ("essay", {"lines": 3}, "lines"),
        ("essay", {"model_answer": "x"}, "good answer"),
        ("essay", {"template": "x"}, "begin with"),
        ("essay", {"rubric": [{"id": "", "criterion": "x", "levels": []}]}, "rubric"),
        ("description", {"feedback": "x"}, "feedback"),
    ],
)
def test_what_a_type_may_have_and_gift_not(kind: str, fields: dict[str, Any], words: str) -> None:
    sentence = refusal(change(entry(kind), **fields))
    assert sentence is not None
    assert words in sentence.lower()


def test_a_marking_that_no_weight_shows_is_refused() -> None:
    answers = [{**one, "credit": 50.0 if one["right"] else 0.0}
               for one in entry("multiple_choice").question.data["answers"]]  # fmt: skip
    assert refusal(change(entry("multiple_choice"), answers=answers, marking="penalty"))
    answers[2]["credit"] = -10.0
    assert refusal(change(entry("multiple_choice"), answers=answers, marking="partial"))
    assert refusal(change(entry("multiple_choice"), answers=answers, marking="penalty")) is None


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("single_choice", {"weight": 1, "hints": [], "feedback": " x "}),
        ("description", {"weight": 3.0}),
        ("essay", {"model_answer": None, "rubric": ()}),
        ("numeric", {"first_tolerance": "", "first_tolerance_kind": "relative"}),
        ("numeric", {"first_value": "8.500", "first_tolerance": "0.10"}),
        ("matching", {"format": "html", "first_answer": "x &amp; y &lt; z"}),
        ("gaps", {"first_weight": 1}),
    ],
)
def test_what_says_the_same_is_written_and_comes_back(kind: str, fields: dict[str, Any]) -> None:
    wanted = change(entry(kind), **fields)
    assert refusal(wanted) is None
    [found] = GIFT.read("".join(GIFT.write([wanted])).encode())
    assert isinstance(found, Entry)
    assert find_difference(wanted, found) is None


# --- Aiken --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [one for one in SOURCES if one != "single_choice"])
def test_aiken_names_other_types(kind: str) -> None:
    sentence = AIKEN.refusals(entry(kind))
    assert sentence is not None
    assert "single choice only" in sentence


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"format": "html"}, "html"),
        ({"feedback": "x"}, "feedback"),
        ({"first_feedback": "x"}, "feedback"),
        ({"keep_order": True}, "order"),
        ({"text": "a\nb"}, "several lines"),
        ({"first_text": "a\nb"}, "several lines"),
        ({"hints": ("a",)}, "hints"),
        ({"text": "A. x"}, "without a question"),
        ({"text": "ANSWER: x"}, "without a question"),
        ({"first_right": False}, "exactly one"),
        ({"first_text": " "}, "empty"),
    ],
)
def test_what_aiken_can_not_keep(fields: dict[str, Any], words: str) -> None:
    one = change(entry("single_choice"), **fields)
    sentence = AIKEN.refusals(one)
    assert sentence is not None
    assert words in sentence.lower()
    with pytest.raises(ValueError, match=re.escape(sentence)):
        list(AIKEN.write([one]))


def test_aiken_knows_no_partly_right_answers_and_no_27_answers() -> None:
    one = entry("single_choice")
    right, wrong = one.question.data["answers"]
    partly = AIKEN.refusals(change(one, answers=[right, {**wrong, "credit": 50.0}]))
    many = AIKEN.refusals(change(one, answers=[right, *[wrong] * 26]))
    assert partly is not None
    assert "Partly right" in partly
    assert many is not None
    assert "26" in many


def test_aiken_leaves_titles_and_places_out_and_says_so() -> None:
    one = replace(change(entry("single_choice"), name="judul"), category="a", tags=("b",))
    assert AIKEN.refusals(one) is None
    assert "titles, categories" in str(AIKEN.omits)
