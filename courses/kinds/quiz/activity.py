"""The quiz kind: what it does with an answer. What it shows is in `presenting`."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import (
    ActivityKind,
    Asset,
    BadPayload,
    Event,
    Given,
    Offline,
    Passage,
    Remark,
    ReportColumn,
    Result,
    State,
)
from courses.activities.registry import register
from courses.kinds.quiz import presenting, urls
from courses.kinds.quiz.assets import question_assets
from courses.kinds.quiz.attempts import (
    ALLOWED,
    ANSWERED,
    FAILED,
    FINISHED,
    MARKED,
    PASSED,
    REGRADED,
    STARTED,
    Asked,
    Attempt,
    count_sum,
    fold_event,
    read_attempts,
    score_tries,
)
from courses.kinds.quiz.blocks import QuizBlock
from courses.kinds.quiz.checking import quiz_passages, quiz_remarks
from courses.kinds.quiz.layouts import Quiz, lay_out
from courses.kinds.quiz.rules import Behaviour, read_rules
from courses.kinds.quiz.sitting import Sitting
from courses.kinds.quiz.types.registry import types

_ADL = "http://adlnet.gov/expapi/verbs"
_ALREADY_OVER = _("This try is over. Open the lesson again to go on.")


@register
class QuizKind(ActivityKind):
    """Questions one by one; completed by an attempt that reaches the pass mark.

    A payload is `{"attempt": number, "question": id, ...}` with the fields of the question's type,
    `{"attempt": number, "start": "1"}` or `{"attempt": number, "finish": "1"}`.
    """

    slug = "quiz"
    label = _("Quiz")
    icon = "help"
    block = QuizBlock
    template = "quiz/activity.html"
    # Right answers must not lie on the phone before they are given, so marking needs the server.
    offline = Offline.READ
    takes_files = True
    payload_fields = ("attempt", "question", "start", "finish")
    verbs = {
        **{verb: f"{_ADL}/{verb}" for verb in (STARTED, ANSWERED, FINISHED, PASSED, FAILED)},
        MARKED: f"{_ADL}/scored",
        REGRADED: f"{_ADL}/scored",
        ALLOWED: "http://activitystrea.ms/schema/1.0/authorize",
    }
    urls = urls.urlpatterns

    def keep(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        # The payload does not say of which type its question is: what any type reads is kept.
        return {
            name: _keep_flat(value)
            for name, value in payload.items()
            if name in self.payload_fields or any(one.reads(name) for one in types)
        }

    def context(self, value: Any, state: State) -> dict[str, Any]:
        sitting = Sitting(Quiz(value), state, timezone.now())
        return presenting.screens(sitting, get_language() or "id")

    def submit(self, value: Any, payload: Mapping[str, Any], state: State) -> Result:
        now = timezone.now()
        return self.decide(value, payload, state, Given(get_language() or "id", now, now))

    def decide(self, value: Any, payload: Mapping[str, Any], state: State, given: Given) -> Result:
        sitting = Sitting(Quiz(value), state, given.received_at)
        if str(payload.get("attempt", "")) != str(sitting.number):
            raise BadPayload(_ALREADY_OVER)
        if payload.get("start"):
            return _begin(sitting, given)
        if payload.get("finish"):
            return _finish(sitting, given)
        return _answer(sitting, payload, given)

    def closed(self, value: Any, state: State) -> bool:
        if state.completed:
            return False
        sitting = Sitting(Quiz(value), state, timezone.now())
        if state.waiting:
            return True
        if sitting.current:
            return False
        # Handed in; whether it is passed is told later.
        secret = (released := sitting.quiz.rules.released_from) and sitting.now <= released
        handed_in = bool(sitting.last and secret)
        return handed_in or sitting.why_not_begin is not None or sitting.first_counted

    def told_from(self, value: Any) -> datetime | None:
        rules = read_rules(value)
        # Without a pass mark all that is told is that it was handed in.
        return rules.released_from if rules.pass_mark else None

    def timely(self, value: Any) -> bool:
        return read_rules(value).timely

    def fold(self, state: State, event: Event) -> State:
        return fold_event(state, event)

    def assets(self, value: Any) -> list[Asset]:
        return question_assets(Quiz(value).own_questions)

    def passages(self, value: Any) -> Iterable[Passage]:
        return quiz_passages(value)

    def remarks(self, value: Any) -> Iterable[Remark]:
        return quiz_remarks(value)

    def report_columns(self) -> list[ReportColumn]:
        return [
            ReportColumn("score", _("Score"), lambda state: state.score),
            ReportColumn("attempts", _("Tries"), lambda state: len(read_attempts(state))),
        ]

    def redact(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        # The payload does not say of which type its question is; each type keeps its own fields.
        kept = {
            name: value
            for name in self.payload_fields
            if isinstance(value := payload.get(name), int)
            or (isinstance(value, str) and len(value) <= 36 and " " not in value)
        }
        for question_type in types:
            kept |= question_type.redact(payload)
        return kept


def _keep_flat(sent: Any) -> Any:
    """A field's value: plain, or a list of such, or what the answer door writes for a file."""
    if isinstance(sent, Mapping):
        sent = {name: sent[name] for name in ("file", "name", "size", "type") if name in sent}
        return {name: value for name, value in sent.items() if _is_plain(value)}
    if isinstance(sent, list):
        return [value for value in sent if _is_plain(value)]
    return sent


