"""Generated question banks, of every type that GIFT carries and of what Aiken does, with texts
that are hard to write into a file."""

import re
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.text import tidy
from courses.kinds.quiz.questions import Question

_NASTY = [
    "\\", "~", "=", "#", "{", "}", ":", "::", "->", "-\\>", "//", "%50%", "%", "####", "\n", "\n\n",
    "\r\n", "\t", " ", "[html]", "[plain]", "[Moodle]", "$CATEGORY: x", "::t::", "\\n", "\\=", "T",
    "TRUE", "*", "[[2]]", "ANSWER: B", "A. x", "b) y", "<b>", "&amp;", "<", "&", "<img src='x'>",
    "é", "ß", "ş", "日本", "😀", "\u00a0", "\u2028", "\ufeff", "“", "_____", "`", "- a", "1. b",
    ".",
]  # fmt: skip
_characters = st.characters(exclude_categories=["Cs", "Cc"])
_pieces = st.sampled_from(_NASTY) | st.text(_characters, min_size=1, max_size=6)

#: With white space at the ends, which no format keeps.
texts = st.lists(_pieces, min_size=1, max_size=5).map("".join).filter(tidy)
maybe_texts = st.just("") | texts
lines = texts.map(lambda text: " ".join(tidy(text).split()))
ids = st.just("") | st.uuids().map(str)
flags = st.booleans()
numbers = st.decimals(-10_000, 10_000, places=4).map(lambda one: format(one, "f"))
tolerances = st.just("0") | st.decimals(0, 100, places=3).map(lambda one: format(one, "f"))
#: Shares of the mark as people and programs write them, and any other.
shares = st.sampled_from([5, 10, 16.66667, 33, 33.3, 33.33, 100 / 3, 50, 66.67]) | st.floats(
    0.01, 99.9
)
accepted = st.just(100.0) | st.just(0.0) | shares


def _answer(draw: st.DrawFn, **fields: Any) -> dict[str, Any]:
    return {"id": draw(ids), "feedback": draw(maybe_texts), **fields}


def _accepted(draw: st.DrawFn, **fields: Any) -> dict[str, Any]:
    return _answer(draw, credit=draw(accepted), **fields)


@st.composite
def single_choices(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(2, 5))
    right = draw(st.integers(0, count - 1))
    answers = [
        _answer(
            draw,
            text=draw(texts),
            right=at == right,
            credit=None if at == right else draw(st.none() | st.just(0.0) | shares),
        )
        for at in range(count)
    ]
    return {"answers": answers, "keep_order": False}


@st.composite
def multiple_choices(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(2, 7))
    rights = draw(st.lists(flags, min_size=count, max_size=count).filter(any))
    penalty = draw(flags) and not all(rights)
    explicit = draw(flags)
    answers = []
    for right in rights:
        credit = None
        if explicit:
            credit = draw(shares) if right else -draw(shares) if penalty else draw(st.just(0.0))
        answers.append(_answer(draw, text=draw(texts), right=right, credit=credit))
    if explicit:
        # Together the right ones make 100 or more.
        next(one for one in answers if one["right"])["credit"] = 100.0
    marking = "penalty" if penalty else "partial"
    return {"answers": answers, "marking": marking, "keep_order": False}


@st.composite
def true_falses(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "right": draw(flags),
        "feedback_true": draw(maybe_texts),
        "feedback_false": draw(maybe_texts),
    }


@st.composite
def short_answers(draw: st.DrawFn) -> dict[str, Any]:
    answers = [_answer(draw, text="benar", credit=100.0)]
    answers += [_accepted(draw, text=draw(texts)) for _ in range(draw(st.integers(0, 3)))]
    if draw(flags):
        answers.append(_answer(draw, text="*", credit=0.0))
    answers = [
        one for one in answers if one["text"].strip(" *\n\r\t\u00a0\u2028") or not one["credit"]
    ]
    return {
        "answers": draw(st.permutations(answers)),
        "case_matters": False,
        "accents_matter": False,
    }


def _number(draw: st.DrawFn) -> dict[str, Any]:
    found = {"value": draw(numbers), "tolerance": draw(tolerances), "low": "", "high": ""}
    if draw(flags):
        low, high = sorted([draw(numbers), draw(numbers)], key=Decimal)
        found = {"value": "", "tolerance": "0", "low": low, "high": high}
    return {**found, "tolerance_kind": "absolute"}


