"""Files of questions in a course's folder: GIFT, or Moodle XML for what GIFT can't carry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from django.utils.translation import override

from courses.kinds.quiz.formats.entries import Entry, Finding
from courses.kinds.quiz.formats.gift import GIFT
from courses.kinds.quiz.formats.moodlexml import MOODLE_XML
from courses.kinds.quiz.types.registry import types
from courses.kinds.quiz.types.schema import fill_in
from courses.transfer.folder import MAX_TEXT, MEGABYTE
from courses.transfer.forms.form import Reading
from courses.transfer.problems import Place

GIFT_ENDING, XML_ENDING = ".gift", ".xml"
#: A file with pictures and sounds in it, or with a whole category of the bank.
MAX_SOURCE = 20 * MEGABYTE


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of questions as it was read; `broken` where some of it could not be."""

    name: str
    entries: Sequence[Entry] = ()
    broken: bool = False

    def place_of(self, entry: Entry) -> Place:
        return Place(self.name, entry.line)


def read_source(
    name: str, reading: Reading, place: Place | None = None, *, gift_limit: int = MAX_TEXT
) -> SourceFile:
    """The questions of a file, with a problem for each that can't be read and a warning for what is
    lost. `place` is where its name stands, if anywhere; GIFT has at most `gift_limit` bytes."""
    found = list(_read(name, reading, place or Place(name), gift_limit))
    entries = tuple(one for one in found if isinstance(one, Entry))
    findings = [one for one in found if isinstance(one, Finding)]
    for one in findings:
        tell = reading.problems.add if one.error else reading.problems.warn
        tell(Place(name, one.line), one.sentence)
    broken = not found or any(one.error for one in findings)
    return SourceFile(name, entries, broken)


def _read(name: str, reading: Reading, place: Place, gift_limit: int) -> Iterator[Entry | Finding]:
    """Nothing where there is no such file; that is told."""
    folder = reading.folder
    ending = PurePath(name).suffix.lower()
    with override("en"):
        if ending == GIFT_ENDING:
            text = folder.read_text(name, place, limit=gift_limit)
            yield from GIFT.read(text.encode()) if text is not None else ()
        elif ending == XML_ENDING:
            file = folder.find(name, place, limit=MAX_SOURCE)
            yield from MOODLE_XML.read(file.read()) if file else ()
        elif folder.find(name, place, limit=MAX_SOURCE):
            sentence = f"{name!r} must end with .gift, or with .xml for Moodle XML."
            reading.problems.add(place, sentence)


# --- Writing ----------------------------------------------------------------------------------


def write_source(entries: Sequence[Entry]) -> tuple[str, str]:
    """The ending and the text of a file with these questions, which Moodle XML can carry: GIFT
    where all of them come back from it as they are."""
    if all(map(_comes_back, entries)):
        return GIFT_ENDING, "".join(GIFT.write(entries))
    return XML_ENDING, "".join(MOODLE_XML.write(entries))


def explain_refusal(entry: Entry) -> str | None:
    """A sentence why no file of questions can hold it; None where one can."""
    with override("en"):
        return MOODLE_XML.refusals(entry)


def _comes_back(entry: Entry) -> bool:
    """Whether the question comes back from GIFT to the letter."""
    if GIFT.refusals(entry) is not None:
        return False
    found = list(GIFT.read("".join(GIFT.write([entry])).encode()))
    return len(found) == 1 and isinstance(found[0], Entry) and _essence(found[0]) == _essence(entry)


def _essence(entry: Entry) -> tuple[Any, ...]:
    """What must come back: all but lines. Fields that are left out are as left empty."""
    question = entry.question
    question = replace(question, data=fill_in(question.data, types[question.type].schema))
    return question, entry.category, entry.tags, entry.number, entry.level
