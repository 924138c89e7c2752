"""What GIFT can't carry: a sentence for each property that would be lost on the way."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape, unescape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.kinds.quiz.formats.credits import PENALTY, accepted_credits, share_credits
from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.gift.accepted import ANY, catches_all
from courses.kinds.quiz.formats.gift.choices import NEARLY_ALL
from courses.kinds.quiz.formats.gift.comments import can_be_written, list_parts
from courses.kinds.quiz.formats.gift.contents import essay_data
from courses.kinds.quiz.formats.gift.figures import read_number
from courses.kinds.quiz.formats.gift.missing_word import GAP, MARKER, NAME
from courses.kinds.quiz.formats.gift.said import HTML, MARKDOWN, PLAIN
from courses.kinds.quiz.formats.refusing import (
    can_not_keep,
    name_type,
    refuse_surroundings,
    refuse_unknown_fields,
)
from courses.kinds.quiz.formats.text import tidy
from courses.kinds.quiz.questions import Question

_GIFT = "GIFT"
_CHOICE = {"answers", "keep_order"}
_FIELDS = {
    "single_choice": _CHOICE,
    "multiple_choice": {*_CHOICE, "marking"},
    "true_false": {"right", "feedback_true", "feedback_false"},
    "short_answer": {"answers", "case_matters", "accents_matter"},
    "numeric": {"answers", "units", "unit_needed"},
    "matching": {"pairs", "distractors", "keep_order"},
    "gaps": {"gaps"},
    "essay": set(essay_data()),
    "description": set(),
}
_ESSAY = {
    "min_words": gettext_lazy("a least number of words"),
    "max_words": gettext_lazy("a limit of words"),
    "lines": gettext_lazy("the number of lines to write on"),
    "model_answer": gettext_lazy("a model answer"),
    "template": gettext_lazy("a text to begin with"),
    "rubric": gettext_lazy("a rubric"),
}
_ID = re.compile(r"\S+")


def find_refusal(entry: Entry) -> str | None:
    """Why GIFT can't carry this question as it is, None where it can."""
    return next(_find_all(entry), None)


def _find_all(entry: Entry) -> Iterator[str]:
    question = entry.question
    if question.type not in _FIELDS:
        yield _("GIFT can't carry this question: its type is “%(type)s”.") % {
            "type": name_type(question.type)
        }
        return
    if question.format not in (PLAIN, MARKDOWN, HTML):
        yield can_not_keep(_GIFT, _("this text format"))
    yield from refuse_surroundings(entry, _GIFT)
    yield from refuse_unknown_fields(question, _FIELDS[question.type], _GIFT)
    yield from _refuse_comments(entry)
    if question.data.get("keep_order"):
        yield can_not_keep(_GIFT, _("that answers stay in their order"))
    yield from _BY_TYPE[question.type](question)


def _refuse_comments(entry: Entry) -> Iterator[str]:
    question = entry.question
    if "\n" in tidy(entry.category):
        yield _("The category's name has several lines.")
    if not all(can_be_written(text) for text in (entry.number, *entry.tags)):
        yield _("A tag or the number of the question is too long, or ends with a backslash.")
    ids = [question.id, *(part.get("id") or "" for part in _parts(question))]
    if any(one and (one == "-" or not _ID.fullmatch(one)) for one in ids):
        yield _("The question or an answer has an id that is no single word.")
    used = [one for one in ids[1:] if one]
    if len(set(used)) != len(used):
        yield _("Two answers have the same id.")


def _parts(question: Question) -> Iterator[Mapping[str, Any]]:
    return list_parts(question.type, question.data)


# --- By type ------------------------------------------------------------------------------------


def _refuse_single(question: Question) -> Iterator[str]:
    answers = question.data["answers"]
    yield from _refuse_texts(answers, least=2)
    if sum(bool(one["right"]) for one in answers) != 1:
        yield _("Not exactly one answer is right.")
    for one in answers:
        if not one["right"] and not 0 <= (one.get("credit") or 0) < 99.999:
            yield _("A wrong answer counts less than nothing, or everything.")


def _refuse_multiple(question: Question) -> Iterator[str]:
    answers, marking = question.data["answers"], question.data.get("marking")
    yield from _refuse_texts(answers, least=2)
    if marking not in ("partial", PENALTY):
        yield can_not_keep(_GIFT, _("that all right answers are needed (all or nothing)"))
        return
    shares = share_credits(answers, marking)
    if any(abs(credit) > 100 for credit in shares):
        yield _("An answer counts more than 100 per cent.")
    for one, credit in zip(answers, shares, strict=True):
        if bool(one["right"]) != (credit > 0):
            yield _("A right answer counts nothing, or a wrong one something.")
    if sum(credit for credit in shares if credit > 0) < NEARLY_ALL:
        yield _("The right answers do not make 100 per cent together.")
    if (marking == PENALTY) != any(credit < 0 for credit in shares):
        yield can_not_keep(
            _GIFT, _("this marking: wrong answers cost something exactly where a weight says so")
        )


def _refuse_true_false(question: Question) -> Iterator[str]:
    yield from ()


def _refuse_short(question: Question) -> Iterator[str]:
    yield from _refuse_texts(question.data["answers"], least=1)
    yield from _refuse_accepted(question.data["answers"], "text")
    if question.data.get("case_matters"):
        yield can_not_keep(_GIFT, _("that capital letters matter"))
    if question.data.get("accents_matter"):
        yield can_not_keep(_GIFT, _("that accents matter"))


