"""Who would change, and how, if finished attempts were marked by the keys as they are now.

A plan is what a dry run shows; `applying` does exactly that, or nothing. Its fingerprint names all
that it would change. A plan that was applied in part is found again whole by its fingerprint: what
it has done already counts as not yet done.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice
from typing import Any

from courses.activities.contract import State
from courses.kinds.quiz.attempts import Asked, Attempt, read_attempts, score_tries
from courses.kinds.quiz.grading.deciding import reaches
from courses.kinds.quiz.grading.keys import Keys, as_asked, differs, shows_otherwise, still_fits
from courses.kinds.quiz.grading.marking import marked_by_person
from courses.kinds.quiz.grading.queue import question_words
from courses.kinds.quiz.grading.quizzes import PublishedQuiz
from courses.kinds.quiz.people import Named, name_people
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.rules import Behaviour
from courses.kinds.quiz.types.registry import types
from courses.progress.ids import DerivedIds, derive_ids
from courses.progress.queries import activity_states

_NAMESPACE = uuid.UUID("0d6f3d0e-3c0f-5a55-9a54-5f6f1f0a8e31")
#: How many people are looked at together.
_CHUNK = 200
#: Scores nearer than this are the same.
_SAME = 1e-9


class Kept(Enum):
    """Why an answer keeps its mark though the key was changed, or may have been."""

    BY_HAND = "by hand"
    UNREADABLE = "unreadable"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that is marked again by the `current` question; each score is 0..1. Where both are
    equal, the right answer or the feedback is another one. `replaced` is the mark that it has now,
    as the new one will remember it: `{"score", "event", "digest"}`, with no event where the answer
    was marked when it was given."""

    question_id: str
    text: str
    before: float | None
    after: float
    replaced: Mapping[str, Any]
    current: Question

    @property
    def rescored(self) -> bool:
        return self.before != self.after

    @property
    def before_percent(self) -> float | None:
        return None if self.before is None else 100 * self.before

    @property
    def after_percent(self) -> float:
        return 100 * self.after


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    attempt: int
    question_id: str
    text: str
    why: Kept


@dataclass(frozen=True, slots=True)
class AttemptChange:
    """One attempt with its score before and after; what waits for a mark counts 0 in both. `marked`
    are the answers that are marked again. `done` where this very plan has changed it already."""

    number: int
    before: float
    after: float
    marked: tuple[Change, ...]
    done: bool

    @property
    def changes(self) -> tuple[Change, ...]:
        """The answers that get another score."""
        return tuple(one for one in self.marked if one.rescored)

    @property
    def before_percent(self) -> float:
        return 100 * self.before

    @property
    def after_percent(self) -> float:
        return 100 * self.after


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What one person's attempts come to. `written` are those in which anything is marked again,
    `gone` the answers whose question is not there any more. `reaches` says whether a score that
    changed is then enough; once passed is passed, so `passed_after` is never less than
    `passed_before`."""

    written: tuple[AttemptChange, ...]
    kept: tuple[KeptAnswer, ...]
    gone: tuple[KeptAnswer, ...]
    reaches: bool
    passed_before: bool

    @property
    def attempts(self) -> tuple[AttemptChange, ...]:
        """Those in which an answer gets another score."""
        return tuple(attempt for attempt in self.written if attempt.changes)

    @property
    def done(self) -> bool:
        return all(attempt.done for attempt in self.written)

    @property
    def passed_after(self) -> bool:
        return self.passed_before or self.reaches

    @property
    def newly_passed(self) -> bool:
        return self.reaches and not self.passed_before

    @property
    def stays_passed(self) -> bool:
        """Whether somebody stays passed who would not pass by the new score."""
        return self.passed_before and not self.reaches

    def same_as(self, other: "PersonChange") -> bool:
        """Whether both would write the same."""
        return self.as_json() == other.as_json()

    def as_json(self) -> list[Any]:
        # Whether somebody had passed before is left out: a plan that was applied in part must be
        # found the same, and what a person is in the end is there.
        return [self.passed_after, self.reaches, [_attempt_json(one) for one in self.written]]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a plan."""

    learner_id: Any
    person: Named
    change: PersonChange


