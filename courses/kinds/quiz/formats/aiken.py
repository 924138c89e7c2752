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
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.kinds.quiz.formats.entries import Entry, Finding, Unreadable, Unwritable
from courses.kinds.quiz.formats.filling import fill_entry
from courses.kinds.quiz.formats.plain import can_not_keep, name_type, plain_format
from courses.kinds.quiz.formats.text import numbered_lines, tidy
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.registry import types
from courses.kinds.quiz.types.schema import fill_in

_OPTION = re.compile(r"\(?([A-Za-z])[.)](\s*)(.*)", re.DOTALL)
_ANSWER = re.compile(r"ANSWER\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_LETTER = re.compile(r"\(?([A-Za-z])[.)]?")
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SINGLE = "single_choice"


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


def read_aiken(text: str) -> Iterator[Entry | Finding]:
    """The questions of a text and what is wrong between them."""
    reader = _Reader()
    for number, line in numbered_lines(text):
        try:
            yield from reader.take(number, line.strip())
        except Unreadable as error:
            yield Finding(error.line, str(error))
    yield from reader.say_unfinished()


class _Reader:
    def __init__(self) -> None:
        self._open: _Open | None = None
        #: Whether the rest of a refused question is passed over.
        self._skipping = False
        self._after_blank = True

    def take(self, number: int, line: str) -> Iterator[Entry | Finding]:
        """What this line makes certain. `line` has no white space at its ends. Raises
        `Unreadable`."""
        if not line:
            self._after_blank = True
            return
        after_blank, self._after_blank = self._after_blank, False
        if found := _ANSWER.fullmatch(line):
            question, self._open = self._open, None
            skipped, self._skipping = self._skipping, False
            if question:
                yield _finish(question, number, found[1].strip())
            elif not skipped:
                sentence = _("This ANSWER line stands without a question before it.")
                raise Unreadable(sentence, number)
        elif (found := _OPTION.fullmatch(line)) and self._is_option(found):
            self._take_option(number, found[1].upper(), found[3])
        elif after_blank or not self._skipping:
            yield from self._begin(number, line, after_blank=after_blank)

    def say_unfinished(self) -> Iterator[Finding]:
        """What is missing of a question behind which another one, or nothing, stands."""
        if self._open and self._open.options:
            sentence = _("This question has no ANSWER line behind its answers.")
            yield Finding(self._open.line, sentence)
        elif self._open:
            sentence = _("No answers (A. …, B. …) stand below this question.")
            yield Finding(self._open.line, sentence)

    def _is_option(self, found: re.Match[str]) -> bool:
        """Whether a line is an answer: the next letter, or wherever it stands a capital with a
        space behind its sign. Initials as in "B.J. Habibie" and words such as "a.n." are none."""
        is_next = self._open is not None and found[1].upper() == self._open.next_letter
        return is_next or (found[1].isupper() and (bool(found[2]) or not found[3]))

    def _begin(self, number: int, line: str, *, after_blank: bool) -> Iterator[Finding]:
        before = self._open
        if before and not before.options and not after_blank:
            sentence = _(
                "The question of line %(line)d goes on here. Write it on one line, or put a blank "
                "line between a heading and the question."
            )
            self._refuse(sentence, number, line=before.line)
        yield from self.say_unfinished()
        self._open, self._skipping = _Open(number, line), False

    def _take_option(self, number: int, letter: str, text: str) -> None:
        question = self._open
        if question is None:
            if not self._skipping:
                self._refuse(_("An answer stands here without a question before it."), number)
        elif letter != question.next_letter:
            sentence = _("The answer %(letter)s stands here where %(expected)s should come.")
            expected = question.next_letter or "ANSWER:"
            self._refuse(sentence, number, letter=letter, expected=expected)
        elif not text:
            self._refuse(_("This answer is empty."), number)
        else:
            question.options.append(text)
            question.lines.append(number)

    def _refuse(self, sentence: str, number: int, **values: object) -> None:
        """The question under way is not read, nor what stands up to its ANSWER line."""
        self._open, self._skipping = None, True
        raise Unreadable(sentence % values if values else sentence, number)


def _finish(question: _Open, number: int, text: str) -> Entry:
    """The question whose ANSWER line, at `number`, says this. Raises `Unreadable`."""
    letter = _LETTER.fullmatch(text)
    if letter is None:
        raise Unreadable(_("Write the letter of the one right answer here: ANSWER: B"), number)
    if len(question.options) < 2:
        sentence = _("The question of line %(at)d has fewer than two answers.")
        raise Unreadable(sentence, number, at=question.line)
    right = _ALPHABET.index(letter[1].upper())
    if right >= len(question.options):
        sentence = _("The question of line %(at)d has no answer %(letter)s.")
        raise Unreadable(sentence, number, at=question.line, letter=letter[1].upper())
    answers = [{"text": one, "right": at == right} for at, one in enumerate(question.options)]
    data = fill_in({"answers": answers}, types[_SINGLE].schema)
    return Entry(
        Question(id="", type=_SINGLE, text=question.text, data=data),
        line=question.line,
        part_lines=tuple(question.lines),
    )


def write_entry(entry: Entry, after: str) -> str:
    """The lines of one question. Raises `Unwritable`."""
    question = entry.question
    if question.type != _SINGLE:
        sentence = _("Aiken carries single choice only; this question's type is “%(type)s”.")
        raise Unwritable(sentence, type=name_type(question.type))
    answers = fill_entry(entry).question.data["answers"]
    rights = [at for at, one in enumerate(answers) if one["right"]]
    if not 2 <= len(answers) <= len(_ALPHABET) or len(rights) != 1:
        raise Unwritable(_("Aiken needs 2 to 26 answers, of which exactly one is right."))
    lettered = zip(_ALPHABET, answers, strict=False)
    lines = [tidy(question.text), *(f"{one}. {tidy(answer['text'])}" for one, answer in lettered)]
    if any("\n" in line for line in lines):
        raise Unwritable(can_not_keep("Aiken", _("texts of several lines")))
    return "\n".join([*lines, f"ANSWER: {_ALPHABET[rights[0]]}", ""])


def _omit(entry: Entry) -> Entry:
    question = replace(entry.question, name="")
    return replace(entry, question=question, category="", tags=(), number="", level=None)


AIKEN = plain_format(
    "aiken",
    "Aiken",
    (".aiken", ".txt"),
    read_aiken,
    write_entry,
    omit=_omit,
    omits=gettext_lazy("Aiken keeps no titles, categories, tags, levels, numbers and ids."),
)
