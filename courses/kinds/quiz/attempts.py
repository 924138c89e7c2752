"""Attempts at a quiz, folded from its events.

The state's detail is `{"attempts": {"1": attempt, ...}}`, an attempt is
`{"answers": {question id: answer}, "total": questions asked, "score": 0..1 or None,
"passed": bool}`, and an answer is `{"choice": answer id, "right": bool, "at": time, "event": id}`.
Where two events answer the same question of one attempt, the earlier one counts, so the result is
the same whatever the order in which they arrive.
"""

from collections.abc import Collection, Mapping
from typing import Any

from courses.activities.contract import Event, State

ANSWERED, PASSED, FAILED = "answered", "passed", "failed"


def attempts(state: State) -> dict[int, Mapping[str, Any]]:
    """A learner's attempts by number, in order."""
    found = {int(number): attempt for number, attempt in state.detail.get("attempts", {}).items()}
    return dict(sorted(found.items()))


def current_attempt(
    state: State, question_ids: Collection[str]
) -> tuple[int, Mapping[str, Any] | None]:
    """The attempt that the next answer belongs to: its number and what is there of it, if any.

    `question_ids` are those that the quiz has now.
    """
    made = attempts(state)
    if not made:
        return 1, None
    last = max(made)
    return (last + 1, None) if is_over(made[last], question_ids) else (last, made[last])


def is_over(attempt: Mapping[str, Any], question_ids: Collection[str]) -> bool:
    """Marked, or with nothing left to ask: a trainer may have taken the other questions away."""
    return attempt["score"] is not None or attempt["answers"].keys() >= set(question_ids)


def fold_answer(state: State, event: Event) -> State:
    """The state after one answer."""
    detail = event.detail
    made = {str(number): dict(attempt) for number, attempt in attempts(state).items()}
    number = str(detail["attempt"])
    attempt = made.get(
        number, {"answers": {}, "total": detail["total"], "score": None, "passed": False}
    )
    answer = {
        "choice": detail["choice"],
        "right": detail["right"],
        "at": event.occurred_at.isoformat(),
        "event": str(event.id),
    }
    answers = dict(attempt["answers"])
    answers[detail["question"]] = min(
        answers.get(detail["question"], answer), answer, key=lambda one: (one["at"], one["event"])
    )
    scores = [score for score in (attempt["score"], event.score) if score is not None]
    made[number] = {
        "answers": dict(sorted(answers.items())),
        "total": min(attempt["total"], detail["total"]),
        "score": max(scores, default=None),
        "passed": attempt["passed"] or event.verb == PASSED,
    }
    return _summarise(made)


def _summarise(made: dict[str, dict[str, Any]]) -> State:
    completed = any(attempt["passed"] for attempt in made.values())
    scores = [attempt["score"] for attempt in made.values() if attempt["score"] is not None]
    shares = [min(1.0, len(a["answers"]) / max(1, a["total"])) for a in made.values()]
    in_order = {number: made[number] for number in sorted(made, key=int)}
    return State(
        completed=completed,
        score=max(scores, default=None),
        fraction=1.0 if completed else max(shares),
        detail={"attempts": in_order},
    )
