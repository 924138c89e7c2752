"""Captions of recordings as files of their own, in the two formats that players read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from media.captions import write_srt, write_vtt
from media.models import MediaItem

_FORMATS = {"vtt": (write_vtt, "text/vtt"), "srt": (write_srt, "application/x-subrip")}


@require_safe
def media_captions(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """Private ones only for who is signed in. Public ones may be read by players anywhere."""
    item = get_object_or_404(MediaItem, pk=pk)
    if ending not in _FORMATS or not item.cues:
        raise Http404("No captions.")
    if item.private and not request.user.is_authenticated:
        raise Http404("No captions.")
    write, content_type = _FORMATS[ending]
    response = HttpResponse(write(item.cues), content_type=f"{content_type}; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache" if item.private else "max-age=300"
    if not item.private:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response
