"""Reads what a browser or a phone sends, before anything is looked up: shape, sizes, clocks."""

import json
import math
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import Text
from courses.catalog.answers import Answer
from courses.progress.ids import is_random

MAX_EVENTS = 200
#: No honest answer comes near; a photo is a file, not a payload.
MAX_PAYLOAD_BYTES = 16_000
#: Where whole numbers stop being exact in JSON as browsers read it.
LARGEST_NUMBER = 2**53
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
        data = json.loads(body, parse_constant=_refuse_constant, parse_int=_read_int)
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
        id=read_event_id(event.get("id"), "id"),
        lesson_key=read_uuid(event.get("lesson"), "lesson"),
        activity_id=activity,
        payload=clean_payload(event.get("payload", {})),
        occurred_at=_read_time(event.get("occurred_at")),
        language=_read_language(event.get("language"), learner),
    )


def read_uuid(value: Any, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise BadAnswer(_("“%(name)s” must be a UUID.") % {"name": name}) from None


def read_event_id(value: Any, name: str) -> uuid.UUID:
    """The id of an event to be: a random one, so that nobody takes an id that will be derived."""
    event_id = read_uuid(value, name)
    if not is_random(event_id):
        raise BadAnswer(_("“%(name)s” must be a random UUID, of version 4.") % {"name": name})
    return event_id


def clean_payload(payload: Any) -> Mapping[str, Any]:
    """A payload that both databases can keep, and give back the same. Raises `BadAnswer`."""
    if not isinstance(payload, dict):
        raise BadAnswer(_("“payload” must be an object."))
    try:
        keepable = _can_be_kept(payload)
        size = len(json.dumps(payload, ensure_ascii=False).encode())
    except (ValueError, RecursionError):
        keepable, size = False, 0
    if not keepable:
        raise BadAnswer(_("“payload” holds characters or numbers that can't be kept."))
    if size > MAX_PAYLOAD_BYTES:
        raise BadAnswer(_("This answer is too long. Shorten it and send it again."))
    return payload


def _can_be_kept(value: Any) -> bool:
    """PostgreSQL keeps no NUL and no half of a character, and gives large numbers back changed."""
    if isinstance(value, str):
        return "\0" not in value and bool(value.encode() or True)
    if isinstance(value, dict):
        return all(_can_be_kept(name) and _can_be_kept(one) for name, one in value.items())
    if isinstance(value, list):
        return all(_can_be_kept(one) for one in value)
    if isinstance(value, int | float):
        return abs(value) < LARGEST_NUMBER
    return True


def _read_language(value: Any, learner: Any) -> str | None:
    """The language that the phone says, else the person's own."""
    known = dict(settings.LANGUAGES)
    return (
        value if isinstance(value, str) and value in known else getattr(learner, "language", None)
    )


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


def _read_int(digits: str) -> float:
    """Python refuses to read thousands of digits, and would refuse the whole request for it."""
    return int(digits) if len(digits) < 20 else math.inf
