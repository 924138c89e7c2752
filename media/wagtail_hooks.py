"""Audio and video in the editor, with a menu item of their own."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from media.encoding.jobs import prepare_later, retry
from media.models import MediaItem
from media.status import RETRY_URL, STATUS_URL, StatusPanel, media_retry, media_status


class MediaItemForm(WagtailAdminModelForm):
    def save(self, commit: bool = True) -> MediaItem:
        """Without a new file only what was changed is written: a job may be writing its own fields
        meanwhile, and somebody else a new file."""
        item: MediaItem = self.instance
        if not commit or item.pk is None or "file" in self.changed_data:
            return super().save(commit=commit)
        item.save(update_fields=[name for name in self._meta.fields if name in self.changed_data])
        return item


class MediaItemViewSet(SnippetViewSet):
    model = MediaItem
    icon = "media"
    menu_label = _("Audio and video")
    menu_name = "media"
    menu_order = 310
    add_to_admin_menu = True
    list_display = [
        "title",
        Column("get_type_display", label=_("Type"), sort_key="type"),
        Column("length", label=_("Length"), sort_key="seconds"),
        Column("describe_state", label=_("State"), sort_key="state"),
        "created_at",
    ]
    list_filter = ["type", "state"]
    edit_handler = ObjectList(
        [StatusPanel(heading=_("Preparation")), *MediaItem.panels], base_form_class=MediaItemForm
    )


register_snippet(MediaItemViewSet)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def prepare_upload(request: HttpRequest, instance: Any) -> None:
    """A new file is measured and encoded by a job; saving what failed tries once more."""
    if isinstance(instance, MediaItem):
        if instance.file_is_new:
            prepare_later(instance.pk)
        else:
            retry(instance)


@hooks.register("register_admin_urls")
def add_status_urls() -> list[URLPattern]:
    return [
        path("media/<int:pk>/status/", media_status, name=STATUS_URL),
        path("media/<int:pk>/retry/", media_retry, name=RETRY_URL),
    ]
