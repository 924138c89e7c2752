"""How an activity of one kind is written in a lesson's file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from courses.transfer.folder import CourseFolder
from courses.transfer.problems import Place, Problem, Problems, TransferError
from courses.transfer.richtext.from_markdown import Features, Findings, read_blocks
from courses.transfer.richtext.html import UnreadableHtml, read_html
from courses.transfer.richtext.to_markdown import write_markdown
from courses.transfer.sections import Section
from courses.transfer.values import RichText

#: Where each part of a value stands: `("questions", 0, "answers", 1, "text")` to its place.
Places = dict[tuple[str | int, ...], Place]


@dataclass(slots=True)
class ReadValue:
    """An activity's value (see `courses.transfer.values`) and where its parts stand."""

    value: Any
    places: Places = field(default_factory=dict)
    #: Parts that could not be read, with a problem told already: no need to judge them again.
    unread: frozenset[tuple[str | int, ...]] = frozenset()


@dataclass(slots=True)
class Reading:
    """What a form has at hand to read an activity with."""

    folder: CourseFolder
    findings: Findings
    #: The id that the activity will have.
    activity_id: str = ""

    @property
    def problems(self) -> Problems:
        return self.findings.problems

    def rich_text(self, source: str, place: Place, features: Features) -> RichText:
        return RichText(read_blocks(source, place, self.findings, features=features))


@dataclass(slots=True)
class Written:
    """An activity as text: its settings, and its Markdown."""

    settings: Mapping[str, Any]
    body: str = ""


@dataclass(slots=True)
class Writing:
    """What a form has at hand to write an activity with. The functions add files to the folder.

    `place` names the lesson in problems.
    """

    place: Place
    activity_id: str
    name_page: Callable[[int], str]
    #: Adds a text and gives the name that its file got, the lesson's name with this ending.
    add_text: Callable[[str, str], str]
    #: Adds an image's or a recording's file by its id and gives its name.
    add_picture: Callable[[int | None], str]
    add_recording: Callable[[int], "RecordingNames"]

    def markdown(self, html: str) -> str:
        """Stored rich text as Markdown. Raises `TransferError`."""
        try:
            return write_markdown(read_html(html or "", self.name_page))
        except UnreadableHtml as unreadable:
            raise self.refuse(str(unreadable)) from unreadable

    def refuse(self, sentence: str) -> TransferError:
        return TransferError([Problem(self.place, sentence)])


@dataclass(frozen=True, slots=True)
class RecordingNames:
    """A stored recording's files in the folder, and its length."""

    file: str
    captions: str
    seconds: int


class ActivityForm(Protocol):
    """Reads and writes the activities of one kind."""

    def read(self, section: Section, reading: Reading) -> ReadValue:
        """The activity's value; what is wrong with it becomes problems."""
        ...

    def write(self, value: Mapping[str, Any], writing: Writing) -> Written:
        """The activity as text, from its stored value. Raises `TransferError`."""
        ...
