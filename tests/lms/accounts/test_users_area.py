"""People in Wagtail's editor: one credential each, and no way up."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol, is_enrolled
from courses.progress.sources import Source
from lms.accounts.models import Person
from tests.factories.accounts import STAFF_PASSWORD, PersonFactory
from tests.factories.catalog import lessons_of, make_course
from tests.lms.accounts.conftest import sign_in_as

NEW_PASSWORD = "kata-sandi-lain-sekali"


def group(name: str) -> int:
    return Group.objects.get(name=name).pk


def fill(person: Person | None = None, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "code": person.code if person else "lt-0500",
        "name": person.name if person else "Ani Lestari",
        "phone": "",
        "email": "",
        "language": "id",
        "groups": list(person.groups.values_list("pk", flat=True)) if person else [],
        "is_active": "on",
    }
    return {**fields, **changes}


@pytest.fixture
def administrator() -> Person:
    return PersonFactory(administrator=True, code="AD-0001")


@pytest.fixture
def area(client: Client, administrator: Person) -> Client:
    return sign_in_as(client, administrator)


def add(client: Client, **changes: Any) -> Any:
    return client.post(reverse("wagtailusers_users:add"), fill(**changes))


def edit(client: Client, person: Person, **changes: Any) -> Any:
    return client.post(
        reverse("wagtailusers_users:edit", args=[person.pk]), fill(person, **changes)
    )


def test_the_pages_of_the_area_open(area: Client, administrator: Person) -> None:
    participant = PersonFactory(participant=True)
    for address in (
        reverse("wagtailusers_users:index") + "?q=siti",
        reverse("wagtailusers_users:add"),
        reverse("wagtailusers_users:edit", args=[participant.pk]),
        reverse("wagtailusers_users:edit", args=[administrator.pk]),
    ):
        assert area.get(address).status_code == 200, address


def test_a_participant_is_added_without_a_password(area: Client) -> None:
    assert add(area, phone="0812-3456-7890", groups=[group("participant")]).status_code == 302
    person = Person.objects.get(code="LT-0500")
    assert str(person.phone) == "+6281234567890"
    assert not person.has_usable_password()
    assert [each.name for each in person.groups.all()] == ["participant"]


def test_two_people_without_a_phone(area: Client) -> None:
    assert add(area).status_code == 302
    assert add(area, code="LT-0501").status_code == 302
    assert Person.objects.filter(phone__isnull=True).count() == 2


def test_a_code_is_taken_in_any_case(area: Client) -> None:
    PersonFactory(code="LT-0500")
    assert add(area, code="lt-0500").status_code == 200


def test_staff_need_a_password(area: Client) -> None:
    assert add(area, groups=[group("trainer")]).status_code == 200
    response = add(area, groups=[group("trainer")], password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    assert response.status_code == 302
    assert Person.objects.get(code="LT-0500").check_password(NEW_PASSWORD)


def test_people_without_the_editor_get_no_password(area: Client) -> None:
    response = add(
        area, groups=[group("participant")], password1=NEW_PASSWORD, password2=NEW_PASSWORD
    )
    assert response.status_code == 200
    assert not Person.objects.filter(code="LT-0500").exists()


def test_becoming_staff_takes_the_pin_away(area: Client) -> None:
    person = PersonFactory(participant=True, pin="482913")
    edit(
        area,
        person,
        groups=[group("trainer")],
        password1=NEW_PASSWORD,
        password2=NEW_PASSWORD,
    )
    person.refresh_from_db()
    assert person.pin == ""
    assert person.check_password(NEW_PASSWORD)


def test_no_longer_being_staff_takes_the_password_away(area: Client) -> None:
    person = PersonFactory(trainer=True)
    edit(area, person, groups=[group("participant")])
    person.refresh_from_db()
    assert not person.has_usable_password()


def test_an_edit_leaves_the_pin_alone(area: Client) -> None:
    person = PersonFactory(participant=True, pin="482913")
    assert edit(area, person, name="Nama Baru").status_code == 302
    person.refresh_from_db()
    assert person.name == "Nama Baru"
    assert person.check_pin("482913")


def test_an_administrator_makes_no_superuser(area: Client, administrator: Person) -> None:
    passwords = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    add(area, is_superuser="on", groups=[group("administrator")], **passwords)
    edit(area, PersonFactory(participant=True), is_superuser="on")
    edit(area, administrator, is_superuser="on")
    assert not Person.objects.filter(is_superuser=True).exists()
    assert Person.objects.get(code="LT-0500").groups.filter(name="administrator").exists()


def test_an_administrator_gives_no_other_groups(area: Client) -> None:
    other = Group.objects.create(name="Somebody's own group")
    assert add(area, groups=[other.pk]).status_code == 200
    assert not Person.objects.filter(code="LT-0500").exists()


def test_groups_out_of_reach_stay(area: Client) -> None:
    other = Group.objects.create(name="Somebody's own group")
    person = PersonFactory()
    person.groups.add(other)
    edit(area, person, groups=[group("participant")])
    assert set(person.groups.values_list("name", flat=True)) == {other.name, "participant"}


def test_posted_extras_are_ignored(area: Client) -> None:
    person = PersonFactory(participant=True, pin="482913")
    edit(area, person, pin="000000", user_permissions="1", role="administrator", password="x")
    person.refresh_from_db()
    assert person.check_pin("482913")
    assert not person.user_permissions.exists()
    assert [each.name for each in person.groups.all()] == ["participant"]


def test_an_administrator_does_not_edit_a_superuser(area: Client) -> None:
    superuser = PersonFactory(is_superuser=True, password=STAFF_PASSWORD)
    edit(area, superuser, password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    superuser.refresh_from_db()
    assert superuser.check_password(STAFF_PASSWORD)


def test_an_administrator_deletes_nobody(area: Client) -> None:
    person = PersonFactory(participant=True)
    area.post(reverse("wagtailusers_users:delete", args=[person.pk]))
    assert Person.objects.filter(pk=person.pk).exists()


def test_the_right_to_delete_does_not_reach_upwards(client: Client, administrator: Person) -> None:
    trainer, participant = PersonFactory(trainer=True), PersonFactory(participant=True)
    trainer.user_permissions.add(Permission.objects.get(codename="delete_person"))
    sign_in_as(client, trainer)
    for person in (administrator, participant):
        client.post(reverse("wagtailusers_users:delete", args=[person.pk]))
    assert Person.objects.filter(pk=administrator.pk).exists()
    assert not Person.objects.filter(pk=participant.pk).exists()


def test_a_superuser_makes_a_superuser(client: Client) -> None:
    sign_in_as(client, PersonFactory(is_superuser=True))
    add(client, is_superuser="on", password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    assert Person.objects.get(code="LT-0500").is_superuser


@pytest.mark.parametrize("role", ["trainer", "coordinator", "participant"])
def test_nobody_else_enters_the_area(client: Client, role: str) -> None:
    sign_in_as(client, PersonFactory(**{role: True}))
    assert client.get(reverse("wagtailusers_users:index")).status_code == 302
    add(client)
    assert not Person.objects.filter(code="LT-0500").exists()


def bulk(client: Client, action: str, people: list[Person], **fields: Any) -> Any:
    address = reverse("wagtail_bulk_action", args=["accounts", "person", action])
    ids = "&".join(f"id={person.pk}" for person in people)
    return client.post(f"{address}?{ids}&next=/admin/", fields)


def test_giving_a_role_to_many_keeps_the_rules(area: Client) -> None:
    participant = PersonFactory(participant=True, pin="482913")
    superuser = PersonFactory(is_superuser=True)
    other = Group.objects.create(name="Somebody's own group")
    bulk(area, "assign_role", [participant, superuser], role=group("trainer"))
    participant.refresh_from_db()
    assert participant.groups.filter(name="trainer").exists()
    assert participant.pin == ""
    assert not superuser.groups.exists()
    bulk(area, "assign_role", [participant], role=other.pk)
    assert not participant.groups.filter(pk=other.pk).exists()


def test_an_administrator_does_not_shut_a_superuser_out(area: Client) -> None:
    participant, superuser = PersonFactory(), PersonFactory(is_superuser=True)
    bulk(area, "set_active_state", [participant, superuser], mark_as_active="False")
    assert not Person.objects.get(pk=participant.pk).is_active
    assert Person.objects.get(pk=superuser.pk).is_active


@pytest.mark.parametrize("many", [False, True])
def test_who_has_learned_is_kept_and_nobody_is_deleted_by_halves(
    client: Client, many: bool
) -> None:
    sign_in_as(client, PersonFactory(is_superuser=True))
    other, learner = PersonFactory(participant=True), PersonFactory(participant=True)
    course = make_course(1)
    enrol(learner.pk, course_key=course.translation_key)
    [lesson] = lessons_of(course)
    done = Answer(uuid.uuid4(), lesson.translation_key, lesson.body[0].id, {})
    take_answers(learner, [done], source=Source.WEB)
    people = Person.objects.filter(pk__in=[other.pk, learner.pk])
    index = reverse("wagtailusers_users:index")
    if many:
        response = bulk(client, "delete", [other, learner])
    else:
        response = client.post(reverse("wagtailusers_users:delete", args=[learner.pk]))
        assert response["Location"] == index
    assert response.status_code == 302
    assert people.count() == 2
    assert is_enrolled(learner.pk, course_key=course.translation_key)
    assert "Tidak ada yang dihapus." in client.get(index).content.decode()
    bulk(client, "delete", [other])
    assert list(people) == [learner]


def test_the_account_page_saves_with_one_name(area: Client, administrator: Person) -> None:
    address = reverse("wagtailadmin_account")
    page = area.get(address).content.decode()
    assert "last_name" not in page
    response = area.post(
        address,
        {
            "name_email-name": "Nama Baru",
            "locale-preferred_language": "en",
            "locale-current_time_zone": "",
            "theme-theme": "system",
            "theme-contrast": "system",
            "theme-density": "default",
            "theme-keyboard_shortcuts": "on",
        },
    )
    assert response.status_code == 302
    administrator.refresh_from_db()
    assert administrator.name == "Nama Baru"
