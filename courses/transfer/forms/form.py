"""How an activity of one kind is written in a lesson's file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from courses.transfer.folder import CourseFolder
from courses.transfer.problems import Place, Problem, Problems, TransferError
from courses.transfer.richtext.from_markdown import (
    PAGE_ADDRESS,
    Features,
    Findings,
    Link,
    read_blocks,
)
from courses.transfer.richtext.html import UnreadableHtml, read_html
from courses.transfer.richtext.to_markdown import write_markdown
from courses.transfer.sections import Section
from courses.transfer.values import PageAddress, Reference, RichText, Targets

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

    def page(self, address: str, place: Place) -> PageAddress | None:
        """A page by its address, to be found later; None with a problem for what is none."""
        if not PAGE_ADDRESS.fullmatch(address):
            sentence = f"{address[:60]!r} is no page; write `lesson:slug` or `page:/path/`."
            self.problems.add(place, sentence)
            return None
        self.findings.links.append(Link(address, place))
        return PageAddress(address)

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
    #: The address of the course's glossary.
    glossary: str = ""

    def markdown(self, html: str) -> str:
        """Stored rich text as Markdown. Raises `TransferError`."""
        try:
            return write_markdown(read_html(html or "", self.name_page, glossary=self.glossary))
        except UnreadableHtml as unreadable:
            raise self.refuse(str(unreadable)) from unreadable

    def page_address(self, page_id: int) -> str:
        """How files name a page. Raises `TransferError`."""
        try:
            return self.name_page(page_id)
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


# --- What belongs to no single lesson ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shelved:
    """What an import did, or would do, to one shelf: so many `what` in `where`."""

    where: str
    what: str
    created: int = 0
    changed: int = 0


class ShelfContent(Protocol):
    """What a folder brings for a shelf: its values, with open places."""

    @property
    def values(self) -> Sequence[Any]: ...

    @property
    def broken(self) -> bool:
        """Whether some of it could not be read, so that what refers to it can't be judged."""
        ...


class Shelf(Protocol):
    """Something that the activities of a kind draw on beside their own values, such as a bank of
    questions. A folder may bring a part of it along."""

    @property
    def folder(self) -> str:
        """Where its files lie within a course's folder."""
        ...

    def read(self, reading: Reading) -> ShelfContent:
        """What the folder brings; what is wrong with it becomes problems."""
        ...

    def store(self, content: Any, targets: Targets, problems: Problems) -> Shelved:
        """Puts it into the site, all or nothing, in the transaction of the caller."""
        ...

    def find(self, references: Iterable[Reference], targets: Targets, problems: Problems) -> None:
        """Finds what activities refer to; what is not there becomes a problem at its place."""
        ...

    def write(self, activities: Iterable[tuple[str, Any]], writing: Writing) -> None:
        """Adds what these activities (kind and stored value) draw on to the folder. `add_text`
        takes a whole name. Raises `TransferError`."""
        ...
