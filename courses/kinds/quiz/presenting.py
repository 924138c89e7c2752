"""What a participant sees of a quiz: one question a screen, and nothing that gives answers away.

Right answers, marks and feedback leave this module only for what the person has answered, and only
where the quiz's rules let them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from courses.activities.contract import State
from courses.kinds.quiz.attempts import Asked, Attempt, read_attempts
from courses.kinds.quiz.layouts import Quiz, lay_out
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.rules import Behaviour, Review
from courses.kinds.quiz.sitting import Sitting
from courses.kinds.quiz.types.contract import Line, Mark, QuestionType
from courses.kinds.quiz.types.registry import types


@dataclass(frozen=True, slots=True)
class Screen:
    """A question to answer: its place among `total`, and the attempt that the answer belongs to.

    `before` are texts to read first; `screen` and `given` are for the type's own template.
    """

    attempt: int
    number: int
    total: int
    question: Question
    type: QuestionType
    text: str
    screen: Mapping[str, Any]
    given: Any = None
    before: tuple[Question, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question that was answered. What the rules do not show yet is left out: `score` (0..1 or
    None), `lines`, `feedback`, `solution`, `comment`."""

    number: int
    total: int
    question: Question
    text: str
    lines: list[Line]
    score: float | None = None
    feedback: tuple[str, ...] = ()
    solution: tuple[Line, ...] = ()
    comment: str = ""
    waits: bool = False
    #: Whether a trainer marked it; whoever looks at the lines can't tell by how much.
    by_person: bool = False
    #: Whether a further try is open.
    again: bool = False
    tries_left: int = 0

    @property
    def right(self) -> bool:
        return self.score is not None and self.score > 1 - 1e-9

    @property
    def partly(self) -> bool:
        return self.score is not None and 1e-9 < self.score <= 1 - 1e-9

    @property
    def percent(self) -> int:
        return _percent(self.score or 0)


