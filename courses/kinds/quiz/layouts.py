"""What one attempt asks: which questions, in which order, with which numbers, drawn once."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from django.utils.functional import cached_property

from courses.kinds.quiz.bank.picking import DRAW, FROM_BANK, pick
from courses.kinds.quiz.freezing import freeze
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.rules import Rules, read_rules
from courses.kinds.quiz.types.blocks import read_question
from courses.kinds.quiz.types.registry import types


@dataclass(frozen=True)
class Quiz:
    """A quiz as the lesson has it now."""

    value: Any

    @cached_property
    def rules(self) -> Rules:
        return read_rules(self.value)

    @cached_property
    def entries(self) -> Sequence[Mapping[str, Any]]:
        """What the trainer listed, as stored: questions, and where to take others from."""
        return list(self.value["questions"].raw_data)

    @cached_property
    def own_questions(self) -> list[Question]:
        """The questions that are written into the lesson itself."""
        return [
            read_question(entry["type"], entry["value"], str(entry.get("id") or position))
            for position, entry in enumerate(self.entries)
            if entry["type"] in types
        ]

    @cached_property
    def draws(self) -> bool:
        """Whether it takes questions from the bank."""
        return any(entry["type"] in (FROM_BANK, DRAW) for entry in self.entries)

    @cached_property
    def total(self) -> int:
        """How many questions an attempt asks."""
        own = sum(types[question.type].asked for question in self.own_questions)
        return own + sum(
            entry["value"].get("count") or 1
            for entry in self.entries
            if entry["type"] in (FROM_BANK, DRAW)
        )

    @cached_property
    def first(self) -> Question | None:
        """The question that every attempt begins with, if that is known beforehand."""
        if self.draws or self.rules.shuffle_questions or self.rules.minutes:
            return None
        first = next((one for one in self.own_questions if types[one.type].asked), None)
        if first is None:
            return None
        shuffle = self.rules.shuffle_answers
        drawn = types[first.type].prepare(first, Random(0), shuffle=shuffle)  # noqa: S311
        return None if drawn else first


def new_chance() -> Random:
    """Where the draws of an attempt come from; it is the draws that are kept."""
    return Random(secrets.randbits(64))  # noqa: S311 - shuffles questions, guards nothing


def lay_out(quiz: Quiz, *, number: int, now: datetime, language: str) -> dict[str, Any]:
    """A new attempt as its first event keeps it: `{"layout": ..., "questions": {digest: ...}}`."""
    chance = new_chance()
    rules = quiz.rules
    questions = freeze(_collect(quiz, chance))
    if rules.shuffle_questions:
        chance.shuffle(questions)
    digests = [question.digest for question in questions]
    asked = [
        {
            "id": question.id,
            "digest": digest,
            "weight": question.weight if types[question.type].asked else 0.0,
            "draw": types[question.type].prepare(question, chance, shuffle=rules.shuffle_answers),
        }
        for question, digest in zip(questions, digests, strict=True)
    ]
    return {
        "layout": {
            "asked": asked,
            "started_at": now.isoformat(),
            "behaviour": rules.behaviour.value,
            "counts": rules.counts.value,
            "minutes": rules.minutes,
            "language": language,
        },
        "questions": {
            digest: question.as_json() for question, digest in zip(questions, digests, strict=True)
        },
    }


def _collect(quiz: Quiz, chance: Random) -> list[Question]:
    """The questions of an attempt in the trainer's order, none of them twice."""
    own = {question.id: question for question in quiz.own_questions}
    picked = pick(quiz.entries, chance) if quiz.draws else {}
    questions: list[Question] = []
    for position, entry in enumerate(quiz.entries):
        entry_id = str(entry.get("id") or position)
        if entry_id in own:
            questions.append(own[entry_id])
        else:
            questions += picked.get(entry_id, [])
    return questions
