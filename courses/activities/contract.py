"""What an activity kind answers: plain values in and out, no request in sight.

A kind is an installed Django app with an `activity.py` that registers a subclass of
`ActivityKind` (see `courses.activities.registry`). docs/activity-kinds.md walks through one.
"""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

from django.utils.functional import Promise
from wagtail.blocks import Block

Text = str | Promise


class Offline(Enum):
    """How much of an activity works without signal."""

    NONE = "none"
    READ = "read"
    SUBMIT = "submit"


@dataclass(frozen=True, slots=True)
class State:
    """How far one learner has come in one activity; folded from events alone.

    `score` and `fraction` are 0..1; `score` is None where nothing is marked. `detail` is the
    kind's own and must survive JSON. `waiting` says that somebody has to look at an answer: a
    trainer who marks it.
    """

    completed: bool = False
    score: float | None = None
    fraction: float = 0.0
    detail: Mapping[str, Any] = field(default_factory=dict)
    waiting: bool = False


FRESH = State()


@dataclass(frozen=True, slots=True)
class Event:
    """One recorded answer as `fold` sees it. `payload` is what the person sent, `verb`, `score`
    and `detail` are what the server decided then."""

    id: uuid.UUID
    verb: str
    payload: Mapping[str, Any]
    score: float | None
    detail: Mapping[str, Any]
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Result:
    """What `submit` decides of one answer; written into the event, so that a later edit of the
    lesson changes no past answer. `occurred_at` is when it happened, where the kind knows better
    than the person's clock."""

    verb: str
    score: float | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """How an answer was given: in which `language`, when by the person's own clock, and when it
    reached the server. The two times differ where a phone kept the answer while there was no
    signal; a phone's clock proves nothing, but is never before the person joined, nor ahead."""

    language: str
    occurred_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that an activity may load: `size` in bytes, `seconds` of sound or picture or None.

    `on_demand` files load only after a tap; the others come with the page and count towards the
    lesson's budget.
    """

    url: str
    size: int
    seconds: int | None = None
    on_demand: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text that participants read, as HTML. `own` says that it is the lesson's own text,
    whose length counts; a question is not."""

    html: str
    own: bool = True


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a trainer should mend before publishing: `sentence` says what and how,
    `excerpt` shows where. `code` names the rule, for programs: lower-case words with dashes."""

    code: str
    sentence: Text
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column that a report may show: `read(state)` gives its cell."""

    slug: str
    label: Text
    read: Any


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """What a template needs to take an answer: `answer` in its context.

    Where `may` is true, the template has a form that posts to `url` and holds `fields` (the
    hidden inputs); where it is false, `gate` is the HTML that says why and what to do. The page
    comes back to the element whose id is `anchor`, which the template puts on what it shows of
    the answer. `id` is the activity's id, for ids of the template's own.
    """

    id: str
    may: bool
    url: str = ""
    fields: str = ""
    gate: str = ""

    @property
    def anchor(self) -> str:
        return anchor(self.id)


def anchor(activity_id: str) -> str:
    """The id of the element that shows an activity's answer."""
    return f"jawab-{activity_id}"


class BadPayload(Exception):
    """An answer that cannot be taken. `sentence` tells the person what to do instead."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class ActivityKind(ABC):
    """One kind of activity. Subclass it in your app's `activity.py` and register it."""

    #: Stored in every lesson and event for ever; never renamed.
    slug: ClassVar[str]
    #: What trainers and participants call it.
    label: ClassVar[Text]
    #: A Wagtail icon name.
    icon: ClassVar[str] = "doc-full"
    #: What the trainer fills in.
    block: ClassVar[type[Block]]
    #: What the participant sees. Gets `value`, `state`, an `AnswerForm` as `answer`, `context()`.
    template: ClassVar[str]
    #: Static files that a page with it loads beside ours: modules, and style sheets.
    scripts: ClassVar[Sequence[str]] = ()
    styles: ClassVar[Sequence[str]] = ()
    #: How much of it works without signal.
    offline: ClassVar[Offline] = Offline.NONE
    #: Whether an answer may bring a file: the door stores it privately and puts
    #: `{"file": id, "name", "size", "type"}` in its place in the payload.
    takes_files: ClassVar[bool] = False
    #: The fields of a payload that are kept, by name; whatever else is sent is dropped at the door.
    payload_fields: ClassVar[Collection[str]] = ()
    #: The verbs that `submit` may decide, with their xAPI identifiers.
    verbs: ClassVar[Mapping[str, str]]
    #: URL patterns for steps of its own, served below `/kegiatan/<slug>/`.
    urls: ClassVar[Sequence[Any]] = ()

    def context(self, value: Any, state: State) -> dict[str, Any]:
        """What the template needs beside `value` and `state`; never a right answer too early."""
        return {}

    def keep(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """What of a payload is looked at and kept: override it where names alone don't tell."""
        return {name: value for name, value in payload.items() if name in self.payload_fields}

    @abstractmethod
    def submit(self, value: Any, payload: Mapping[str, Any], state: State) -> Result:
        """Check one answer on the server. Raises `BadPayload` where it cannot be taken."""

    def decide(self, value: Any, payload: Mapping[str, Any], state: State, given: Given) -> Result:
        """`submit` for a kind that has to know when, or in which language, an answer was given:
        this is what is called. Runs inside the ledger's transaction."""
        return self.submit(value, payload, state)

    @abstractmethod
    def fold(self, state: State, event: Event) -> State:
        """The state after `event`: pure, the same whatever the order and however often repeated,
        and never undoing a completion. Reads the event alone, not the lesson."""

    def closed(self, value: Any, state: State) -> bool:
        """Whether it takes no more answers though it is not completed: tries used up, time over.
        The way on then leads past it."""
        return False

    def timely(self, value: Any) -> bool:
        """Whether what it shows to everybody changes with the clock: its HTML is never kept."""
        return False

    def told_from(self, value: Any) -> datetime | None:
        """From when somebody may learn that they have completed it, where that tells a result that
        is released later; until then it counts for them as not completed. None for at once."""
        return None

    def assets(self, value: Any) -> list[Asset]:
        """The files it may load: feeds the size chip, the budget and the offline pack."""
        return []

    def passages(self, value: Any) -> Iterable[Passage]:
        """The text that participants read in it, in their order: its sentences, words and length
        are checked while the trainer writes."""
        return ()

    def remarks(self, value: Any) -> Iterable[Remark]:
        """What else the trainer should mend: a picture without alt text, an answer without
        feedback. Takes half-written values too."""
        return ()

    def report_columns(self) -> list[ReportColumn]:
        """What a report may show of its state."""
        return []

    @abstractmethod
    def redact(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """What remains of a payload when the person asks to be forgotten."""
