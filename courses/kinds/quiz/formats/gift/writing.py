"""Entries to a GIFT file that `reading` reads back the same: each text on one line of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from courses.kinds.quiz.formats.categories import write_moodle_path
from courses.kinds.quiz.formats.credits import accepted_credits, share_credits
from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.gift.accepted import ANY, RANGE
from courses.kinds.quiz.formats.gift.comments import list_parts, write_comments
from courses.kinds.quiz.formats.gift.contents import ARROW, GENERAL
from courses.kinds.quiz.formats.gift.escapes import MARKER, escape, escape_title
from courses.kinds.quiz.formats.gift.figures import read_number, write_weight
from courses.kinds.quiz.formats.gift.missing_word import GAP
from courses.kinds.quiz.formats.gift.refusing import find_refusal
from courses.kinds.quiz.formats.gift.said import HTML, PLAIN
from courses.kinds.quiz.formats.text import tidy
from courses.kinds.quiz.questions import Question

Answers = Sequence[Mapping[str, Any]]

#: Parts a text at its gap while it is escaped; `refusing` lets no text have it.
_HOLE = "\0"
#: What begins something else than a text where no title stands before it.
_NOT_TEXT = ("//", "$")


def write_gift(entries: Iterable[Entry]) -> Iterator[str]:
    """The file, a question at a time. Raises `ValueError` at one that GIFT can't carry."""
    category, separator = "", ""
    for entry in entries:
        if refusal := find_refusal(entry):
            raise ValueError(refusal)
        lines = []
        if entry.category != category:
            category = entry.category
            lines = [f"$CATEGORY: {write_moodle_path(category)}", ""]
        parts = list(list_parts(entry.question.type, entry.question.data))
        lines += write_comments(entry.question.id, parts, entry.number, entry.tags, entry.level)
        lines += _Writer(entry.question).lines()
        yield separator + "\n".join([*lines, ""])
        separator = "\n"


class _Writer:
    """Writes one question."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._data = question.data

    def lines(self) -> list[str]:
        """The question from its title to what stands behind its braces."""
        question = self._question
        text = question.text
        if question.type == "gaps":
            text = text.replace(GAP, _HOLE)
        before, _hole, after = self._begin(text).partition(_HOLE)
        if question.type == "description":
            return [before]
        head, inner = self._content()
        if tidy(question.feedback):
            inner = [*inner, GENERAL + self._text(question.feedback)]
        if not inner:
            return [f"{before}{{{head}}}{after}"]
        return [f"{before}{{{head}", *inner, f"}}{after}"]

    def _begin(self, text: str) -> str:
        """The title, and the text with its format if it must say one."""
        title, written = "", escape(text)
        if tidy(self._question.name):
            title = f"::{escape_title(self._question.name)}::"
        # Moodle takes a text that says nothing for HTML.
        needed = (
            self._question.format != PLAIN
            or MARKER.match(written)
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
                return "", self._multiple()
            case "gaps":
                [gap] = self._data["gaps"]
                return self._answers(gap["kind"], gap["answers"])
            case "single_choice":
                return self._answers("choice", self._data["answers"])
            case other:
                return self._answers(other, self._data["answers"])

    def _answers(self, kind: str, answers: Answers) -> tuple[str, list[str]]:
        """Of a question or its gap; `kind` is a gap's kind or a question's type."""
        match kind:
            case "choice":
                return "", [self._choice(one) for one in answers]
            case "numeric":
                shares = accepted_credits(answers)
                last = len(answers) - 1
                pairs = enumerate(zip(answers, shares, strict=True))
                return "#", [
                    self._number(one, credit, is_last=at == last) for at, (one, credit) in pairs
                ]
            case _:
                shares = accepted_credits(answers)
                return "", [
                    f"={_weigh(credit)}{self._answer(one)}"
                    for one, credit in zip(answers, shares, strict=True)
                ]

    def _choice(self, answer: Mapping[str, Any]) -> str:
        """An answer of which one is chosen. A gap's says by its credit alone that it is right."""
        credit = answer.get("credit")
        if answer.get("right", credit is None or credit == 100):
            return f"={self._answer(answer)}"
        weight = f"%{write_weight(credit)}%" if credit else ""
        return f"~{weight}{self._answer(answer)}"

    def _multiple(self) -> list[str]:
        answers = self._data["answers"]
        right = sum(bool(one["right"]) for one in answers)
        lines = []
        for one, credit in zip(answers, share_credits(answers, self._data["marking"]), strict=True):
            equals = right if one["right"] else len(answers) - right
            weight = f"%{write_weight(credit, equals=equals)}%" if credit else ""
            lines.append(f"~{weight}{self._answer(one)}")
        return lines

    def _number(self, answer: Mapping[str, Any], credit: float, *, is_last: bool) -> str:
        value = answer.get("value", answer.get("text"))
        feedback = self._feedback(answer.get("feedback"))
        if value == ANY:
            # In Moodle nothing may stand behind a ~.
            return f"~{feedback or '#'}" if is_last else f"=%0%{ANY}{feedback}"
        if value:
            tolerance = read_number(answer.get("tolerance") or "0")
            shown = f"{read_number(value)}{f':{tolerance}' if tolerance != '0' else ''}"
        else:
            shown = f"{read_number(answer['low'])}{RANGE}{read_number(answer['high'])}"
        return f"={_weigh(credit)}{shown}{feedback}"

    def _true_false(self) -> str:
        right = bool(self._data["right"])
        good, wrong = self._data.get("feedback_true"), self._data.get("feedback_false")
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
        others = self._data.get("distractors") or []
        return pairs + [f"= {ARROW} {self._words(one)}" for one in others]

    def _words(self, text: str) -> str:
        """A text that has no format in GIFT."""
        return escape(unescape(text) if self._question.format == HTML else text)

    def _answer(self, answer: Mapping[str, Any]) -> str:
        text = self._text(answer["text"])
        if text.startswith("%"):  # no weight
            text = self._marker + text
        return text + self._feedback(answer.get("feedback"))

    def _feedback(self, text: str | None) -> str:
        return f"#{self._text(text)}" if text and tidy(text) else ""

    def _text(self, text: str) -> str:
        written = escape(text)
        return self._marker + written if MARKER.match(written) else written


def _weigh(credit: float) -> str:
    return "" if credit == 100 else f"%{write_weight(credit)}%"
