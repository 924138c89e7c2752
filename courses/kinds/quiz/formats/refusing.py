"""Sentences on what a text format can't carry; GIFT and Aiken share them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.text import CONTROL, tidy
from courses.kinds.quiz.questions import Question

_DEFAULT_PENALTY = 1 / 3
_NAMES = {
    "single_choice": gettext_lazy("single choice"),
    "multiple_choice": gettext_lazy("multiple choice"),
    "true_false": gettext_lazy("true or false"),
    "picture_choice": gettext_lazy("picture choice"),
    "short_answer": gettext_lazy("short answer"),
    "numeric": gettext_lazy("numeric"),
    "calculated": gettext_lazy("calculated"),
    "matching": gettext_lazy("matching"),
    "ordering": gettext_lazy("ordering"),
    "gaps": gettext_lazy("gaps in a text"),
    "essay": gettext_lazy("essay"),
    "file": gettext_lazy("file"),
    "description": gettext_lazy("text to read"),
}


def name_type(question_type: str) -> str:
    """The type as a sentence names it."""
    return str(_NAMES.get(question_type, question_type))


def can_not_keep(format_name: str, what: str) -> str:
    """The sentence on one property of the question."""
    return _("%(format)s can't keep %(what)s.") % {"format": format_name, "what": what}


def refuse_surroundings(entry: Entry, format_name: str) -> Iterator[str]:
    """Sentences on what stands beside the question's own text and answers."""
    question = entry.question
    kept = {
        _("a picture"): question.picture,
        _("a sound"): question.sound,
        _("embedded files"): entry.files,
        _("what to read again"): question.read_again,
        _("hints"): question.hints,
        _("a weight other than 1"): question.type != "description" and question.weight != 1,
        _("a penalty of its own for further tries"): (
            abs(question.penalty - _DEFAULT_PENALTY) > 1e-6
        ),
    }
    yield from (can_not_keep(format_name, what) for what, there in kept.items() if there)
    if not tidy(question.text):
        yield _("The question has no text.")
    if any(CONTROL.search(text.replace("\r", "")) for text in _list_texts(entry)):
        yield _("A text of the question has control characters; write it anew.")


def refuse_unknown_fields(question: Question, known: set[str], format_name: str) -> Iterator[str]:
    """Sentences on filled fields of the question's data that the format has no place for."""
    for name, value in question.data.items():
        if name not in known and value:
            yield can_not_keep(format_name, f"“{name}”")


def _list_texts(entry: Entry) -> Iterator[str]:
    yield from (entry.question.text, entry.question.name, entry.question.feedback)
    yield from (entry.category, entry.number, *entry.tags)
    yield from _list_strings(entry.question.data)


def _list_strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _list_strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _list_strings(one)
