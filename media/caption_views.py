"""Captions of recordings as files of their own, in the two formats that players read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from media.captions import FORMATS
from media.models import MediaItem


@require_safe
def media_captions(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """Private ones only for who is signed in. Public ones may be read by players anywhere."""
    item = get_object_or_404(MediaItem, pk=pk)
    if ending not in FORMATS or not item.cues:
        raise Http404("No captions.")
    if item.private and not request.user.is_authenticated:
        raise Http404("No captions.")
    form = FORMATS[ending]
    response = HttpResponse(form.write(item.cues), content_type=f"{form.type}; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache" if item.private else "max-age=300"
    if not item.private:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response
