import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from lms.accounts.models import Person
from lms.accounts.roles import (
    MissingPermissionError,
    Role,
    assign_role,
    ensure_roles,
    list_grantable_groups,
    list_manageable_people,
    may_manage,
    withdraw_role,
)
from tests.factories.accounts import STAFF_PASSWORD, PersonFactory

EVERYWHERE = {
    "participant": set(),
    "trainer": {
        "wagtailadmin.access_admin",
        "wagtail_localize.submit_translation",
        "podcasts.view_followedfeed",
        "podcasts.add_followedfeed",
        "podcasts.change_followedfeed",
        "podcasts.delete_followedfeed",
        "media.view_mediaitem",
        "media.add_mediaitem",
        "media.change_mediaitem",
        *(f"kind_quiz.{action}_bankquestion" for action in ("view", "add", "change", "delete")),
        *(f"kind_quiz.{action}_bankquestion" for action in ("publish", "lock", "unlock")),
        *(f"kind_quiz.{action}_category" for action in ("view", "add", "change", "delete")),
        "kind_quiz.grade_answers",
        "kind_quiz.view_results",
        "accounts.reset_sign_in",
    },
    "coordinator": {
        "wagtailadmin.access_admin",
        "accounts.view_progress",
        "accounts.reset_sign_in",
    },
    "administrator": {
        "wagtailadmin.access_admin",
        "wagtail_localize.submit_translation",
        "podcasts.view_followedfeed",
        "podcasts.add_followedfeed",
        "podcasts.change_followedfeed",
        "podcasts.delete_followedfeed",
        "media.view_mediaitem",
        "media.add_mediaitem",
        "media.change_mediaitem",
        *(f"kind_quiz.{action}_bankquestion" for action in ("view", "add", "change", "delete")),
        *(f"kind_quiz.{action}_bankquestion" for action in ("publish", "lock", "unlock")),
        *(f"kind_quiz.{action}_category" for action in ("view", "add", "change", "delete")),
        "kind_quiz.grade_answers",
        "kind_quiz.view_results",
        "accounts.reset_sign_in",
        "accounts.view_progress",
        "accounts.view_person",
        "accounts.add_person",
        "accounts.change_person",
        "wagtailcore.add_workflow",
        "wagtailcore.change_workflow",
        "wagtailcore.delete_workflow",
        "wagtailcore.add_task",
        "wagtailcore.change_task",
        "wagtailcore.delete_task",
        "wagtailcore.add_locale",
        "wagtailcore.change_locale",
        "wagtailcore.change_site",
    },
}
PAGES = {
    "participant": set(),
    "trainer": {"add_page", "change_page", "publish_page", "lock_page", "unlock_page"},
    "coordinator": set(),
    "administrator": {
        "add_page",
        "change_page",
        "publish_page",
        "lock_page",
        "unlock_page",
        "bulk_delete_page",
    },
}
FILES = {"add_image", "change_image", "choose_image"} | {
    "add_document",
    "change_document",
    "choose_document",
}
COLLECTION = {
    "participant": set(),
    "trainer": FILES,
    "coordinator": set(),
    "administrator": FILES,
}


def read_everywhere(group: Group) -> set[str]:
    return {
        f"{each.content_type.app_label}.{each.codename}"
        for each in group.permissions.select_related("content_type")
    }


def read_rows() -> tuple[object, ...]:
    return (
        set(Group.permissions.through.objects.values_list("group", "permission")),
        set(GroupPagePermission.objects.values_list("group", "page", "permission")),
        set(GroupCollectionPermission.objects.values_list("group", "collection", "permission")),
    )


@pytest.fixture
def root() -> Page:
    return Page.objects.filter(depth=2).first() or Page.get_first_root_node()


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_a_role_holds_exactly_what_it_needs(role: str, root: Page) -> None:
    ensure_roles([root])
    group = Group.objects.get(name=role)
    assert read_everywhere(group) == EVERYWHERE[role]
    pages = GroupPagePermission.objects.filter(group=group)
    assert set(pages.values_list("page", "permission__codename")) == {
        (root.pk, codename) for codename in PAGES[role]
    }
    files = GroupCollectionPermission.objects.filter(group=group)
    assert set(files.values_list("collection", "permission__codename")) == {
        (Collection.get_first_root_node().pk, codename) for codename in COLLECTION[role]
    }


def test_running_again_changes_nothing(root: Page) -> None:
    ensure_roles([root])
    before = read_rows()
    ensure_roles([root, root])
    assert read_rows() == before


