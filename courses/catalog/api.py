"""`POST /api/progress/events`: answers that a phone kept, many at once."""

import uuid
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.catalog.answers import take_answers
from courses.catalog.files import find_strange_files
from courses.catalog.incoming import MAX_EVENTS, BadAnswer, read_answer, read_batch
from courses.progress.ledger import Outcome, Refused, Status
from courses.progress.sources import Source


@require_POST
def progress_events(request: HttpRequest) -> JsonResponse:
    """Takes `{"events": [{"id", "lesson", "activity", "payload", "occurred_at"}, ...]}`, at most
    200, and answers `{"results": [{"id", "status", "reason"?}, ...]}` in the same order.

    A status is `accepted`, `duplicate` or `rejected`. What is rejected for today alone has
    `"later": true`: keep it and send it again. An id is a random UUID, of version 4. 400 where the
    request as a whole can't be read, 401 where nobody is signed in, 413 where it is too much at
    once.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"error": _("Sign in first.")}, status=401)
    try:
        events = read_batch(request.body)
    except RequestDataTooBig:
        return _too_much()
    except BadAnswer as error:
        return JsonResponse({"error": str(error)}, status=400)
    if len(events) > MAX_EVENTS:
        return _too_much()

    results: list[dict[str, Any] | None] = [None] * len(events)
    answers = {}
    for position, event in enumerate(events):
        try:
            answers[position] = read_answer(event, request.user)
        except BadAnswer as error:
            results[position] = _rejected(event, str(error))
    strange = find_strange_files(request.user.pk, list(answers.values()))
    for position in [at for at, answer in answers.items() if answer.id in strange]:
        del answers[position]
        results[position] = _rejected(events[position], _("This file was not sent by you."))
    outcomes = take_answers(request.user, list(answers.values()), source=Source.OFFLINE)
    for position, outcome in zip(answers, outcomes, strict=True):
        results[position] = _as_json(outcome)
    return JsonResponse({"results": results})


def _too_much() -> JsonResponse:
    sentence = _("Send at most %(count)d answers at once.") % {"count": MAX_EVENTS}
    return JsonResponse({"error": sentence}, status=413)


def _as_json(outcome: Outcome) -> dict[str, Any]:
    result: dict[str, Any] = {"id": str(outcome.id), "status": outcome.status.value}
    if outcome.status is Status.REJECTED:
        result["reason"] = str(outcome.reason)
    if outcome.refused is Refused.DAY_FULL:
        result["later"] = True
    return result


def _rejected(event: Any, reason: str) -> dict[str, Any]:
    sent = event.get("id") if isinstance(event, dict) else None
    try:
        name = str(uuid.UUID(sent))
    except (ValueError, AttributeError, TypeError):
        name = None
    return {"id": name, "status": Status.REJECTED.value, "reason": reason}
