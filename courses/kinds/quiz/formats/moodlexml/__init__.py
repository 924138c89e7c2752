"""Moodle XML, in and out: what Moodle, and most other tools, exchange questions in.

`parsing` makes trees of bytes from outside, `reading` makes entries of them, `writing` the other
way; each family of types has a module that knows both ways (`choices`, `typed`, `calculated`,
`arranged`, `gaps`, `written`).
"""

from collections.abc import Iterable, Iterator

from courses.kinds.quiz.formats.entries import Entry, Finding
from courses.kinds.quiz.formats.moodlexml.reading import read_entries
from courses.kinds.quiz.formats.moodlexml.writing import Unwritable, find_refusal, write_entries

__all__ = ["MOODLE_XML", "MoodleXml", "Unwritable"]


class MoodleXml:
    """The format as the registry knows it."""

    slug = "moodlexml"
    label = "Moodle XML"
    extensions = (".xml",)

    def read(self, source: bytes) -> Iterator[Entry | Finding]:
        """The questions of a file one after another, each after what there is to say about it.
        Never raises for what is in the file."""
        return read_entries(source)

    def write(self, entries: Iterable[Entry]) -> Iterator[str]:
        """The file in pieces, for UTF-8. Raises `Unwritable` where `refusals` has a sentence."""
        return write_entries(entries)

    def refusals(self, entry: Entry) -> str | None:
        """A sentence why this format can't carry the question; None where it can."""
        return find_refusal(entry)


MOODLE_XML = MoodleXml()
