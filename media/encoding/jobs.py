"""Preparing a recording in the background."""

from django_tasks import task

from media.encoding.preparing import prepare
from media.models import MediaItem


@task()
def prepare_media(item_pk: int) -> None:
    """Prepare what waits; what was deleted meanwhile, or is ready, is left alone."""
    item = MediaItem.objects.filter(pk=item_pk).exclude(state=MediaItem.State.READY).first()
    if item:
        prepare(item)