@dataclass(frozen=True)
class Plan:
    """`lines` are the people of whom anything is to be said, by name; `keys` what it marks by.
    `open` attempts, so many, are left alone."""

    quiz: PublishedQuiz
    lines: Sequence[PersonLine]
    fingerprint: str
    keys: Keys
    open: int

    @property
    def writing(self) -> list[PersonLine]:
        """All those for whom something is written."""
        return [line for line in self.lines if line.change.written]

    @property
    def changing(self) -> list[PersonLine]:
        """Those whose scores change."""
        return [line for line in self.lines if line.change.attempts]

    @property
    def informing(self) -> list[PersonLine]:
        """Those who keep their scores and see another right answer or other feedback."""
        return [line for line in self.writing if not line.change.attempts]

    @property
    def keeping(self) -> list[PersonLine]:
        return [line for line in self.lines if line.change.kept]

    @property
    def losing(self) -> list[PersonLine]:
        """Those who answered questions that are not there any more."""
        return [line for line in self.lines if line.change.gone]


def plan_regrade(quiz: PublishedQuiz, *, resuming: str = "") -> Plan:
    """Mark every finished attempt again by the current keys, and write nothing.

    `resuming` is the fingerprint of a plan that may be applied in part.
    """
    keys = Keys(quiz)
    found: dict[Any, PersonChange] = {}
    still_open = 0
    states = activity_states(quiz.lesson_key, quiz.activity_id)
    while chunk := list(islice(states, _CHUNK)):
        attempts = [one for _id, state, *_times in chunk for one in read_attempts(state)]
        keys.look_up(attempts)
        still_open += sum(not one.finished for one in attempts)
        for learner_id, state, *_times in chunk:
            change = compare(
                state,
                keys,
                learner_id=learner_id,
                pass_mark=quiz.rules.pass_mark,
                resuming=resuming,
            )
            if change.written or change.kept or change.gone:
                found[learner_id] = change
    people = name_people(found)
    lines = [PersonLine(learner_id, people[learner_id], found[learner_id]) for learner_id in found]
    return Plan(
        quiz=quiz,
        lines=sorted(lines, key=lambda line: (line.person.name, line.person.code)),
        fingerprint=_fingerprint(quiz, found),
        keys=keys,
        open=still_open,
    )


def event_ids(fingerprint: str, learner_id: Any, attempt: int) -> DerivedIds:
    """The ids of the event by which a plan changes an attempt: applied again, they are the same."""
    return derive_ids(_NAMESPACE, f"{fingerprint}:{learner_id}:{attempt}")


def compare(
    state: State, keys: Keys, *, learner_id: Any, pass_mark: float, resuming: str = ""
) -> PersonChange:
    """What marking again would change for one person. Pure, but for what `keys` looked up."""
    before, done = _undo(state, learner_id, resuming)
    found: dict[int, tuple[Change, ...]] = {}
    kept: list[KeptAnswer] = []
    attempts = read_attempts(before)
    for attempt in attempts:
        outcomes = [
            (asked, _mark_again(asked, attempt, keys, _stored_marks(before, attempt.number)))
            for asked in (attempt.questions if attempt.finished else ())
        ]
        if changes := tuple(one for _asked, one in outcomes if isinstance(one, Change)):
            found[attempt.number] = changes
        kept += [
            KeptAnswer(attempt.number, asked.id, question_words(asked, attempt.language), one)
            for asked, one in outcomes
            if isinstance(one, Kept)
        ]
    after = read_attempts(_apply(before, found))
    rescored = any(one.rescored for changes in found.values() for one in changes)
    return PersonChange(
        written=tuple(
            AttemptChange(old.number, old.sum, new.sum, found[old.number], old.number in done)
            for old, new in zip(attempts, after, strict=True)
            if old.number in found
        ),
        kept=tuple(one for one in kept if one.why is not Kept.GONE),
        gone=tuple(one for one in kept if one.why is Kept.GONE),
        # Nobody passes by a key that leaves their scores as they are.
        reaches=rescored and reaches(after, pass_mark),
        passed_before=state.completed,
    )


