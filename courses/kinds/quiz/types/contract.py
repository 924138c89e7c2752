"""What a question type answers: plain values in and out, like an activity kind in small.

A type is a subclass of `QuestionType`, registered in `courses.kinds.quiz.types.registry`. Another
app can add one: it registers its subclass in a module called `question_types.py`.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any, ClassVar

from wagtail.blocks import StructBlock

from courses.activities.contract import Text
from courses.kinds.quiz.questions import Question, TextFormat
from courses.kinds.quiz.types.schema import Schema, question_schema, schema_of


@dataclass(frozen=True, slots=True)
class Mark:
    """What one response is worth. `score` is 0..1, or None where a person has to read it.

    `feedback` are the texts that belong to this response, in the question's format; `parts` says
    for a response of several parts which are right: `{part's id: bool}`.
    """

    score: float | None
    feedback: tuple[str, ...] = ()
    parts: Mapping[str, bool] = field(default_factory=dict)

    @property
    def right(self) -> bool:
        return self.score is not None and self.score > 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a response or of a solution: `label` says what it answers ("" for the whole
    question), `right` is None where that is not known or must not be told.

    `format` says how both texts are written: an author's in the question's format, what a person
    typed as plain text.
    """

    text: str
    label: str = ""
    right: bool | None = None
    #: As `Question.picture`, where the line is a picture.
    picture: Mapping[str, Any] | None = None
    format: str = TextFormat.PLAIN.value


class QuestionType(ABC):
    """One type of question, as one object without state.

    A `draw` is what differs from attempt to attempt (the order of answers, the numbers of a
    calculated question); a `response` is what was answered, checked. Both survive JSON.
    """

    #: Stored with every question for ever: never rename it.
    slug: ClassVar[str]
    label: ClassVar[Text]
    icon: ClassVar[str]
    #: What the trainer fills in: a subclass of `courses.kinds.quiz.types.blocks.QuestionBlock`.
    block: ClassVar[type[StructBlock]]
    #: The form's inputs, without `<form>` and button. Gets `question`, `screen`, `given` (the
    #: response so far or None) and `uid` (a prefix for ids that nothing else on the page has).
    template: ClassVar[str]
    #: False for what is only read: it is passed by a tap and has no mark.
    asked: ClassVar[bool] = True
    #: What `read` looks at in a payload, by name; "gap-*" is every field that begins with "gap-".
    payload_fields: ClassVar[Collection[str]] = ()
    #: True where `mark` gives None: a trainer marks it by the rubric.
    graded_by_person: ClassVar[bool] = False
    #: Whether the form carries a file.
    takes_file: ClassVar[bool] = False
    #: Whether the template shows the text itself, with inputs in it.
    text_in_form: ClassVar[bool] = False

    @cached_property
    def schema(self) -> Schema:
        """The fields of its questions' data, as the block has them: what files and folders of
        questions go by."""
        return schema_of(self.block)

    @cached_property
    def all_fields(self) -> Schema:
        """Those, and the fields of every question."""
        return question_schema(self.block)

    def prepare(self, question: Question, chance: Random, *, shuffle: bool) -> dict[str, Any]:
        """The draw for a new attempt. `shuffle` is the quiz's wish for the order of answers."""
        return {}

    def text(self, question: Question, draw: Mapping[str, Any], language: str) -> str:
        """The question's text in this attempt."""
        return question.text

    @abstractmethod
    def screen(self, question: Question, draw: Mapping[str, Any], language: str) -> dict[str, Any]:
        """What the inputs are made of. Never anything that tells right from wrong."""

    @abstractmethod
    def read(
        self,
        question: Question,
        draw: Mapping[str, Any],
        payload: Mapping[str, Any],
        language: str,
    ) -> Any:
        """The response in a payload, which is whatever somebody sent. Raises `BadPayload`."""

    def reads(self, name: str) -> bool:
        """Whether `read` looks at this field of a payload."""
        family, _dash, rest = name.partition("-")
        return name in self.payload_fields or bool(rest and f"{family}-*" in self.payload_fields)

    @abstractmethod
    def mark(self, question: Question, draw: Mapping[str, Any], response: Any) -> Mark:
        """What the response is worth. Never raises, also where the question was edited since."""

    @abstractmethod
    def tell(
        self, question: Question, draw: Mapping[str, Any], response: Any, language: str
    ) -> list[Line]:
        """The response in words, for the person and for reports; `right` is set where known."""

    def solution(self, question: Question, draw: Mapping[str, Any], language: str) -> list[Line]:
        """The right answer in words."""
        return []

    def without_feedback(self, question: Question) -> list[str]:
        """The answers on which there is no feedback, each in plain words."""
        return []

    def guess(self, question: Question) -> float | None:
        """The mean score of somebody who answers by chance; None where chance gets nowhere."""
        return None

    def redact(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """What remains of a payload when the person asks to be forgotten. What was chosen says
        nothing about a person; what was written might."""
        return {}