def test_running_again_takes_away_what_the_table_does_not_have(root: Page) -> None:
    ensure_roles([root])
    before = read_rows()
    group = Group.objects.get(name="participant")
    access = Permission.objects.get(codename="access_admin")
    group.permissions.add(access)
    GroupPagePermission.objects.create(
        group=group, page=root, permission=Permission.objects.get(codename="publish_page")
    )
    GroupCollectionPermission.objects.create(
        group=group,
        collection=Collection.get_first_root_node(),
        permission=Permission.objects.get(codename="delete_image"),
    )
    ensure_roles([root])
    assert read_rows() == before
    ensure_roles([])
    assert not GroupPagePermission.objects.filter(group__name__in=Role.values).exists()


def test_a_permission_that_does_not_exist_is_named(root: Page) -> None:
    Permission.objects.get(codename="view_progress").delete()
    with pytest.raises(MissingPermissionError, match=r"accounts\.view_progress"):
        ensure_roles([root])


def test_a_role_that_enters_the_editor_takes_the_pin_away() -> None:
    person = PersonFactory(participant=True, pin="482913")
    assign_role(person, "participant")
    assert person.pin
    assign_role(person, "trainer")
    person.refresh_from_db()
    assert person.pin == ""


def test_leaving_the_editor_takes_the_password_away() -> None:
    person = PersonFactory(trainer=True)
    assert person.check_password(STAFF_PASSWORD)
    withdraw_role(person, Role.TRAINER)
    person.refresh_from_db()
    assert not person.has_usable_password()


# Who hands out which role.
GRANTS = {
    "nobody": set(),
    "participant": set(),
    "trainer": {"participant"},
    "coordinator": {"participant"},
    "administrator": {"participant", "trainer", "coordinator", "administrator"},
    "superuser": {"participant", "trainer", "coordinator", "administrator"},
}


def make(who: str) -> Person:
    if who == "nobody":
        return PersonFactory()
    if who == "superuser":
        return PersonFactory(is_superuser=True, password=STAFF_PASSWORD)
    return PersonFactory(**{who: True})


@pytest.mark.parametrize("who", GRANTS)
@pytest.mark.parametrize("role", [role.value for role in Role])
def test_nobody_gives_or_takes_a_role_above_their_own(who: str, role: str) -> None:
    by, person = make(who), make("nobody")
    if role in GRANTS[who]:
        assign_role(person, role, by=by)
        assert person.groups.filter(name=role).exists()
        withdraw_role(person, role, by=make("superuser"))
        assert not person.groups.filter(name=role).exists()
    else:
        with pytest.raises(PermissionDenied):
            assign_role(person, role, by=by)
        assert not person.groups.exists()
        assign_role(person, role)
        with pytest.raises(PermissionDenied):
            withdraw_role(person, role, by=by)
        assert person.groups.exists()


@pytest.mark.parametrize("who", GRANTS)
def test_the_groups_to_choose_from_are_those_one_may_give(who: str) -> None:
    Group.objects.create(name="Somebody's own group")
    names = set(list_grantable_groups(make(who)).values_list("name", flat=True))
    assert names & set(Role.values) == GRANTS[who]
    assert (names > GRANTS[who]) == (who == "superuser")


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(ValueError, match="owner"):
        assign_role(PersonFactory(), "owner")


# Whose sign-in each may change.
MANAGES = {
    "nobody": set(),
    "participant": set(),
    "trainer": {"nobody", "participant"},
    "coordinator": {"nobody", "participant"},
    "administrator": {"nobody", "participant", "trainer", "coordinator", "administrator"},
    "superuser": set(GRANTS),
}


@pytest.mark.parametrize("who", MANAGES)
def test_whose_sign_in_each_may_change(who: str) -> None:
    by = make(who)
    people = {other: make(other) for other in MANAGES}
    assert {other for other, person in people.items() if may_manage(by, person)} == MANAGES[who]
    listed = set(list_manageable_people(by))
    assert {other for other, person in people.items() if person in listed} == MANAGES[who]


def test_staff_without_a_role_are_staff() -> None:
    person = PersonFactory()
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    coordinator = PersonFactory(coordinator=True)
    assert not may_manage(coordinator, person)
    assert person not in list_manageable_people(coordinator)
    assert set(Person.objects.staff()) == {person, coordinator}


def test_two_staff_roles_are_one_person() -> None:
    person = PersonFactory(trainer=True)
    assign_role(person, Role.ADMINISTRATOR)
    assert Person.objects.staff().count() == 1
