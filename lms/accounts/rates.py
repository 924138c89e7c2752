"""How fast sign-ins may fail in one network and on the whole site, whoever they are meant for.

A bucket for each that leaks: an attempt adds a drop, one that succeeds takes it out again. One
conditional UPDATE looks and adds, so attempts at once can't all see the same room.
"""

import math
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db.models import DateTimeField, ExpressionWrapper, F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.utils import timezone

from lms.accounts.models import SignInRate

PERIOD = timedelta(minutes=10)
SITE = "site"
# A network whose bucket is filled by no more than this share stays open while the site's is full.
NEARLY_EMPTY = 1 / 6
# What an operator gives to one customer, or shares among its neighbours.
PREFIX_LENGTHS = {4: 24, 6: 48}


class TooManyFailures(Exception):
    """No attempt is looked at for so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def list_buckets(request: HttpRequest | None) -> dict[str, int]:
    """The buckets an attempt falls in, and how many failures each holds within `PERIOD`."""
    buckets = {SITE: settings.PIJAR_FAILED_SIGN_INS}
    if network := find_network(request):
        buckets = {network: settings.PIJAR_FAILED_SIGN_INS_PER_NETWORK, **buckets}
    return {name: size for name, size in buckets.items() if size}


def find_network(request: HttpRequest | None) -> str | None:
    """The network the request comes from: "203.0.113.0/24", "2001:db8:1::/48"; None if unknown.

    What X-Forwarded-For says is believed behind a server of ours alone, and of that only the last
    hop, which this server wrote.
    """
    if request is None:
        return None
    if settings.PIJAR_BEHIND_PROXY:
        written = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
    else:
        written = request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(written.strip())
        address = getattr(address, "ipv4_mapped", None) or address
        return str(ip_network(f"{address}/{PREFIX_LENGTHS[address.version]}", strict=False))
    except ValueError:
        return None


def add_drops(buckets: dict[str, int]) -> dict[str, int]:
    """Count one attempt in each bucket; raises `TooManyFailures` where one is full. Returns those
    that took it.

    From a network with hardly a failure of its own people come in also while the site's bucket is
    full: whoever fills that would have to come from ever new networks. To be called in a
    transaction, which then takes back what was counted in the others.
    """
    now = timezone.now()
    SignInRate.objects.bulk_create(
        [SignInRate(name=name, empty_at=now) for name in buckets], ignore_conflicts=True
    )
    taken: dict[str, int] = {}
    # The network's comes first.
    for name, size in buckets.items():
        drop = PERIOD / size
        room = SignInRate.objects.filter(pk=name, empty_at__lte=now + PERIOD - drop)
        if room.update(empty_at=_add(Greatest(F("empty_at"), Value(now)), drop)):
            taken[name] = size
        elif not any(_is_nearly_empty(network, now=now) for network in taken):
            wait = _read_empty_at(name) + drop - PERIOD - now
            raise TooManyFailures(max(1, math.ceil(wait.total_seconds())))
    return taken


def _is_nearly_empty(network: str, *, now: datetime) -> bool:
    return _read_empty_at(network) - now <= PERIOD * NEARLY_EMPTY


def _read_empty_at(name: str) -> datetime:
    empty_at: datetime = SignInRate.objects.values_list("empty_at", flat=True).get(pk=name)
    return empty_at


def take_drops_back(buckets: dict[str, int]) -> None:
    for name, size in buckets.items():
        SignInRate.objects.filter(pk=name).update(empty_at=_add(F("empty_at"), -PERIOD / size))


def _add(moment: Combinable, span: timedelta) -> Combinable:
    return ExpressionWrapper(moment + Value(span), output_field=DateTimeField())
