"""The address of our own that each stored file has."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from media.delivery.answers import deliver
from media.delivery.content_types import content_type_of, is_shown

#: Where media items lie: their names are UUIDs, so such an address never gets other content.
FOR_EVER = "media/"
#: Those media items that only people who are signed in may have.
PRIVATE = "private/"
#: All that is public. Documents are not: Wagtail's view asks whether their collection is private.
PUBLIC = (FOR_EVER, "images/", "original_images/", "avatar_images/")


@require_safe
def serve_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A stored file: a public one for everybody, a private one for whoever is signed in; others
    get the same answer as for a file that is not there. A browser may keep a public media item for
    a year; a picture for an hour, and asks again then: Wagtail may give its name to another one
    after it is deleted. A private one it may keep, but must ask each time whether it still may."""
    if path.startswith(PRIVATE):
        if not request.user.is_authenticated:
            raise Http404("No such file.")
        keep = "private, no-cache"
    elif path.startswith(PUBLIC):
        lasts = path.startswith(FOR_EVER)
        keep = f"public, {'max-age=31536000, immutable' if lasts else 'max-age=3600'}"
    else:
        raise Http404("No such file.")
    content_type = content_type_of(path)
    return deliver(
        request,
        path,
        content_type=content_type,
        cache_control=keep,
        attachment=not is_shown(content_type),
    )
