"""A quiz's questions as plain values, whatever block they are stored in."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    text: str
    right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Question:
    """One single-choice question; `choice(id)` is None for an answer that it does not have."""

    id: str
    text: str
    choices: tuple[Choice, ...]

    def choice(self, choice_id: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == choice_id), None)


def questions_of(value: Any) -> list[Question]:
    """The questions of a quiz block's value, in the trainer's order."""
    return [
        Question(
            id=question.id,
            text=question.value["text"],
            choices=tuple(
                Choice(
                    answer.id, answer.value["text"], answer.value["right"], answer.value["feedback"]
                )
                for answer in question.value["answers"].bound_blocks
            ),
        )
        for question in value["questions"].bound_blocks
    ]
