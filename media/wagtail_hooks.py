"""Audio and video in the editor, with a menu item of their own."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from media.models import MediaItem


class MediaItemViewSet(SnippetViewSet):
    model = MediaItem
    icon = "media"
    menu_label = _("Audio and video")
    menu_name = "media"
    menu_order = 310
    add_to_admin_menu = True
    list_display = ["title", "type", "seconds", "created_at"]
    list_filter = ["type"]


register_snippet(MediaItemViewSet)
