"""Forgets what signing in has left behind and nobody needs any more; for the clock to run."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils import timezone

from lms.accounts.models import Device, SignInCount, SignInRate

COUNTS_ARE_KEPT = timedelta(days=30)
DEVICES_ARE_KEPT = timedelta(days=365)


class Command(BaseCommand):
    help = (
        "Delete counts of failed sign-ins that are older than 30 days, but for people who are "
        "locked, and devices that nobody has signed in on for a year."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        # Who is locked stays locked; what a stranger typed does not matter for ever.
        locked = Q(name__contains="-person-", blocked_until__gt=now)
        old = Q(blocked_until__lt=now - COUNTS_ARE_KEPT) | Q(
            last_failed_at__lt=now - COUNTS_ARE_KEPT
        )
        counts, _ = SignInCount.objects.filter(old).exclude(locked).delete()
        rates, _ = SignInRate.objects.filter(empty_at__lt=now).delete()
        devices, _ = Device.objects.filter(last_used_at__lt=now - DEVICES_ARE_KEPT).delete()
        self.stdout.write(f"Deleted {counts} counts, {rates} rates, {devices} devices.")
