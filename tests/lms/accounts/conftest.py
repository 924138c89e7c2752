"""Roles, and a clock that stands still until it is moved."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.accounts.models import Person
from lms.accounts.roles import ensure_roles


@pytest.fixture(autouse=True)
def roles(db: None) -> None:
    """The four groups. Where `media` is not installed, stand-ins for its permissions."""
    if not apps.is_installed("media"):
        kind, _ = ContentType.objects.get_or_create(app_label="media", model="mediaitem")
        for action in ("view", "add", "change"):
            Permission.objects.get_or_create(
                content_type=kind, codename=f"{action}_mediaitem", defaults={"name": action}
            )
    ensure_roles([])


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def move(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock.now)
    return clock


Refusals = dict[str, dict[str, Any]]
Post = Callable[..., Refusals]


@pytest.fixture
def sign_in(client: Client) -> Post:
    """Posts the sign-in form; returns what was refused, by error code. Nothing means: signed in."""

    def post(identifier: str, pin: str, **headers: str) -> Refusals:
        address = reverse("accounts:sign_in")
        return read_refusals(
            client.post(address, {"identifier": identifier, "pin": pin}, **headers)
        )

    return post


@pytest.fixture
def sign_in_to_editor(client: Client) -> Post:
    def post(username: str, password: str, **headers: str) -> Refusals:
        address = reverse("wagtailadmin_login")
        return read_refusals(
            client.post(address, {"username": username, "password": password}, **headers)
        )

    return post


def read_refusals(response: Any) -> Refusals:
    if response.status_code == 302:
        return {}
    errors = response.context["form"].non_field_errors().as_data()
    assert errors
    return {error.code: error.params or {} for error in errors}


def find_inline_code(page: str) -> list[str]:
    """What a policy without `unsafe-inline` would block."""
    return re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page)


def sign_in_as(client: Client, person: Person) -> Client:
    client.force_login(person, backend="lms.accounts.backends.StaffPasswordBackend")
    return client