_ANY_NUMBER = {"value": "*", "tolerance": "0", "low": "", "high": "", "tolerance_kind": "absolute"}


@st.composite
def numerics(draw: st.DrawFn) -> dict[str, Any]:
    answers = [_answer(draw, **_number(draw), credit=100.0)]
    answers += [_accepted(draw, **_number(draw)) for _ in range(draw(st.integers(0, 2)))]
    if draw(flags):
        answers.append(_answer(draw, **_ANY_NUMBER, credit=0.0))
    return {"answers": draw(st.permutations(answers)), "units": [], "unit_needed": False}


@st.composite
def matchings(draw: st.DrawFn, html: bool = False) -> dict[str, Any]:
    words = texts
    if html:
        words = texts.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;"))
        words = words.map(lambda text: text.replace(">", "&gt;"))
    pairs = [
        {"id": draw(ids), "prompt": draw(texts), "answer": draw(words)}
        for _ in range(draw(st.integers(2, 4)))
    ]
    return {
        "pairs": pairs,
        "distractors": draw(st.lists(words, max_size=2)),
        "keep_order": False,
    }


@st.composite
def gaps(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["choice", "short", "numeric"]))
    if kind == "choice":
        answers = [_answer(draw, text=draw(texts), credit=100.0, tolerance="0")]
        answers += [
            _answer(draw, text=draw(texts), credit=draw(st.just(0.0) | shares), tolerance="0")
            for _ in range(draw(st.integers(1, 3)))
        ]
    elif kind == "short":
        answers = [{**one, "tolerance": "0"} for one in draw(short_answers())["answers"]]
    else:
        answers = [_answer(draw, text=draw(numbers), credit=100.0, tolerance=draw(tolerances))]
        if draw(flags):
            answers.append(_answer(draw, text="*", credit=0.0, tolerance="0"))
    gap = {
        "id": draw(ids),
        "name": "1",
        "kind": kind,
        "answers": draw(st.permutations(answers)),
        "weight": 1.0,
        "case_matters": False,
    }
    return {"gaps": [gap]}


def _essay() -> dict[str, Any]:
    return {
        "min_words": None,
        "max_words": None,
        "lines": 8,
        "model_answer": "",
        "template": "",
        "rubric": [],
    }


_DATA = {
    "single_choice": single_choices(),
    "multiple_choice": multiple_choices(),
    "true_false": true_falses(),
    "short_answer": short_answers(),
    "numeric": numerics(),
    "gaps": gaps(),
    "essay": st.builds(_essay),
    "description": st.just({}),
}


@st.composite
def gift_questions(draw: st.DrawFn) -> Question:
    kind = draw(st.sampled_from([*_DATA, "matching"]))
    text_format = draw(st.sampled_from(["plain", "markdown", "html"]))
    data = draw(matchings(html=text_format == "html") if kind == "matching" else _DATA[kind])
    text = draw(texts)
    if kind == "gaps":
        before = draw(maybe_texts).replace("[[2]]", "")
        text = f"{before}[[1]]{draw(texts).replace('[[2]]', '')}."
    return Question(
        id=draw(ids),
        type=kind,
        text=text,
        data=data,
        format=text_format,
        name=draw(maybe_texts),
        weight=0.0 if kind == "description" else 1.0,
        feedback="" if kind == "description" else draw(maybe_texts),
    )


_names = lines.filter(lambda text: not text.endswith("\\") and "\\]" not in text)
_categories = st.lists(
    _names.map(lambda name: name.strip("/ ")).filter(bool), max_size=3
) | st.just(["top", "$course$"])


@st.composite
def gift_entries(draw: st.DrawFn) -> Entry:
    names = draw(_categories)
    return Entry(
        draw(gift_questions()),
        category="/".join(name.replace("/", "//") for name in names),
        tags=tuple(dict.fromkeys(draw(st.lists(_names, max_size=2)))),
        number=draw(st.just("") | _names),
    )


@st.composite
def aiken_entries(draw: st.DrawFn) -> Entry:
    count = draw(st.integers(2, 26))
    right = draw(st.integers(0, count - 1))
    answers = [
        {"id": "", "text": draw(lines), "right": at == right, "credit": None, "feedback": ""}
        for at in range(count)
    ]
    text = draw(lines)
    if re.match(r"\(?[A-Z][.)]|ANSWER", text):
        text = f"? {text}"
    data = {"answers": answers, "keep_order": False}
    return Entry(Question(id="", type="single_choice", text=text, data=data))
