"""The site's addresses and one more: a bare view, to compare a page with."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from lms.urls import urlpatterns as site_urlpatterns

#: What the bare view answers: the bytes of the page that it is compared with.
answer = bytearray()


def answer_barely(request: HttpRequest) -> HttpResponse:
    """The least that a page for somebody signed in can do: load session and person, send bytes."""
    assert request.user.is_authenticated
    return HttpResponse(bytes(answer))


urlpatterns = [path("polos/", answer_barely), *site_urlpatterns]
