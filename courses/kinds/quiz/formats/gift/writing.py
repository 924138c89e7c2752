"""Entries to a GIFT file that `reading` reads back the same: each text on one line of its own."""

from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.categories import write_moodle_path
from courses.kinds.quiz.formats.credits import ALL_OR_NOTHING, share_credits
from courses.kinds.quiz.formats.entries import Entry, Unwritable
from courses.kinds.quiz.formats.filling import fill_entry
from courses.kinds.quiz.formats.gift.comments import write_comments
from courses.kinds.quiz.formats.gift.contents import ARROW, GAP, GENERAL, NAME, RANGE
from courses.kinds.quiz.formats.gift.escapes import FORMAT, escape, escape_title
from courses.kinds.quiz.formats.gift.figures import read_number, write_weight
from courses.kinds.quiz.formats.gift.said import HTML, PLAIN
from courses.kinds.quiz.formats.plain import can_not_keep, name_type
from courses.kinds.quiz.formats.text import tidy
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.gaps_block import MARKER
from courses.kinds.quiz.types.number_fields import ANY

Answers = Sequence[Mapping[str, Any]]

_GIFT = "GIFT"
_TYPES = {
    "single_choice",
    "multiple_choice",
    "true_false",
    "short_answer",
    "numeric",
    "matching",
    "gaps",
    "essay",
    "description",
}
#: Parts a text at its gap while it is escaped; no file may have it.
_HOLE = "\0"
#: What begins something else than a text where no title stands before it.
_NOT_TEXT = ("//", "$")


def write_entry(entry: Entry, after: str) -> str:
    """The lines of one question, its category first where that is not the one `after` which it
    stands. Raises `Unwritable`."""
    question = entry.question
    if question.type not in _TYPES:
        sentence = _("GIFT can't carry this question: its type is “%(type)s”.")
        raise Unwritable(sentence, type=name_type(question.type))
    entry = fill_entry(entry)
    lines = []
    if entry.category != after:
        category = " ".join(write_moodle_path(entry.category).split("\n"))
        lines = [f"$CATEGORY: {category}", ""]
    return "\n".join([*lines, *write_comments(entry), *_Writer(entry.question).lines(), ""])