def _refuse_numeric(question: Question) -> Iterator[str]:
    answers = question.data["answers"]
    yield from _refuse_accepted(answers, "value")
    if question.data.get("units") or question.data.get("unit_needed"):
        yield can_not_keep(_GIFT, _("units"))
    for one in answers:
        if one.get("tolerance_kind") == "relative" and _is_wide(one):
            yield can_not_keep(_GIFT, _("a tolerance in per cent"))
        if one["value"] == ANY:
            continue
        if one["value"] and not (one.get("low") or one.get("high")):
            yield from _refuse_numbers(one["value"], one.get("tolerance") or "0")
        elif one["value"] or not (one.get("low") and one.get("high")):
            yield _("An answer needs either a number or a range with both ends.")
        else:
            yield from _refuse_numbers(one["low"], one["high"])
            if _is_wide(one):
                yield can_not_keep(_GIFT, _("a tolerance around a range"))


def _refuse_numbers(*numbers: str) -> Iterator[str]:
    for number in numbers:
        if read_number(number) is None:
            yield _("“%(text)s” is no number that GIFT can write.") % {"text": number[:60]}


def _is_wide(answer: Mapping[str, Any]) -> bool:
    tolerance = read_number(answer.get("tolerance") or "0")
    return tolerance is None or Decimal(tolerance) != 0


def _refuse_matching(question: Question) -> Iterator[str]:
    pairs, distractors = question.data["pairs"], question.data.get("distractors") or []
    if len(pairs) < 2:
        yield _("The question has fewer than two pairs.")
    words = [*(one["answer"] for one in pairs), *distractors]
    if not all(tidy(one) for one in (*words, *(one["prompt"] for one in pairs))):
        yield _("One side of a pair is empty.")
    if question.format == HTML and any(not is_plain_html(one) for one in words):
        yield can_not_keep(_GIFT, _("formatting in what is matched"))


def is_plain_html(text: str) -> bool:
    """Whether an HTML text says nothing that plain words do not."""
    return "<" not in text and escape(unescape(text), quote=False) == text


def _refuse_gaps(question: Question) -> Iterator[str]:
    gaps = question.data["gaps"]
    if len(gaps) != 1:
        yield can_not_keep(_GIFT, _("a text with more than one gap, or with none"))
        return
    [gap] = gaps
    if gap["name"] != NAME or MARKER.findall(question.text) != [GAP]:
        yield can_not_keep(_GIFT, _("a gap other than [[1]], once in the text"))
    if tidy(question.text).endswith(GAP):
        yield can_not_keep(_GIFT, _("a gap at the end of its text"))
    if gap.get("weight", 1) != 1:
        yield can_not_keep(_GIFT, _("a weight of the gap"))
    if gap.get("case_matters"):
        yield can_not_keep(_GIFT, _("that capital letters matter"))
    yield from _refuse_gap_answers(gap)


def _refuse_gap_answers(gap: Mapping[str, Any]) -> Iterator[str]:
    answers, kind = gap["answers"], gap["kind"]
    yield from _refuse_texts(answers, least=2 if kind == "choice" else 1)
    yield from _refuse_accepted(answers, "" if kind == "choice" else "text")
    if kind == "choice":
        if sum(credit == 100 for credit in accepted_credits(answers)) > 1:
            yield can_not_keep(_GIFT, _("a gap with several right answers to choose from"))
    elif kind == "numeric":
        for one in answers:
            if one["text"] != ANY:
                yield from _refuse_numbers(one["text"], one.get("tolerance") or "0")
    elif kind != "short":
        yield can_not_keep(_GIFT, _("this kind of gap"))
    if kind != "numeric" and any(_is_wide(one) for one in answers):
        yield can_not_keep(_GIFT, _("a tolerance for words"))


def _refuse_essay(question: Question) -> Iterator[str]:
    for name, default in essay_data().items():
        if (question.data.get(name, default) or None) != (default or None):
            yield can_not_keep(_GIFT, str(_ESSAY[name]))


def _refuse_description(question: Question) -> Iterator[str]:
    if tidy(question.feedback):
        yield can_not_keep(_GIFT, _("feedback on a text to read"))


def _refuse_texts(answers: Sequence[Mapping[str, Any]], *, least: int) -> Iterator[str]:
    if len(answers) < least:
        yield _("The question has too few answers.")
    if not all(tidy(one["text"]) for one in answers):
        yield _("An answer has no text.")


def _refuse_accepted(answers: Sequence[Mapping[str, Any]], field: str) -> Iterator[str]:
    """`field` is where an answer says `*`, if it may."""
    shares = accepted_credits(answers)
    if not all(0 <= credit <= 100 for credit in shares):
        yield _("An answer counts less than nothing, or more than 100 per cent.")
    if 100 not in shares:
        yield _("No answer counts 100 per cent.")
    for one, credit in zip(answers, shares, strict=True):
        if field and catches_all(one[field]) and credit:
            yield _("A * alone takes any answer, but counts something.")


_BY_TYPE = {
    "single_choice": _refuse_single,
    "multiple_choice": _refuse_multiple,
    "true_false": _refuse_true_false,
    "short_answer": _refuse_short,
    "numeric": _refuse_numeric,
    "matching": _refuse_matching,
    "gaps": _refuse_gaps,
    "essay": _refuse_essay,
    "description": _refuse_description,
}
