"""Audio and video in the editor, with a menu item of their own."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from media.encoding.jobs import prepare_media
from media.models import MediaItem


class MediaItemViewSet(SnippetViewSet):
    model = MediaItem
    icon = "media"
    menu_label = _("Audio and video")
    menu_name = "media"
    menu_order = 310
    add_to_admin_menu = True
    list_display = [
        "title",
        "type",
        "seconds",
        "state",
        Column("get_problem_display", label=_("Problem")),
        "created_at",
    ]
    list_filter = ["type"]


register_snippet(MediaItemViewSet)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def prepare_upload(request: HttpRequest, instance: Any) -> None:
    """A new file is measured and encoded by a job."""
    if isinstance(instance, MediaItem) and instance.state != MediaItem.State.READY:
        transaction.on_commit(lambda: prepare_media.enqueue(instance.pk))
