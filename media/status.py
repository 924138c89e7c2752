"""How far an item's preparation is, for the editor: a panel on its form that refreshes itself."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.panels import Panel

from media.encoding.jobs import find_stuck, retry
from media.models import MediaItem

STATUS_URL, RETRY_URL = "media_status", "media_retry"


class StatusPanel(Panel):
    """On the form of an item that was uploaded; nothing on the form for a new one."""

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None

        def render_html(self, parent_context: Any = None) -> SafeString:
            return render_to_string("media/admin/status_panel.html", _context(self.instance))

        @property
        def media(self) -> forms.Media:
            css: Any = {"all": ["media/status.css"]}
            scripts: Any = [Script("media/status.js", type="module")]
            return forms.Media(js=scripts, css=css)


@never_cache
@require_safe
def media_status(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel's inside, for the script that asks again while something is being prepared."""
    return render(request, "media/admin/status.html", _context(_find(request, pk)))


@require_POST
def media_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Have an item prepared once more that failed, or whose job died."""
    item = _find(request, pk)
    if retry(item):
        messages.success(request, _("“%(title)s” is prepared once more.") % {"title": item.title})
    else:
        messages.info(request, _("There is nothing to try again: nothing went wrong."))
    return redirect(reverse("wagtailsnippets_media_mediaitem:edit", args=[item.pk]))


def _find(request: HttpRequest, pk: int) -> MediaItem:
    if not request.user.has_perm("media.change_mediaitem"):
        raise PermissionDenied
    return get_object_or_404(MediaItem, pk=pk)


def _context(item: MediaItem) -> dict[str, Any]:
    # What waits may stand in a long queue; nothing is wrong with that.
    is_stuck = find_stuck().filter(pk=item.pk, state=MediaItem.State.WORKING).exists()
    return {
        "item": item,
        "copies": item.encodings.order_by("role") if item.state == MediaItem.State.READY else (),
        "is_stuck": is_stuck,
        "may_retry": is_stuck or item.state == MediaItem.State.FAILED,
        "goes_on": item.state in (MediaItem.State.WAITING, MediaItem.State.WORKING),
        "status_url": reverse(STATUS_URL, args=[item.pk]),
        "retry_url": reverse(RETRY_URL, args=[item.pk]),
    }
