"""Aiken, single choice as anybody writes it down.

    How many islands are there?
    A. Three
    B) Four
    ANSWER: B

A question is one line, its answers follow on a line each, lettered from A on in any of the ways
`A. A) a. a) (A)`, and the line `ANSWER:` names the right one. Blank lines may stand anywhere. All
texts are plain. What is not like that is refused, also what Moodle passes over: a text of several
lines, letters out of their order, an answer that is not there.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.kinds.quiz.formats.entries import Entry, Finding, Unwritable
from courses.kinds.quiz.formats.refusing import (
    can_not_keep,
    fill_entry,
    find_refusal,
    name_type,
)
from courses.kinds.quiz.formats.text import decode, numbered_lines, tidy
from courses.kinds.quiz.questions import Question

_OPTION = re.compile(r"\(?([A-Za-z])[.)](\s*)(.*)", re.DOTALL)
_ANSWER = re.compile(r"ANSWER\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_LETTER = re.compile(r"\(?([A-Za-z])[.)]?")
_MARKUP = re.compile(r"\s*<(?:\?xml|quiz|!DOCTYPE)\b", re.IGNORECASE)
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_AIKEN = "Aiken"


class Aiken:
    slug = "aiken"
    label = "Aiken"
    extensions = (".aiken", ".txt")
    #: What every file leaves out of what its questions have.
    omits = gettext_lazy("Aiken keeps no titles, categories, tags, levels, numbers and ids.")

    def read(self, source: bytes) -> Iterator[Entry | Finding]:
        text, finding = decode(source)
        if finding:
            yield finding
            if finding.error:
                return
        if _MARKUP.match(text):
            yield Finding(1, _("This is not Aiken but XML. Read it as Moodle XML."))
            return
        reader = _Reader()
        told = False
        for number, line in numbered_lines(text):
            for found in reader.take(number, line.strip()):
                told = told or isinstance(found, Entry) or found.error
                yield found
        for found in reader.end():
            told = True
            yield found
        if not told:
            yield Finding(1, _("There is no question in this file."))

    def refusals(self, entry: Entry) -> str | None:
        question = replace(entry.question, name="")
        kept = replace(entry, question=question, category="", tags=(), number="", level=None)
        return find_refusal(kept, _AIKEN, _write_entry, self.read, with_ids=False)

    def write(self, entries: Iterable[Entry]) -> Iterator[str]:
        separator = ""
        for entry in entries:
            if refusal := self.refusals(entry):
                raise ValueError(refusal)
            yield separator + _write_entry(entry)
            separator = "\n"


@dataclass(slots=True)
class _Open:
    """A question whose ANSWER line has not come yet."""

    line: int
    text: str
    options: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    @property
    def next_letter(self) -> str:
        return _ALPHABET[len(self.options) :][:1]


class _Reader:
    def __init__(self) -> None:
        self._open: _Open | None = None
        #: Whether the rest of a refused question is passed over.
        self._skipping = False
        self._after_blank = True

    def take(self, number: int, line: str) -> Iterator[Entry | Finding]:
        """What this line makes certain. `line` has no white space at its ends."""
        if not line:
            self._after_blank = True
            return
        after_blank, self._after_blank = self._after_blank, False
        if found := _ANSWER.fullmatch(line):
            yield from self._take_answer(number, found[1].strip())
        elif (found := _OPTION.fullmatch(line)) and self._is_option(found):
            yield from self._take_option(number, found[1].upper(), found[3])
        else:
            yield from self._take_text(number, line, after_blank=after_blank)

    def end(self) -> Iterator[Finding]:
        """What the end of the file makes certain."""
        if self._open:
            yield self._say_unfinished(self._open)

    def _is_option(self, found: re.Match[str]) -> bool:
        """Initials such as those of "B.J. Habibie" and words such as "a.n." are no letters."""
        is_next = self._open is not None and found[1].upper() == self._open.next_letter
        return is_next or _is_lettered(found)

    def _take_text(self, number: int, line: str, *, after_blank: bool) -> Iterator[Finding]:
        if self._skipping and not after_blank:
            return
        self._skipping = False
        before, self._open = self._open, _Open(number, line)
        if before is None:
            return
        if not before.options and not after_blank:
            sentence = _(
                "The question of line %(line)d goes on here. Write it on one line, or put a blank "
                "line between a heading and the question."
            )
            yield self._refuse(number, sentence % {"line": before.line})
        else:
            yield self._say_unfinished(before)

    def _take_option(self, number: int, letter: str, text: str) -> Iterator[Finding]:
        if self._open is None:
            if not self._skipping:
                sentence = _("An answer stands here without a question before it.")
                yield self._refuse(number, sentence)
            return
        if letter != self._open.next_letter:
            sentence = _("The answer %(letter)s stands here where %(expected)s should come.")
            expected = self._open.next_letter or "ANSWER:"
            yield self._refuse(number, sentence % {"letter": letter, "expected": expected})
        elif not text:
            yield self._refuse(number, _("This answer is empty."))
        else:
            self._open.options.append(text)
            self._open.lines.append(number)

    def _take_answer(self, number: int, text: str) -> Iterator[Entry | Finding]:
        question, self._open = self._open, None
        skipped, self._skipping = self._skipping, False
        if question is None:
            if not skipped:
                yield Finding(number, _("This ANSWER line stands without a question before it."))
            return
        letter = _LETTER.fullmatch(text)
        right = _ALPHABET.index(letter[1].upper()) if letter else -1
        if letter is None:
            sentence = _("Write the letter of the one right answer here: ANSWER: B")
            yield Finding(number, sentence)
        elif len(question.options) < 2:
            sentence = _("The question of line %(line)d has fewer than two answers.")
            yield Finding(number, sentence % {"line": question.line})
        elif right >= len(question.options):
            sentence = _("The question of line %(line)d has no answer %(letter)s.")
            yield Finding(number, sentence % {"line": question.line, "letter": _ALPHABET[right]})
        else:
            yield _make_entry(question, right)

    def _refuse(self, number: int, sentence: str) -> Finding:
        """The question under way is not read, nor what stands up to its ANSWER line."""
        self._open, self._skipping = None, True
        return Finding(number, sentence)

    def _say_unfinished(self, question: _Open) -> Finding:
        if question.options:
            return Finding(question.line, _("This question has no ANSWER line behind its answers."))
        return Finding(question.line, _("No answers (A. …, B. …) stand below this question."))


def _is_lettered(found: re.Match[str]) -> bool:
    """Whether a line is an answer wherever it stands: a capital, and a space behind its sign."""
    return found[1].isupper() and (bool(found[2]) or not found[3])


def _make_entry(question: _Open, right: int) -> Entry:
    answers = [
        {"id": "", "text": text, "right": at == right, "credit": None, "feedback": ""}
        for at, text in enumerate(question.options)
    ]
    data = {"answers": answers, "keep_order": False}
    return Entry(
        Question(id="", type="single_choice", text=question.text, data=data),
        line=question.line,
        part_lines=tuple(question.lines),
    )


def _write_entry(entry: Entry) -> str:
    """The lines of one question. Raises `Unwritable`."""
    question = entry.question
    if question.type != "single_choice":
        sentence = _("Aiken carries single choice only; this question's type is “%(type)s”.")
        raise Unwritable(sentence, type=name_type(question.type))
    answers = fill_entry(entry).question.data["answers"]
    rights = [at for at, one in enumerate(answers) if one["right"]]
    if not 2 <= len(answers) <= len(_ALPHABET) or len(rights) != 1:
        raise Unwritable(_("Aiken needs 2 to 26 answers, of which exactly one is right."))
    lettered = zip(_ALPHABET, answers, strict=False)
    lines = [tidy(question.text), *(f"{one}. {tidy(answer['text'])}" for one, answer in lettered)]
    if any("\n" in line for line in lines):
        raise Unwritable(can_not_keep(_AIKEN, _("texts of several lines")))
    return "\n".join([*lines, f"ANSWER: {_ALPHABET[rights[0]]}", ""])


AIKEN = Aiken()
