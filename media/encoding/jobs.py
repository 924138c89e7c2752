"""Preparing recordings in the background."""

from django.db import models, transaction
from django.utils import timezone
from django_tasks import task

from media.encoding.preparing import prepare, stuck_since
from media.models import MediaItem


# Minutes long: what a saved page waits for goes first.
@task(priority=-10)
def prepare_media(item_pk: int) -> None:
    """Prepare what waits; what was deleted meanwhile, or is ready, is left alone. Then take up
    what died in the middle."""
    try:
        _prepare_all(item_pk)
    except (SystemExit, KeyboardInterrupt):
        # The worker is told to stop. The next one begins again, where there is a queue.
        if prepare_media.get_backend().supports_defer:
            prepare_media.enqueue(item_pk)
        raise


def _prepare_all(item_pk: int) -> None:
    for pk in [item_pk, *find_stuck().values_list("pk", flat=True)]:
        item = MediaItem.objects.filter(pk=pk).exclude(state=MediaItem.State.READY).first()
        if item:
            prepare(item)


def prepare_later(item_pk: int) -> None:
    """Have the item prepared by a job, once what is being done is committed."""
    transaction.on_commit(lambda: prepare_media.enqueue(item_pk))


def retry(item: MediaItem) -> bool:
    """Have an item prepared again that failed or died; False where there is no need to."""
    failed = MediaItem.objects.filter(state=MediaItem.State.FAILED)
    again = (failed | find_stuck()).order_by().filter(pk=item.pk)
    waiting = MediaItem.State.WAITING
    if not again.update(state=waiting, progress=0, problem="", worked_at=timezone.now()):
        return False
    prepare_later(item.pk)
    return True


def find_stuck() -> models.QuerySet[MediaItem]:
    """Items that are not prepared and that nobody has touched for long: their job died in the
    middle, or before it began."""
    unfinished = [MediaItem.State.WAITING, MediaItem.State.WORKING]
    before = stuck_since(timezone.now())
    touched = models.Q(worked_at__lt=before) | models.Q(worked_at=None, created_at__lt=before)
    return MediaItem.objects.filter(touched, state__in=unfinished).order_by("pk")