class _Writer:
    """Writes one question, all of whose fields are there."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._data = question.data

    def lines(self) -> list[str]:
        """The question from its title to what stands behind its braces."""
        question = self._question
        text = question.text
        if question.type == "gaps":
            text = self._open_gap(text)
        before, _hole, after = self._begin(text).partition(_HOLE)
        if question.type == "description":
            return [before]
        head, inner = self._content()
        if tidy(question.feedback):
            inner = [*inner, GENERAL + self._text(question.feedback)]
        if not inner:
            return [f"{before}{{{head}}}{after}"]
        return [f"{before}{{{head}", *inner, f"}}{after}"]

    def _open_gap(self, text: str) -> str:
        """The text with a hole in place of its gap."""
        names = [one["name"] for one in self._data["gaps"]]
        if len(names) != 1:
            raise Unwritable(can_not_keep(_GIFT, _("a text with more than one gap, or with none")))
        if names != [NAME] or [one[0] for one in MARKER.finditer(text)] != [GAP]:
            raise Unwritable(can_not_keep(_GIFT, _("a gap other than [[1]], once in the text")))
        if tidy(text).endswith(GAP):
            raise Unwritable(can_not_keep(_GIFT, _("a gap at the end of its text")))
        return text.replace(GAP, _HOLE)

    def _begin(self, text: str) -> str:
        """The title, and the text with its format if it must say one."""
        title, written = "", escape(text)
        if tidy(self._question.name):
            title = f"::{escape_title(self._question.name)}::"
        # Moodle takes a text that says nothing for HTML.
        needed = (
            self._question.format != PLAIN
            or FORMAT.match(written)
            or any(sign in text for sign in "<&")
            or (not title and written.startswith(_NOT_TEXT))
        )
        return f"{title}{self._marker if needed else ''}{written}"

    @property
    def _marker(self) -> str:
        return f"[{self._question.format}]"

    def _content(self) -> tuple[str, list[str]]:
        """What stands directly behind the opening brace, and the lines between it and the other."""
        match self._question.type:
            case "true_false":
                return self._true_false(), []
            case "essay":
                return "", []
            case "matching":
                return "", self._matching()
            case "multiple_choice":
                return "", self._multiple(self._data["answers"])
            case "gaps":
                [gap] = self._data["gaps"]
                return self._answers(gap["kind"], gap["answers"])
            case slug:
                return self._answers(slug, self._data["answers"])

    def _answers(self, kind: str, answers: Answers) -> tuple[str, list[str]]:
        """Of a question or its gap; `kind` is a gap's kind or a question's type."""
        if kind in ("choice", "single_choice"):
            return "", [self._choice(one) for one in answers]
        if kind == "numeric":
            last = len(answers) - 1
            return "#", [self._number(one, is_last=at == last) for at, one in enumerate(answers)]
        return "", [f"={_weigh(one['credit'])}{self._answer(one)}" for one in answers]

    def _choice(self, answer: Mapping[str, Any]) -> str:
        """An answer of which one is chosen. A gap's says by its credit alone that it is right."""
        credit = answer["credit"]
        if answer.get("right", credit == 100):
            return f"={self._answer(answer)}"
        return f"~{_weigh(credit or 0.0, 0.0)}{self._answer(answer)}"

    def _multiple(self, answers: Answers) -> list[str]:
        if self._data["marking"] == ALL_OR_NOTHING:
            sentence = _("that all right answers are needed (all or nothing)")
            raise Unwritable(can_not_keep(_GIFT, sentence))
        rights = [one["right"] for one in answers]
        shares = share_credits(answers, self._data["marking"])
        return [
            f"~{_weigh(credit, 0.0, equals=rights.count(one['right']))}{self._answer(one)}"
            for one, credit in zip(answers, shares, strict=True)
        ]

    def _number(self, answer: Mapping[str, Any], *, is_last: bool) -> str:
        value = answer.get("value", answer.get("text"))
        feedback = self._feedback(answer["feedback"])
        if value == ANY and not answer["credit"]:
            # In Moodle nothing may stand behind a ~.
            return f"~{feedback or '#'}" if is_last else f"=%0%{ANY}{feedback}"
        if value:
            tolerance = _spell_number(answer["tolerance"] or "0")
            shown = f"{_spell_number(value)}{f':{tolerance}' if tolerance != '0' else ''}"
        else:
            shown = f"{_spell_number(answer['low'])}{RANGE}{_spell_number(answer['high'])}"
        return f"={_weigh(answer['credit'])}{shown}{feedback}"

    def _true_false(self) -> str:
        right = self._data["right"]
        good, wrong = self._data["feedback_true"], self._data["feedback_false"]
        if not right:
            good, wrong = wrong, good
        second = self._feedback(good)
        first = self._feedback(wrong) or ("#" if second else "")
        return f"{'TRUE' if right else 'FALSE'}{first}{second}"

    def _matching(self) -> list[str]:
        pairs = [
            f"={self._text(one['prompt'])} {ARROW} {self._words(one['answer'])}"
            for one in self._data["pairs"]
        ]
        return pairs + [f"= {ARROW} {self._words(one)}" for one in self._data["distractors"]]

    def _words(self, text: str) -> str:
        """A text that has no format in GIFT."""
        return escape(unescape(text) if self._question.format == HTML else text)

    def _answer(self, answer: Mapping[str, Any]) -> str:
        text = self._text(answer["text"])
        if text.startswith("%"):  # no weight
            text = self._marker + text
        return text + self._feedback(answer["feedback"])

    def _feedback(self, text: str) -> str:
        return f"#{self._text(text)}" if tidy(text) else ""

    def _text(self, text: str) -> str:
        written = escape(text)
        return self._marker + written if FORMAT.match(written) else written


def _weigh(credit: float, usual: float = 100.0, *, equals: int = 0) -> str:
    """The weight of an answer that counts something else than is usual behind its sign."""
    return "" if credit == usual else f"%{write_weight(credit, equals=equals)}%"


def _spell_number(text: str) -> str:
    number = read_number(text)
    if number is None:
        raise Unwritable(_("“%(text)s” is no number that GIFT can write."), text=text[:60])
    return number