@dataclass(frozen=True, slots=True)
class Start:
    """What a person should know before an attempt begins. Times are in minutes."""

    attempt: int
    total: int
    minutes: int
    extra_minutes: int
    pass_mark: int
    tries_left: int | None
    closes_at: datetime | None
    asks_at_end: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished attempt as the rules show it: `right` of `total`, `percent` of the marks (both
    None where marks are not shown), what to read again."""

    right: int | None
    total: int
    percent: int | None
    #: What counts of all attempts, where it is not this one's.
    counted: int | None
    passed: bool
    waiting: bool
    answers: list[Judged]
    read_again: list[Mapping[str, Any]]
    opens_later: datetime | None
    answers_shown: bool
    tries_left: int | None

    @property
    def wrong(self) -> bool:
        return any(one.score is not None and not one.right for one in self.answers)


def screens(sitting: Sitting, language: str) -> dict[str, Any]:
    """The template's context: which of `just`, `asked`, `changes`, `start`, `retry`, `outcome`
    there are."""
    current, last = sitting.current, sitting.last
    context: dict[str, Any] = {
        "total": len(last.questions) if last else sitting.quiz.total,
        "pass_mark": sitting.quiz.rules.pass_mark,
        "completed": sitting.state.completed,
        "first_counted": sitting.first_counted,
        # Also of an attempt that begins with its first answer.
        "asks_at_end": (current or sitting.quiz.rules).behaviour is Behaviour.DEFERRED,
    }
    if current:
        context |= _open_attempt(sitting, current, language)
    elif last:
        context["outcome"] = _outcome(sitting, last, language)
        if last.behaviour is not Behaviour.DEFERRED:
            context["just"] = _just_answered(sitting, last, language)
    if current is None:
        context |= _next_attempt(sitting, language)
    return context


def sample(quiz: Quiz, language: str) -> list[Screen]:
    """The screens of an attempt that nobody sits."""
    now = timezone.now()
    drawn = lay_out(quiz, number=1, now=now, language=language)
    stamp = {"at": now.isoformat(), "event": ""}
    attempt = {
        "layout": {**drawn["layout"], **stamp},
        "answers": {},
        "marks": {},
        "finished_at": None,
        "passed": False,
    }
    detail = {"questions": drawn["questions"], "attempts": {"1": attempt}}
    [read] = read_attempts(State(detail=detail))
    return [_screen(read, asked, language) for asked in read.questions]


# --- An attempt that is open --------------------------------------------------------------------


def _open_attempt(sitting: Sitting, attempt: Attempt, language: str) -> dict[str, Any]:
    context: dict[str, Any] = {
        "attempt": attempt.number,
        "end": sitting.end if _soon(sitting) else None,
        "seconds_left": _seconds_left(sitting),
    }
    if sitting.time_over:
        return {**context, "time_over": True}
    if attempt.behaviour is not Behaviour.DEFERRED:
        context["just"] = _just_answered(sitting, attempt, language)
    if asked := sitting.next_question:
        return {**context, "asked": _screen(attempt, asked, language, sitting=sitting)}
    answered = [_screen(attempt, one, language) for one in attempt.questions]
    own = frozenset({Review.ANSWERS})
    rows = [_judge(attempt, one, language, own) for one in attempt.questions]
    return {**context, "changes": list(zip(rows, answered, strict=True))}


def _seconds_left(sitting: Sitting) -> int:
    return max(0, int((sitting.end - sitting.now).total_seconds())) if sitting.end else 0


def _soon(sitting: Sitting) -> bool:
    """Whether the end is near enough for a clock."""
    return _seconds_left(sitting) < 24 * 60 * 60


def _screen(
    attempt: Attempt, asked: Asked, language: str, sitting: Sitting | None = None
) -> Screen:
    before: list[Question] = []
    for one in attempt.asked:
        if one.id == asked.id:
            break
        before = [] if one.counts else [*before, one.question]
    return _ask(
        asked.question,
        asked.draw,
        language,
        attempt=attempt.number,
        number=attempt.questions.index(asked) + 1,
        total=len(attempt.questions),
        given=asked.answer.response if asked.answer else None,
        before=tuple(before),
        hint=_hint(asked) if sitting and asked.answer else "",
    )


def _ask(question: Question, draw: Mapping[str, Any], language: str, **place: Any) -> Screen:
    question_type = types[question.type]
    return Screen(
        question=_without_answers(question),
        type=question_type,
        text=question_type.text(question, draw, language),
        screen=question_type.screen(question, draw, language),
        **place,
    )


def _without_answers(question: Question) -> Question:
    """What a template may hold of a question that is not answered: no right answer by mistake."""
    return replace(question, data={}, feedback="", hints=())


def _hint(asked: Asked) -> str:
    """The hint after so many wrong tries; the last one stays."""
    hints = asked.question.hints
    tries = asked.answer.number if asked.answer else 0
    return hints[min(tries, len(hints)) - 1] if hints and tries else ""


def _just_answered(sitting: Sitting, attempt: Attempt, language: str) -> Judged | None:
    """The answer that came last, with all that is to be learned from it."""
    answered = [one for one in attempt.questions if one.answer]
    if not answered:
        return None
    asked = max(answered, key=lambda one: one.answer.at if one.answer else attempt.started_at)
    if asked.mark:
        # It was marked since: what may be seen of that is the result's matter.
        return None
    open_again = attempt is sitting.current and not sitting.settled(asked)
    shown = frozenset({Review.ANSWERS, Review.MARKS, Review.FEEDBACK})
    judged = _judge(attempt, asked, language, shown, raw=True)
    if not open_again:
        return judged
    left = sitting.quiz.rules.question_tries - (asked.answer.number if asked.answer else 0)
    # The feedback for everybody would give the answer away while there is a try left.
    own = _mark(asked).feedback
    return replace(judged, again=True, tries_left=left, feedback=own)


# --- What was answered ----------------------------------------------------------------------------


def _mark(asked: Asked) -> Mark:
    response = asked.answer.response if asked.answer else None
    return types[asked.question.type].mark(asked.marked_as, asked.draw, response)


def _judge(
    attempt: Attempt,
    asked: Asked,
    language: str,
    shown: frozenset[Review],
    *,
    raw: bool = False,
) -> Judged:
    """An asked question with what `shown` allows; `raw` without the penalty of earlier tries."""
    question_type, answer = types[asked.question.type], asked.answer
    lines = (
        question_type.tell(asked.marked_as, asked.draw, answer.response, language)
        if answer and Review.ANSWERS in shown
        else []
    )
    judged = Judged(
        number=attempt.questions.index(asked) + 1,
        total=len(attempt.questions),
        question=_without_answers(asked.question),
        text=question_type.text(asked.question, asked.draw, language),
        lines=lines,
        waits=asked.waits,
        by_person=asked.mark is not None and asked.mark.by_person,
    )
    if Review.MARKS in shown:
        score = answer.raw if raw and answer else asked.score
        judged = replace(judged, score=0.0 if score is None and not asked.waits else score)
    else:
        judged = replace(judged, lines=[replace(line, right=None) for line in lines])
    if Review.FEEDBACK in shown and answer:
        general = (asked.marked_as.feedback,) if asked.marked_as.feedback else ()
        comment = asked.mark.comment if asked.mark else ""
        feedback = (*_mark(asked).feedback, *general)
        judged = replace(judged, feedback=feedback, comment=comment)
    if Review.RIGHT in shown:
        solution = question_type.solution(asked.marked_as, asked.draw, language)
        judged = replace(judged, solution=tuple(solution))
    return judged


def _outcome(sitting: Sitting, attempt: Attempt, language: str) -> Outcome:
    rules = sitting.quiz.rules
    shown = rules.shown(sitting.now)
    answers = [_judge(attempt, one, language, shown) for one in attempt.questions]
    marks = Review.MARKS in shown
    again = {
        one.question.read_again["url"]: one.question.read_again
        for one in attempt.questions
        if marks and one.question.read_again and one.score is not None and one.score < 1
    }
    more = rules.review_closed - rules.review
    return Outcome(
        right=sum(one.right for one in answers) if marks else None,
        total=len(answers),
        percent=_percent(attempt.sum) if marks and not attempt.waiting else None,
        counted=_counted(sitting, attempt) if marks else None,
        # Once passed is passed: a further attempt for practice takes nothing back.
        passed=sitting.state.completed and marks,
        waiting=attempt.waiting,
        answers=answers if shown else [],
        read_again=list(again.values()),
        opens_later=rules.closes_at if more and not rules.closed(sitting.now) else None,
        answers_shown=Review.ANSWERS in shown,
        tries_left=sitting.tries_left,
    )


def _counted(sitting: Sitting, attempt: Attempt) -> int | None:
    score = sitting.state.score
    if score is None or attempt.score is None or abs(score - attempt.score) < 1e-9:
        return None
    return _percent(score)


def _percent(score: float) -> int:
    """Rounded down: 66.7 must not read as the 67 that would have been enough."""
    return int(score * 100 + 1e-6)


# --- The attempt that may come next ---------------------------------------------------------------


def _next_attempt(sitting: Sitting, language: str) -> dict[str, Any]:
    """How a person begins: the first question at once, or a card with a button."""
    if sentence := sitting.why_not_begin:
        return {"refusal": sentence, "opens_at": _opens_at(sitting)}
    first, number = sitting.quiz.first, sitting.next_number
    if first is not None:
        screen = _ask(
            first, {}, language, attempt=number, number=1, total=sitting.quiz.total,
            before=_read_before(sitting, first),
        )  # fmt: skip
        return {"retry": screen} if sitting.last else {"asked": screen}
    rules = sitting.quiz.rules
    start = Start(
        attempt=number,
        total=sitting.quiz.total,
        minutes=rules.minutes,
        extra_minutes=sitting.allowance.minutes if rules.minutes else 0,
        pass_mark=rules.pass_mark,
        tries_left=sitting.tries_left,
        closes_at=rules.closes_at,
        asks_at_end=rules.behaviour is Behaviour.DEFERRED,
    )
    return {"start": start}


def _opens_at(sitting: Sitting) -> datetime | None:
    rules = sitting.quiz.rules
    return None if rules.opened(sitting.now) else rules.opens_at


def _read_before(sitting: Sitting, first: Question) -> tuple[Question, ...]:
    own = sitting.quiz.own_questions
    return tuple(own[: own.index(first)])
