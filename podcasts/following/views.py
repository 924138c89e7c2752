"""The editor's pages on which a trainer follows feeds of others. Thin: rules are beside them."""

from dataclasses import replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.paginator import WagtailPaginator
from wagtail.models import ReferenceIndex

from podcasts.following import jobs, subscribing
from podcasts.following.fetching import Policy
from podcasts.following.forms import AddressForm, OpmlForm
from podcasts.following.health import describe_health
from podcasts.following.opml import take_outlines, write_opml
from podcasts.following.problems import FetchProblem
from podcasts.following.refreshing import make_policy
from podcasts.models.feeds import FollowedEpisode, FollowedFeed

FEEDS_A_PAGE = 50
EPISODES_A_PAGE = 50
SHOWN_IN_PREVIEW = 5

may_view = permission_required("podcasts.view_followedfeed")
may_add = permission_required("podcasts.add_followedfeed")
may_change = permission_required("podcasts.change_followedfeed")
may_delete = permission_required("podcasts.delete_followedfeed")


@require_safe
@may_view
def show_list(request: HttpRequest) -> HttpResponse:
    """Every feed with its health; `?q=` those with these words in title, author or address."""
    jobs.keep_fetching(after=jobs.EVERY)
    feeds = FollowedFeed.objects.annotate(count=Count("episodes", filter=Q(episodes__listed=True)))
    words = request.GET.get("q", "").strip()
    for word in words.split():
        feeds = feeds.filter(
            Q(title__icontains=word) | Q(author__icontains=word) | Q(url__icontains=word)
        )
    pages = _paginate(request, feeds.order_by("title", "pk"), FEEDS_A_PAGE)
    rows = [(feed, describe_health(feed)) for feed in pages["page_obj"]]
    return _render(
        request, "feeds.html", _("Followed podcasts"), {**pages, "rows": rows, "words": words}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def follow(request: HttpRequest) -> HttpResponse:
    """Paste an address, look at what is there, follow it."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        address = form.cleaned_data["address"]
        try:
            if "follow" in request.POST:
                feed = subscribing.follow(address, by=request.user, policy=_in_a_hurry())
                jobs.keep_fetching(after=jobs.EVERY)
                messages.success(request, _("You follow “%(title)s” now.") % {"title": feed.title})
                return redirect("followed_feeds:feed", feed.pk)
            found = subscribing.preview(address, policy=_in_a_hurry())
        except FetchProblem as problem:
            form.add_error("address", str(problem))
    episodes = found.feed.episodes if found and found.feed else []
    context = {
        "form": form,
        "found": found,
        "latest": episodes[:SHOWN_IN_PREVIEW],
        "playable": sum(1 for episode in episodes if episode.url),
    }
    return _render(request, "follow_feed.html", _("Follow a podcast"), context)


@require_safe
@may_view
def show_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """A feed's health, and its episodes."""
    feed = get_object_or_404(FollowedFeed.objects.select_related("created_by"), pk=pk)
    pages = _paginate(request, feed.episodes.all(), EPISODES_A_PAGE)
    context = {"feed": feed, "health": describe_health(feed), **pages}
    return _render(request, "feed.html", feed.title, context)


@require_POST
@may_change
def fetch_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked by a job: nobody waits for somebody else's server."""
    feed = get_object_or_404(FollowedFeed, pk=pk)
    jobs.fetch_feed.enqueue(feed.pk)
    messages.success(request, _("The feed is being fetched. Look again in a minute."))
    return redirect("followed_feeds:feed", pk)


@require_POST
@may_change
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    subscribing.pause(get_object_or_404(FollowedFeed, pk=pk))
    messages.success(request, _("The feed is paused. Its episodes stay."))
    return redirect("followed_feeds:feed", pk)


@require_POST
@may_change
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    subscribing.resume(get_object_or_404(FollowedFeed, pk=pk))
    jobs.keep_fetching()
    messages.success(request, _("The feed is fetched again from now on."))
    return redirect("followed_feeds:feed", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@may_delete
def unfollow(request: HttpRequest, pk: int) -> HttpResponse:
    """Says first what goes with it; episodes that lessons use keep the feed."""
    feed = get_object_or_404(FollowedFeed, pk=pk)
    used = _count_uses(feed)
    if request.method == "POST" and not used:
        feed.delete()
        messages.success(
            request, _("You don't follow “%(title)s” any more.") % {"title": feed.title}
        )
        return redirect("followed_feeds:list")
    context = {"feed": feed, "used": used, "count": feed.episodes.count()}
    return _render(request, "unfollow_feed.html", _("Unfollow"), context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def import_list(request: HttpRequest) -> HttpResponse:
    form = OpmlForm(request.POST, request.FILES) if request.method == "POST" else OpmlForm()
    taken = None
    if form.is_bound and form.is_valid():
        taken = take_outlines(form.outlines, by=request.user)
        jobs.keep_fetching()
        count = len(taken.added)
        messages.success(
            request,
            ngettext(
                "%(count)d podcast is followed now; it is fetched in a moment.",
                "%(count)d podcasts are followed now; they are fetched in a moment.",
                count,
            )
            % {"count": count},
        )
        if not taken.refused:
            return redirect("followed_feeds:list")
    return _render(
        request, "import_feeds.html", _("Import a list of podcasts"), {"form": form, "taken": taken}
    )


@require_safe
@may_view
def export_list(request: HttpRequest) -> HttpResponse:
    content = write_opml(FollowedFeed.objects.all(), title="Pijar")
    return HttpResponse(
        content,
        content_type="text/x-opml; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="podcasts.opml"'},
    )


def _in_a_hurry() -> Policy:
    """A person waits for it."""
    return replace(make_policy(), seconds=15)


def _count_uses(feed: FollowedFeed) -> int:
    """How many pages use an episode of it."""
    ours = {str(pk) for pk in feed.episodes.values_list("pk", flat=True)}
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(FollowedEpisode)
    ).values_list("to_object_id", "base_content_type", "object_id")
    return len({(kind, page) for episode, kind, page in references if episode in ours})


def _paginate(request: HttpRequest, rows: Any, size: int) -> dict[str, Any]:
    page: Page[Any] = WagtailPaginator(rows, size).get_page(request.GET.get("p"))
    return {
        "page_obj": page,
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
    }


def _render(
    request: HttpRequest, template: str, title: str, context: dict[str, Any]
) -> HttpResponse:
    """A page of the editor, below the list."""
    listing = reverse("followed_feeds:list")
    above = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": listing, "label": _("Followed podcasts")},
    ]
    here = [] if request.path == listing else [{"url": "", "label": title}]
    furniture = {
        "header_title": title,
        "header_icon": "globe",
        "breadcrumbs_items": [*above, *here],
    }
    return render(request, f"podcasts/admin/{template}", {**furniture, **context})