def _stored_marks(state: State, attempt: int) -> Mapping[str, Any]:
    marks: Mapping[str, Any] = state.detail["attempts"][str(attempt)]["marks"]
    return marks


def _put_marks(state: State, changed: Mapping[int, Mapping[str, Any]]) -> State:
    """The state with other marks in some attempts, to be read again."""
    stored = dict(state.detail.get("attempts", {}))
    for number, marks in changed.items():
        stored[str(number)] = {**stored[str(number)], "marks": marks}
    return replace(state, detail={**state.detail, "attempts": stored})


def _undo(state: State, learner_id: Any, resuming: str) -> tuple[State, set[int]]:
    """The state without what this plan has done to it already, and the attempts that it touched."""
    undone: dict[int, Mapping[str, Any]] = {}
    for attempt in read_attempts(state) if resuming else ():
        marks = _stored_marks(state, attempt.number)
        done = set(map(str, event_ids(resuming, learner_id, attempt.number).all))
        if any(mark["event"] in done for mark in marks.values()):
            undone[attempt.number] = {
                question_id: {**mark, **mark["was"]} if mark["event"] in done else mark
                for question_id, mark in marks.items()
                if mark["event"] not in done or mark["was"]["event"]
            }
    return _put_marks(state, undone), set(undone)


def _apply(state: State, found: Mapping[int, Sequence[Change]]) -> State:
    """The state with these changes, as far as scores go."""
    marked = {
        number: {
            **_stored_marks(state, number),
            **{one.question_id: {"score": one.after} for one in changes},
        }
        for number, changes in found.items()
    }
    return _put_marks(state, marked)


def _mark_again(
    asked: Asked, attempt: Attempt, keys: Keys, marks: Mapping[str, Any]
) -> Change | Kept | None:
    """None where nothing changes and nothing is to be said. `marks` are those of the attempt."""
    if asked.answer is None or asked.question.type not in types or marked_by_person(asked.question):
        return None
    current = keys.find(asked, attempt.language)
    if current is None:
        return Kept.GONE
    if not shows_otherwise(current, asked.marked_as):
        return None
    if asked.mark and asked.mark.by_person:
        return Kept.BY_HAND if differs(current, asked.marked_as) else None
    responses = [asked.answer.response]
    if attempt.behaviour is Behaviour.TRIES:
        responses = [*asked.answer.earlier, asked.answer.response]
    if not all(still_fits(asked, current, one, attempt.language) for one in responses):
        return Kept.UNREADABLE
    score = score_tries(asked, current, responses)
    if score is None:
        return Kept.UNREADABLE
    if asked.score is not None and abs(score - asked.score) < _SAME:
        score = asked.score
    replaced = marks.get(asked.id) or {"event": "", "digest": ""}
    return Change(
        question_id=asked.id,
        text=question_words(asked, attempt.language),
        before=asked.score,
        after=score,
        replaced={
            "score": asked.score,
            "event": replaced["event"],
            "digest": replaced["digest"],
        },
        current=as_asked(current, asked),
    )


def _attempt_json(attempt: AttemptChange) -> list[Any]:
    changes = [
        [
            one.question_id,
            _digits(one.before),
            _digits(one.after),
            one.replaced["event"],
            one.current.digest,
        ]
        for one in attempt.marked
    ]
    return [attempt.number, _digits(attempt.before), _digits(attempt.after), changes]


def _digits(score: float | None) -> str:
    """A score as it is compared, whichever database it came from."""
    return "" if score is None else f"{score:.9f}"


def _fingerprint(quiz: PublishedQuiz, found: Mapping[Any, PersonChange]) -> str:
    changing = [
        [str(learner_id), change.as_json()]
        for learner_id, change in found.items()
        if change.written
    ]
    named = [str(quiz.lesson_key), quiz.activity_id, quiz.rules.pass_mark, changing]
    return hashlib.blake2b(json.dumps(named).encode(), digest_size=12).hexdigest()
