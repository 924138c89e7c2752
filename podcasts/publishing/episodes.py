"""Which episodes of a show are out, and when the next one is."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, Min, OuterRef, Q
from django.utils import timezone
from wagtail.models import PageViewRestriction

from podcasts.models.episodes import EpisodePage
from podcasts.models.shows import ShowPage


def listed_episodes(show: ShowPage, *, now: datetime | None = None) -> Any:
    """Pages of `EpisodePage` that are out at `now`: newest first, or from the first for a serial
    show. What Wagtail keeps from the public is not in a public show's list."""
    found = EpisodePage.objects.child_of(show).live()
    if show.audience == ShowPage.Audience.PUBLIC:
        found = found.filter(open_to_everybody())
    found = found.filter(publication_date__lte=now or timezone.now())
    if show.kind == ShowPage.Kind.SERIAL:
        in_order = [F(name).asc(nulls_last=True) for name in ("season", "number")]
        return found.order_by(*in_order, "publication_date", "pk")
    return found.order_by("-publication_date", "-pk")


def open_to_everybody() -> Q:
    """A condition for pages: neither they nor a page above is kept from the public. As Wagtail's
    `public()`, but within the query that it is part of."""
    asked = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restricted = PageViewRestriction.objects.alias(asked=asked)
    return ~Q(Exists(restricted.filter(asked__startswith=F("page__path"))))


def next_change_at(show: ShowPage, *, now: datetime | None = None) -> datetime | None:
    """When the list changes by itself: an episode's date comes, or a page is to be published or
    taken back then. None where nothing is planned."""
    now = now or timezone.now()
    found = EpisodePage.objects.child_of(show).aggregate(
        due=Min("publication_date", filter=Q(live=True, publication_date__gt=now)),
        scheduled=Min("go_live_at", filter=Q(go_live_at__gt=now)),
        expiring=Min("expire_at", filter=Q(live=True, expire_at__gt=now)),
    )
    own = (show.go_live_at, show.expire_at)
    times = [when for when in (*found.values(), *own) if when and when > now]
    return min(times, default=None)
