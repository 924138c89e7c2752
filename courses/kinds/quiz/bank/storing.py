"""Many questions into the bank at once: published, each with its revision and its line in the
history, as if a trainer had published them one by one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends

from courses.kinds.quiz.bank.models import BankQuestion, TaggedQuestion

_CHANGED = [
    "name",
    "category",
    "number",
    "level",
    "content",
    "type",
    "live",
    "has_unpublished_changes",
    "first_published_at",
    "last_published_at",
    "expired",
]


@dataclass(frozen=True, slots=True)
class Planned:
    """A question to store, with what is to be in it; without a primary key it is a new one."""

    question: BankQuestion
    tags: tuple[str, ...] = ()


def store_questions(planned: Sequence[Planned], *, user: Any = None) -> None:
    """Publish these questions, in a few statements for all of them. Call it in a transaction."""
    if not planned:
        return
    now = timezone.now()
    questions = [one.question for one in planned]
    new = [question for question in questions if question.pk is None]
    old = [question for question in questions if question.pk is not None]
    for question in questions:
        question.type = question.stored_type
        question.live, question.has_unpublished_changes, question.expired = True, False, False
        question.first_published_at = question.first_published_at or now
        question.last_published_at = now
    BankQuestion.objects.bulk_create(new)
    _tag(planned, replaced=old)
    # Each is there already; Django's `bulk_update` takes ten times as long.
    BankQuestion.objects.bulk_create(
        old, update_conflicts=True, unique_fields=["pk"], update_fields=_CHANGED
    )
    revisions = _revise(questions, user=user, now=now)
    _log(new, revisions, action="wagtail.create", user=user, now=now)
    _log(questions, revisions, action="wagtail.publish", user=user, now=now)
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(BankQuestion, questions)
    _refer(questions)


def _tag(planned: Sequence[Planned], *, replaced: Sequence[BankQuestion]) -> None:
    TaggedQuestion.objects.filter(content_object__in=replaced).delete()
    tags = _tags({tag for one in planned for tag in one.tags})
    items = []
    for one in planned:
        own = [TaggedQuestion(tag=tags[name]) for name in dict.fromkeys(one.tags)]
        # Also where the revision looks for them.
        one.question.tagged_items = own
        items += own
    TaggedQuestion.objects.bulk_create(items)


def _tags(names: Iterable[str]) -> Mapping[str, Tag]:
    """The tags of these names; those that are missing are made."""
    wanted = set(names)
    found: dict[str, Tag] = {tag.name: tag for tag in Tag.objects.filter(name__in=wanted)}
    # One by one, because each looks for a slug of its own; there are few.
    for name in sorted(wanted - found.keys()):
        found[name] = Tag.objects.create(name=name)
    return found


def _revise(questions: Sequence[BankQuestion], *, user: Any, now: datetime) -> list[Revision]:
    content_type = ContentType.objects.get_for_model(BankQuestion)
    revisions: list[Revision] = Revision.objects.bulk_create(
        Revision(
            content_type=content_type,
            base_content_type=content_type,
            object_id=str(question.pk),
            user=user,
            created_at=now,
            object_str=str(question),
            content=question.serializable_data(),
        )
        for question in questions
    )
    latest = Revision.objects.filter(
        base_content_type=content_type, object_id=Cast(OuterRef("pk"), CharField())
    ).order_by("-pk")
    own = Subquery(latest.values("pk")[:1])
    BankQuestion.objects.filter(pk__in=[question.pk for question in questions]).update(
        latest_revision=own, live_revision=own
    )
    return revisions


def _refer(questions: Sequence[BankQuestion]) -> None:
    """Keeps what these questions refer to, as `ReferenceIndex.create_or_update_for_object` does
    for one at a time."""
    content_type = ContentType.objects.get_for_model(BankQuestion)
    ReferenceIndex.objects.filter(
        base_content_type=content_type, object_id__in=[str(question.pk) for question in questions]
    ).delete()
    ReferenceIndex.objects.bulk_create(
        ReferenceIndex(
            content_type=content_type,
            base_content_type=content_type,
            object_id=str(question.pk),
            to_content_type_id=to_content_type_id,
            to_object_id=to_object_id,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
        for question in questions
        for to_content_type_id, to_object_id, model_path, content_path in set(
            ReferenceIndex._extract_references_from_object(question)
        )
    )


def _log(
    questions: Sequence[BankQuestion],
    revisions: Sequence[Revision],
    *,
    action: str,
    user: Any,
    now: datetime,
) -> None:
    by_question = {revision.object_id: revision for revision in revisions}
    content_type = ContentType.objects.get_for_model(BankQuestion)
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=content_type,
            object_id=str(question.pk),
            label=str(question),
            action=action,
            timestamp=now,
            user=user,
            revision=by_question[str(question.pk)],
            content_changed=True,
        )
        for question in questions
    )
