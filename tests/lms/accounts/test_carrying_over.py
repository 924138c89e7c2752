"""What the migration does with a database that django-axes counted in. A new one has none of it."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from lms.accounts.models import Device, SignInCount
from lms.accounts.throttling import is_locked
from tests.factories.accounts import STAFF_PASSWORD, PersonFactory
from tests.lms.accounts.conftest import Clock, Post

migration = import_module("lms.accounts.migrations.0002_sign_in_counts_and_devices")
EDITOR = SimpleNamespace(
    connection=connection, execute=lambda statement: connection.cursor().execute(statement)
)
ATTEMPTS = (
    "CREATE TABLE axes_accessattempt "
    "(id integer PRIMARY KEY, username varchar(255), failures_since_start integer)"
)


def run(step: Any) -> None:
    step(apps, EDITOR)


@pytest.fixture
def counted() -> Any:
    """Axes had a row for each address and browser."""
    with connection.cursor() as cursor:
        cursor.execute(ATTEMPTS)

    def count(name: str, *failures: int) -> None:
        with connection.cursor() as cursor:
            for number in failures:
                cursor.execute("SELECT COUNT(*) + 1 FROM axes_accessattempt")
                [pk] = cursor.fetchone()
                cursor.execute(
                    "INSERT INTO axes_accessattempt VALUES (%s, %s, %s)", [pk, name, number]
                )

    return count


def test_who_was_locked_stays_locked(
    counted: Any, sign_in: Post, sign_in_to_editor: Post, clock: Clock
) -> None:
    locked = PersonFactory(participant=True, code="LT-0231", pin="482913")
    failing = PersonFactory(participant=True, code="LT-0232", pin="482913")
    staff = PersonFactory(trainer=True, code="TR-0001")
    counted(f"person-{locked.pk}", 4, 6)
    counted(f"person-{failing.pk}", 9)
    counted(f"person-{staff.pk}", 10)
    counted("unknown-0123", 10)
    counted("person-999999", 10)
    run(migration.carry_failures_over)
    assert is_locked(locked)
    assert not is_locked(failing)
    assert is_locked(staff)
    assert SignInCount.objects.count() == 3

    assert sign_in("LT-0231", "482913") == {"invalid_login": {}}
    sign_in("LT-0232", "000001")
    assert is_locked(failing)
    assert "invalid_login" in sign_in_to_editor("TR-0001", STAFF_PASSWORD)
    clock.move(60 * 60)
    assert sign_in_to_editor("TR-0001", STAFF_PASSWORD) == {}


def test_nothing_of_axes_is_left(counted: Any) -> None:
    kind = ContentType.objects.create(app_label="axes", model="accessattempt")
    Permission.objects.create(content_type=kind, codename="view_accessattempt", name="x")
    MigrationRecorder(connection).record_applied("axes", "0001_initial")
    run(migration.drop_axes)
    assert not [name for name in connection.introspection.table_names() if name.startswith("axes")]
    assert not ContentType.objects.filter(app_label="axes").exists()
    assert not Permission.objects.filter(codename="view_accessattempt").exists()
    applied = MigrationRecorder(connection).applied_migrations()
    assert not [app for app, _name in applied if app == "axes"]


def test_a_database_without_axes_is_left_as_it_is() -> None:
    run(migration.carry_failures_over)
    run(migration.drop_axes)
    assert not SignInCount.objects.exists()


def test_who_was_signed_in_sees_it_among_their_devices(client: Client) -> None:
    person = PersonFactory(participant=True)
    client.force_login(person, backend="lms.accounts.backends.PinBackend")
    Client().session.save()
    Device.objects.all().delete()
    run(migration.list_open_sessions)
    assert person.devices.get().session_key == client.session.session_key
    assert "Perangkat ini" in client.get("/akun/perangkat/").content.decode()
