"""What makes a feed change, and what a show gets when it is saved first."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from media.models import Encoding, MediaItem
from podcasts.models.episodes import EpisodePage
from podcasts.models.shows import ShowPage
from podcasts.publishing.guids import assign_guid
from podcasts.publishing.keeping import drop_feeds

_UID = "podcasts.publishing"


def connect_signals() -> None:
    """To be called once, when all apps are loaded."""
    pre_save.connect(_assign_guid, sender=ShowPage, dispatch_uid=_UID)
    for model in (ShowPage, EpisodePage, MediaItem, Encoding, PageViewRestriction):
        for signal in (post_save, post_delete):
            signal.connect(_drop, sender=model, dispatch_uid=f"{_UID}.{model.__name__}")
    post_save.connect(_drop, sender=get_image_model(), dispatch_uid=f"{_UID}.image")
    post_delete.connect(_drop, sender=get_image_model(), dispatch_uid=f"{_UID}.image")
    # A page above moves or is taken back, and takes shows with it.
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_drop_for_page, dispatch_uid=_UID)


def _assign_guid(instance: ShowPage, **kwargs: Any) -> None:
    if not kwargs.get("raw"):
        assign_guid(instance)


def _drop(**kwargs: Any) -> None:
    drop_feeds()


def _drop_for_page(instance: Page, **kwargs: Any) -> None:
    if kwargs.get("signal") in (page_published, page_unpublished) and not isinstance(
        instance.specific_deferred, ShowPage | EpisodePage
    ):
        return
    drop_feeds()
