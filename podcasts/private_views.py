"""A person's own address of a private podcast."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from podcasts.models import FeedToken, ShowPage
from podcasts.publishing.private import issue_token, revoke_token, token_address


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_address(request: HttpRequest, show: str) -> HttpResponse:
    """See it, have one made (`do=issue`), or take it back (`do=revoke`)."""
    found = get_object_or_404(
        ShowPage.objects.live().select_related("locale"),
        slug=show,
        locale__language_code=get_language(),
        audience=ShowPage.Audience.PRIVATE,
    )
    person: Any = request.user
    token = FeedToken.objects.filter(show=found, person=person, revoked_at=None).first()
    if request.method == "POST":
        if request.POST.get("do") == "issue":
            issue_token(found, person=request.user)
        elif request.POST.get("do") == "revoke" and token:
            revoke_token(token)
            messages.success(request, gettext("The address is taken back. No app can use it now."))
        return redirect(request.path)
    context = {
        "show": found,
        "feed_address": token_address(token) if token else "",
        "made_at": token.created_at if token else None,
    }
    return render(request, "podcasts/own_address.html", context)