def _is_plain(value: Any) -> bool:
    return not isinstance(value, Mapping | list)


def _begin(sitting: Sitting, given: Given) -> Result:
    if sitting.current:
        raise BadPayload(_("You have already begun. Go on where you are."))
    if sentence := sitting.why_not_begin:
        raise BadPayload(sentence)
    number = sitting.number
    # Where nothing is limited, an answer that a phone kept began the attempt when it was given.
    now = given.received_at if sitting.quiz.rules.limited else given.occurred_at
    drawn = lay_out(sitting.quiz, number=number, now=now, language=given.language)
    # The bank may have lost what the quiz was to draw.
    if not any(types[one["type"]].asked for one in drawn["questions"].values()):
        raise BadPayload(_("This quiz has no questions at the moment. Tell your trainer."))
    return Result(STARTED, detail={"attempt": number, **drawn}, occurred_at=now)


def _within(attempt: Attempt, given: Given) -> datetime:
    """When an answer was given: a phone may say what it likes, not that it was before the attempt
    began."""
    return max(given.occurred_at, attempt.started_at)


def _finish(sitting: Sitting, given: Given) -> Result:
    """The end of an attempt whose answers are all there, or whose time is over."""
    attempt = sitting.current
    if attempt is None:
        raise BadPayload(_ALREADY_OVER)
    over = sitting.end is not None and sitting.now > sitting.end
    if sitting.next_question and not over and attempt.behaviour is not Behaviour.DEFERRED:
        raise BadPayload(_("There are questions left. Answer them first."))
    moment = sitting.end if over and sitting.end else sitting.now
    result = conclude(sitting, {"attempt": attempt.number}, finished=moment)
    return replace(result, occurred_at=_within(attempt, given))


def _answer(sitting: Sitting, payload: Mapping[str, Any], given: Given) -> Result:
    detail: dict[str, Any] = {"attempt": sitting.number}
    if sitting.current is None:
        # A quiz that draws nothing begins with its first answer: a tap less.
        if sitting.quiz.first is None:
            raise BadPayload(_ALREADY_OVER if sitting.last else _("Begin the quiz first."))
        detail = dict(_begin(sitting, given).detail)
        begun = fold_event(sitting.state, _as_event(detail, given.occurred_at))
        sitting = Sitting(sitting.quiz, begun, sitting.now)
    asked = sitting.current and sitting.current.find(str(payload.get("question", "")))
    if not asked or not sitting.current:
        raise BadPayload(_("This question is not in the quiz any more. Open the lesson again."))
    if sentence := sitting.why_late(occurred_at=given.occurred_at):
        raise BadPayload(sentence)
    at = _within(sitting.current, given)
    deferred = sitting.current.behaviour is Behaviour.DEFERRED
    if sitting.settled(asked) and not deferred:
        raise BadPayload(_("You have already answered this question."))
    detail |= {"question": asked.id, **_mark(asked, payload, given.language, sitting)}
    if deferred or _others_left(sitting, asked):
        return Result(ANSWERED, detail=detail, occurred_at=at)
    after = fold_event(sitting.state, _as_event(detail, at))
    if Sitting(sitting.quiz, after, sitting.now).next_question:
        return Result(ANSWERED, detail=detail, occurred_at=at)
    return replace(conclude(sitting, detail, finished=at), occurred_at=at)


def _others_left(sitting: Sitting, asked: Asked) -> bool:
    questions = sitting.current.questions if sitting.current else []
    return any(one.id != asked.id and not sitting.settled(one) for one in questions)


def _mark(
    asked: Asked, payload: Mapping[str, Any], language: str, sitting: Sitting
) -> dict[str, Any]:
    """The answer as its event keeps it; a further try has cost its penalty."""
    question_type = types[asked.question.type]
    response = question_type.read(asked.question, asked.draw, payload, language)
    raw = question_type.mark(asked.question, asked.draw, response).score
    before = asked.answer
    number = before.number + 1 if before else 1
    earlier: list[Any] = []
    score = raw
    if before and sitting.current and sitting.current.behaviour is Behaviour.TRIES:
        # Kept, so that a corrected key can judge all of them again.
        earlier = [*before.earlier, before.response]
        score = score_tries(asked, asked.question, [*earlier, response])
    marks = {"response": response, "score": score, "raw": raw}
    return {**marks, "try": number, "earlier": earlier}


def conclude(sitting: Sitting, detail: dict[str, Any], *, finished: datetime) -> Result:
    """The event that ends an attempt: whether the quiz is passed by what is certain."""
    detail = {**detail, "finished": finished.isoformat()}
    after = read_attempts(fold_event(sitting.state, _as_event(detail, finished)))
    attempt = next(one for one in after if one.number == detail["attempt"])
    # The quiz is passed by what counts of all attempts, the verb speaks of this one.
    detail["passed"] = sitting.quiz.rules.unreleased or _reaches(count_sum(after) or 0.0, sitting)
    unsure = FINISHED if attempt.waiting else FAILED
    verb = PASSED if _reaches(attempt.sum, sitting) else unsure
    return Result(verb, score=attempt.score, detail=detail)


def _reaches(score: float, sitting: Sitting) -> bool:
    return score * 100 >= sitting.quiz.rules.pass_mark - 1e-9


def _as_event(detail: Mapping[str, Any], at: datetime) -> Event:
    """A decision as it will be folded, to see what becomes of it."""
    return Event(uuid.UUID(int=0), ANSWERED, {}, None, detail, at)
