"""Documents of the editor: the same addresses as Wagtail's, handed over as all stored files are."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, re_path
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.documents.models import document_served
from wagtail.documents.views.serve import authenticate_with_password

from media.delivery.answers import deliver
from media.delivery.content_types import MERE_BYTES, content_type_of


def serve_document(
    request: HttpRequest, document_id: str, document_filename: str
) -> HttpResponseBase:
    """A download, never shown: trainers upload documents, and nobody has looked into them.

    Who may have it is asked by Wagtail's hook: `before_serve_document`. One of a collection that
    is not open to everybody is kept by nothing on the way.
    """
    document: Any = get_object_or_404(get_document_model(), pk=document_id)
    if document.filename != document_filename:
        raise Http404("No such document.")
    for hook in hooks.get_hooks("before_serve_document"):
        answer = hook(document, request)
        if isinstance(answer, HttpResponseBase):
            return answer
    document_served.send(sender=type(document), instance=document, request=request)
    restricted = document.collection.get_view_restrictions().exists()
    content_type = content_type_of(document.filename)
    return deliver(
        request,
        str(document.file.name),
        content_type=MERE_BYTES if content_type.startswith("image/") else content_type,
        # Never public: a bucket's open domain serves no documents, so their links are signed.
        cache_control="private, no-store" if restricted else "private, no-cache",
        etag=document.file_hash,
        filename=document.filename,
        attachment=True,
    )


#: In place of `wagtail.documents.urls`, under the same names.
urlpatterns = [
    re_path(r"^(\d+)/(.*)$", serve_document, name="wagtaildocs_serve"),
    path(
        "authenticate_with_password/<int:restriction_id>/",
        authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]
