"""Keeps what lists say of a lesson's weight true when a recording in it becomes lighter."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import ReferenceIndex

from courses.catalog.models import LessonPage
from courses.catalog.weight import activity_outline
from media.models import MediaItem


@transaction.atomic
def reweigh_lessons(item_pk: int, **kwargs: Any) -> None:
    """Derive the outlines of the lessons anew that play this item."""
    pointing = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(MediaItem), to_object_id=str(item_pk)
    )
    keys = {int(key) for key in pointing.values_list("object_id", flat=True) if key.isdecimal()}
    for lesson in LessonPage.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        outline = activity_outline(lesson.body)
        if outline != lesson.outline:
            LessonPage.objects.filter(pk=lesson.pk).update(outline=outline)
