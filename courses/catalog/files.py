"""Files that come with an answer: stored before it is decided, forgotten where it is refused."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from courses.activities.placement import NoSuchPlace
from courses.activities.registry import kinds
from courses.catalog.answers import Answer
from courses.catalog.incoming import BadAnswer
from courses.catalog.placement import CatalogPlacement
from media.models import SentFile
from media.sent import drop_file, keep_file


def keep_files(
    request: HttpRequest, lesson_key: uuid.UUID, activity_id: str, event_id: uuid.UUID
) -> dict[str, SentFile]:
    """Store the files of a form by the names of their fields, where an answer may bring any.

    An event has one file at most. Raises `BadAnswer` with a sentence.
    """
    if not any(request.FILES.values()):
        return {}
    try:
        place = CatalogPlacement().find(request.user, lesson_key, activity_id)
    except NoSuchPlace:
        return {}
    if not place.may_answer or not kinds[place.kind].takes_files:
        return {}
    name, upload = next(iter(request.FILES.items()))
    try:
        sent = keep_file(upload, sender_id=request.user.pk, event_id=event_id)
    except ValidationError as error:
        raise BadAnswer(" ".join(error.messages)) from error
    return {name: sent}


def describe_files(files: dict[str, SentFile]) -> dict[str, Any]:
    """What stands for the files in an answer's payload."""
    return {
        name: {"file": str(sent.pk), "name": sent.name, "size": sent.size, "type": sent.type}
        for name, sent in files.items()
    }


def find_strange_files(learner_id: Any, answers: Sequence[Answer]) -> set[uuid.UUID]:
    """The ids of the answers that name a file which this person has not sent: whoever writes JSON
    could name anybody's. At most one statement."""
    named = {answer.id: set(_named_files(answer.payload)) for answer in answers}
    wanted = set().union(*named.values())
    if not wanted:
        return set()
    own = SentFile.objects.filter(sender_id=learner_id, pk__in=filter(None, map(_as_uuid, wanted)))
    kept = {str(pk) for pk in own.values_list("pk", flat=True)}
    return {answer_id for answer_id, names in named.items() if names - kept}


def _named_files(payload: Mapping[str, Any]) -> Iterator[str]:
    for value in payload.values():
        if isinstance(value, Mapping) and "file" in value:
            yield str(value["file"])


def _as_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def drop_files(files: Iterable[SentFile]) -> None:
    for sent in files:
        drop_file(sent)
