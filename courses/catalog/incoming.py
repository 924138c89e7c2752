"""Reads what a browser or a phone sends, before anything is looked up: shape, sizes, clocks."""

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import Text
from courses.catalog.answers import Answer

MAX_EVENTS = 200
#: No honest answer comes near; a photo is a file, not a payload.
MAX_PAYLOAD_BYTES = 16_000
_MAX_ID = 64
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)


class BadAnswer(ValueError):
    """Something sent can't be read; `sentence` says what."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def read_batch(body: bytes) -> list[Any]:
    """The events of a request's body, each still unread. Raises `BadAnswer`."""
    try:
        data = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadAnswer(_("The request is not JSON.")) from None
    events = data.get("events") if isinstance(data, dict) else None
    if not isinstance(events, list):
        raise BadAnswer(_("The request must be an object with a list called “events”."))
    return events


def read_answer(event: Any, learner: Any) -> Answer:
    """One event of a batch. A score or a role in it is ignored; another learner is refused."""
    if not isinstance(event, dict):
        raise BadAnswer(_("An event must be an object."))
    whose = event.get("learner")
    if whose is not None and str(whose) not in {str(learner.pk), learner.get_username()}:
        raise BadAnswer(_("This answer belongs to somebody else; it was not taken."))
    activity = event.get("activity")
    if not isinstance(activity, str) or not 0 < len(activity) <= _MAX_ID or "\0" in activity:
        raise BadAnswer(_("“activity” must be the id of an activity."))
    return Answer(
        id=read_uuid(event.get("id"), "id"),
        lesson_key=read_uuid(event.get("lesson"), "lesson"),
        activity_id=activity,
        payload=clean_payload(event.get("payload", {})),
        occurred_at=_read_time(event.get("occurred_at")),
    )


def read_uuid(value: Any, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise BadAnswer(_("“%(name)s” must be a UUID.") % {"name": name}) from None


def clean_payload(payload: Any) -> Mapping[str, Any]:
    """A payload that both databases can keep as JSON. Raises `BadAnswer`."""
    if not isinstance(payload, dict):
        raise BadAnswer(_("“payload” must be an object."))
    try:
        stored = json.dumps(payload, ensure_ascii=False, allow_nan=False)
        size = len(stored.encode())
    except (ValueError, RecursionError):
        raise BadAnswer(_("“payload” holds characters or numbers that can't be kept.")) from None
    if "\\u0000" in stored:
        raise BadAnswer(_("“payload” holds characters or numbers that can't be kept."))
    if size > MAX_PAYLOAD_BYTES:
        raise BadAnswer(_("This answer is too long. Shorten it and send it again."))
    return payload


def _read_time(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        time = parse_datetime(value) if isinstance(value, str) else None
        # Python's own range is wider than the databases' and than any clock that is right.
        if time and time.tzinfo and _EARLIEST <= time.astimezone(UTC) <= _LATEST:
            return time.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise BadAnswer(_("“occurred_at” must be a date and time with its time zone."))


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
