"""Generated question banks with every built-in type and text that is hard on XML and on Cloze."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.questions import Question

_HARD = [
    "]]>", "<![CDATA[", "&", "&amp;", "<", ">", "<b>", "</p>", "<br>", '"', "'", "}", "{", "~", "#",
    "/", "=", "\\", "\\}", "%50%", "%", "&#126;", "&nbsp;", "{1:SHORTANSWER:=x}", "{:MC:=a~b}",
    "[[1]]", "[[9]]", "\n", "\r\n", "\t", "\u00a0", "é", "你好", "😀", "@@PLUGINFILE@@/a.png",
    "a <img src='@@PLUGINFILE@@/nothing.png'>", "*", "_", "`", "- ", "a", "harga", "8,5", " ",
]  # fmt: skip
texts = st.lists(st.sampled_from(_HARD), min_size=1, max_size=6).map("".join).filter(str.strip)
maybe_texts = st.one_of(st.just(""), texts)
#: Words that have no white space at their ends.
words = texts.map(str.strip)
flags = st.booleans()
percents = st.sampled_from([0.0, 10.0, 33.33333, 50.0, 100.0])
shares = st.sampled_from([1.0, 20.0, 25.0, 33.33333, 100 / 3, 50.0, 99.0])


def _number(value: Decimal) -> str:
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


numbers = st.integers(-100_000_000, 100_000_000).map(lambda one: _number(Decimal(one) / 1000))
positive = st.integers(1, 1_000_000).map(lambda one: _number(Decimal(one) / 1000))
pictures = st.sampled_from(["a.png", "b c.jpg", "dé&f.webp", "100%.gif"])
contents = st.binary(min_size=1, max_size=40)


def _items(shape: Mapping[str, Any], low: int = 1, high: int = 4) -> st.SearchStrategy[Any]:
    return st.lists(
        st.fixed_dictionaries({"id": st.just(""), **shape}), min_size=low, max_size=high
    )


@st.composite
def _choices(draw: Any, **shape: Any) -> Any:
    """Answers of which exactly one is right."""
    answers = draw(_items({"feedback": maybe_texts, **shape}, 2, 5))
    right = draw(st.integers(0, len(answers) - 1))
    return [{**one, "right": place == right} for place, one in enumerate(answers)]


@st.composite
def _single_choice(draw: Any) -> Any:
    answers = draw(_choices(text=texts, credit=st.one_of(st.none(), shares)))
    return {
        "answers": [{**one, "credit": None if one["right"] else one["credit"]} for one in answers],
        "keep_order": draw(flags),
    }


@st.composite
def _multiple_choice(draw: Any) -> Any:
    answers = draw(_items({"text": texts, "right": flags, "feedback": maybe_texts}, 2, 6))
    answers[draw(st.integers(0, len(answers) - 1))]["right"] = True
    marking = draw(st.sampled_from(["all_or_nothing", "partial", "penalty"]))
    explicit = draw(flags)
    for one in answers:
        share = draw(shares)
        wrong = -share if marking == "penalty" else 0.0
        one["credit"] = (share if one["right"] else wrong) if explicit else None
    return {"answers": answers, "marking": marking, "keep_order": draw(flags)}


@st.composite
def _picture_choice(draw: Any) -> Any:
    return {
        "answers": draw(_choices(picture=pictures, alt=texts, text=maybe_texts)),
        "keep_order": draw(flags),
    }


_true_false = st.fixed_dictionaries(
    {"right": flags, "feedback_true": maybe_texts, "feedback_false": maybe_texts}
)
_short_answer = st.fixed_dictionaries(
    {
        "answers": _items({"text": words, "credit": percents, "feedback": maybe_texts}),
        "case_matters": flags,
        "accents_matter": flags,
    }
)
_units = _items(
    {"unit": st.sampled_from(["kg", "g", "Rp", "km/jam", "<m>", "m²"]), "factor": positive}, 0, 3
)


@st.composite
def _numeric_answer(draw: Any) -> Any:
    kind = draw(st.sampled_from(["value", "range", "any"]))
    answer = {
        "id": "",
        "value": "",
        "tolerance": "0",
        "tolerance_kind": "absolute",
        "low": "",
        "high": "",
        "credit": draw(percents),
        "feedback": draw(maybe_texts),
    }
    if kind == "any":
        return {**answer, "value": "*", "credit": 0.0}
    if kind == "range":
        low, high = sorted([Decimal(draw(numbers)), Decimal(draw(numbers))])
        return {**answer, "low": _number(low), "high": _number(high)}
    return {
        **answer,
        "value": draw(numbers),
        "tolerance": draw(st.one_of(st.just("0"), positive)),
        "tolerance_kind": draw(st.sampled_from(["absolute", "relative"])),
    }


@st.composite
def _numeric(draw: Any) -> Any:
    units = draw(_units)
    return {
        "answers": draw(st.lists(_numeric_answer(), min_size=1, max_size=4)),
        "units": units,
        "unit_needed": bool(units) and draw(flags),
    }


_names = ["harga", "x", "jumlah_2", "e1"]
formulas = st.recursive(
    st.one_of(
        st.sampled_from(_names),
        st.sampled_from([f"{{{name}}}" for name in _names]),
        st.sampled_from(["2", "1.5", ".5", "100"]),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", " - ", "*", " / ", "^", "×"]), inner).map("".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        inner.map("sqrt({})".format),
        st.tuples(inner, inner).map(lambda two: f"max({two[0]}, {two[1]})"),
        inner.map("round({}, 2)".format),
    ),
    max_leaves=8,
)


@st.composite
def _variable(draw: Any, name: str) -> Any:
    if draw(flags):
        listed = draw(st.lists(numbers, min_size=2, max_size=5))
        separator = draw(st.sampled_from(["; ", ", ", ";"]))
        return {"id": "", "name": name, "kind": "list", "low": "", "high": "", "decimals": 0,
                "values": separator.join(listed)}  # fmt: skip
    low, high = sorted([Decimal(draw(numbers)), Decimal(draw(numbers))])
    return {"id": "", "name": name, "kind": "range", "low": _number(low), "high": _number(high),
            "decimals": draw(st.integers(0, 4)), "values": ""}  # fmt: skip


@st.composite
def _calculated(draw: Any) -> Any:
    units = draw(_units)
    shape = {
        "formula": st.one_of(formulas, st.just("*")),
        "tolerance": st.one_of(st.just(""), st.just("0"), positive),
        "tolerance_kind": st.sampled_from(["absolute", "relative"]),
        "credit": percents,
        "feedback": maybe_texts,
    }
    return {
        "variables": [draw(_variable(name)) for name in _names],
        "answers": draw(_items(shape, 1, 3)),
        "decimals": draw(st.one_of(st.none(), st.integers(0, 6))),
        "units": units,
        "unit_needed": bool(units) and draw(flags),
    }


_matching = st.fixed_dictionaries(
    {
        "pairs": _items({"prompt": texts, "answer": texts}, 2, 4),
        "distractors": st.lists(texts, max_size=3),
        "keep_order": flags,
    }
)
_ordering = st.fixed_dictionaries(
    {
        "items": _items({"text": texts}, 2, 5),
        "marking": st.sampled_from(["all_or_nothing", "partial"]),
    }
)


@st.composite
def _gap(draw: Any, name: str) -> Any:
    kind = draw(st.sampled_from(["choice", "short", "numeric"]))
    is_numeric = kind == "numeric"
    answers = draw(
        _items(
            {
                "text": numbers if is_numeric else words if kind == "short" else texts,
                "credit": percents,
                "tolerance": st.one_of(st.just("0"), positive) if is_numeric else st.just("0"),
                "feedback": maybe_texts,
            }
        )
    )
    answers[0]["credit"] = 100.0
    return {
        "id": "",
        "name": name,
        "kind": kind,
        "answers": answers,
        "weight": draw(st.sampled_from([0.0, 0.5, 1.0, 2.0, 7.0, 999.0])),
        "case_matters": kind == "short" and draw(flags),
    }


@st.composite
def _gaps(draw: Any) -> Any:
    names = draw(st.sampled_from([["1"], ["1", "2", "3"], ["b", "a-1"]]))
    return {"gaps": [draw(_gap(name)) for name in names]}


_rubric = _items(
    {
        "criterion": texts,
        "levels": _items({"text": texts, "points": st.sampled_from([0.0, 1.0, 2.5])}, 2, 3),
    },
    0,
    2,
)
_word_limits = st.one_of(st.none(), st.integers(1, 1500))
_essay = st.fixed_dictionaries(
    {
        "min_words": _word_limits,
        "max_words": _word_limits,
        "lines": st.integers(2, 40),
        "model_answer": maybe_texts,
        "template": maybe_texts,
        "rubric": _rubric,
    }
)
_file = st.fixed_dictionaries(
    {
        "accept": st.lists(
            st.sampled_from(["picture", "pdf", "document", "sound"]), min_size=1, unique=True
        ),
        "max_megabytes": st.integers(1, 10),
        "model_answer": maybe_texts,
        "rubric": _rubric,
    }
)
DATA: Mapping[str, st.SearchStrategy[Any]] = {
    "single_choice": _single_choice(),
    "multiple_choice": _multiple_choice(),
    "true_false": _true_false,
    "picture_choice": _picture_choice(),
    "short_answer": _short_answer,
    "numeric": _numeric(),
    "calculated": _calculated(),
    "matching": _matching,
    "ordering": _ordering,
    "gaps": _gaps(),
    "essay": _essay,
    "file": _file,
    "description": st.just({}),
}


@st.composite
def entries(draw: Any, types: list[str] | None = None) -> Entry:
    """Any entry of one of these types; of any built-in type without them."""
    slug = draw(st.sampled_from(sorted(types or DATA)))
    data = draw(DATA[slug])
    text = draw(texts)
    if slug == "gaps":
        order = draw(st.permutations([one["name"] for one in data["gaps"]]))
        text = "".join(f"{draw(maybe_texts)} [[{name}]]" for name in order) + text
    if slug == "calculated":
        text = text.replace("{=", "{ ") + "{harga} + { x }"
    picture = draw(st.one_of(st.none(), pictures))
    sound = draw(st.one_of(st.none(), st.just("suara.mp3")))
    question = Question(
        id="",
        type=slug,
        text=text,
        data=data,
        format=draw(st.sampled_from(["plain", "markdown", "html"])),
        name=draw(maybe_texts),
        weight=draw(st.sampled_from([0.0, 0.25, 1.0, 1 / 3, 3.0])),
        penalty=draw(st.sampled_from([0.0, 1 / 3, 0.334, 0.1, 1.0])),
        feedback=draw(maybe_texts),
        hints=tuple(draw(st.lists(texts, max_size=2))),
        picture={"image": picture, "alt": draw(maybe_texts)} if picture else None,
        sound={"media": sound} if sound else None,
    )
    used = {picture, sound, *(one.get("picture") for one in data.get("answers", ()))} - {None}
    return Entry(
        question=question,
        category=draw(st.sampled_from(["", "Usaha", "Usaha/Harga & laba", "top/<x>", "a//b/c"])),
        tags=tuple(draw(st.lists(words, max_size=2, unique=True))),
        number=draw(st.sampled_from(["", "Q-1", "<&>"])),
        files={name: draw(contents) for name in sorted(used)},
    )


banks = st.lists(entries(), min_size=1, max_size=6)
