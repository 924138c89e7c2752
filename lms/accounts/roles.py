"""The four roles: what each may do, and who may give which to whom.

A role is a Django group with the role's name, so permissions are answered as everywhere else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from lms.accounts.models import Person, PersonQuerySet


class Role(TextChoices):
    PARTICIPANT = "participant", gettext_lazy("Participant")
    TRAINER = "trainer", gettext_lazy("Trainer")
    COORDINATOR = "coordinator", gettext_lazy("Coordinator")
    ADMINISTRATOR = "administrator", gettext_lazy("Administrator")


@dataclass(frozen=True)
class Allowance:
    """What a role may do: everywhere, with files of the root collection, with pages."""

    everywhere: frozenset[str] = frozenset()
    root_collection: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()

    def __or__(self, other: "Allowance") -> "Allowance":
        return Allowance(
            self.everywhere | other.everywhere,
            self.root_collection | other.root_collection,
            self.pages | other.pages,
        )


_PARTICIPANT = Allowance()

_TRAINER = Allowance(
    everywhere=frozenset(
        {
            "wagtailadmin.access_admin",
            "wagtail_localize.submit_translation",
            "media.view_mediaitem",
            "media.add_mediaitem",
            "media.change_mediaitem",
            "podcasts.view_followedfeed",
            "podcasts.add_followedfeed",
            "podcasts.change_followedfeed",
            "podcasts.delete_followedfeed",
            "kind_quiz.view_bankquestion",
            "kind_quiz.add_bankquestion",
            "kind_quiz.change_bankquestion",
            "kind_quiz.delete_bankquestion",
            "kind_quiz.publish_bankquestion",
            "kind_quiz.lock_bankquestion",
            "kind_quiz.unlock_bankquestion",
            "kind_quiz.view_category",
            "kind_quiz.add_category",
            "kind_quiz.change_category",
            "kind_quiz.delete_category",
            "kind_quiz.grade_answers",
            "kind_quiz.view_results",
            "accounts.reset_sign_in",
        }
    ),
    root_collection=frozenset(
        {
            "wagtailimages.add_image",
            "wagtailimages.change_image",
            "wagtailimages.choose_image",
            "wagtaildocs.add_document",
            "wagtaildocs.change_document",
            "wagtaildocs.choose_document",
        }
    ),
    pages=frozenset(
        {
            "wagtailcore.add_page",
            "wagtailcore.change_page",
            "wagtailcore.publish_page",
            "wagtailcore.lock_page",
            "wagtailcore.unlock_page",
        }
    ),
)

# Coordinators see personal data: they sign in by password, at the editor's door.
_COORDINATOR = Allowance(
    everywhere=frozenset(
        {"wagtailadmin.access_admin", "accounts.view_progress", "accounts.reset_sign_in"}
    )
)

_ADMINISTRATOR = (
    _TRAINER
    | _COORDINATOR
    | Allowance(
        everywhere=frozenset(
            {
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
            }
        ),
        pages=frozenset({"wagtailcore.bulk_delete_page"}),
    )
)

ALLOWANCES: Mapping[Role, Allowance] = {
    Role.PARTICIPANT: _PARTICIPANT,
    Role.TRAINER: _TRAINER,
    Role.COORDINATOR: _COORDINATOR,
    Role.ADMINISTRATOR: _ADMINISTRATOR,
}

# Trainer and coordinator are beside each other: neither may do all that the other may.
RANKS: Mapping[Role, int] = {
    Role.PARTICIPANT: 0,
    Role.TRAINER: 1,
    Role.COORDINATOR: 1,
    Role.ADMINISTRATOR: 2,
}
STAFF_RANK = RANKS[Role.TRAINER]
ADMINISTRATOR_RANK = RANKS[Role.ADMINISTRATOR]
SUPERUSER_RANK = ADMINISTRATOR_RANK + 1


class MissingPermissionError(LookupError):
    """The table names permissions that the database does not have."""


# --- The groups -----------------------------------------------------------------------------------


@transaction.atomic
def ensure_roles(content_roots: Iterable[Page]) -> None:
    """Make the four groups hold exactly what the table says; page rights are for `content_roots`.

    Can run again at any time: what the table no longer has is taken away.
    """
    pages = list(content_roots)
    permissions = _find_permissions()
    root_collection = Collection.get_first_root_node()
    for role, allowance in ALLOWANCES.items():
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.set(permissions[name] for name in allowance.everywhere)
        _keep_page_permissions(group, pages, [permissions[name] for name in allowance.pages])
        _keep_collection_permissions(
            group, root_collection, [permissions[name] for name in allowance.root_collection]
        )


def _find_permissions() -> dict[str, Permission]:
    """Every permission of the table by its full name, or one error that lists those missing."""
    names = {
        name
        for allowance in ALLOWANCES.values()
        for name in allowance.everywhere | allowance.root_collection | allowance.pages
    }
    candidates = Permission.objects.filter(
        codename__in=[name.partition(".")[2] for name in names]
    ).select_related("content_type")
    found = {f"{each.content_type.app_label}.{each.codename}": each for each in candidates}
    if missing := sorted(names - found.keys()):
        raise MissingPermissionError(
            f"These permissions do not exist: {', '.join(missing)}. Run `manage.py migrate` first."
        )
    return found


def _keep_page_permissions(
    group: Group, pages: Iterable[Page], permissions: Iterable[Permission]
) -> None:
    wanted = {(page.pk, permission.pk) for page in pages for permission in permissions}
    held = {
        (row.page_id, row.permission_id): row.pk
        for row in GroupPagePermission.objects.filter(group=group)
    }
    GroupPagePermission.objects.filter(
        pk__in=[pk for key, pk in held.items() if key not in wanted]
    ).delete()
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page_pk, permission_id=permission_pk)
        for page_pk, permission_pk in sorted(wanted - held.keys())
    )


def _keep_collection_permissions(
    group: Group, collection: Collection, permissions: Iterable[Permission]
) -> None:
    wanted = {(collection.pk, permission.pk) for permission in permissions}
    held = {
        (row.collection_id, row.permission_id): row.pk
        for row in GroupCollectionPermission.objects.filter(group=group)
    }
    GroupCollectionPermission.objects.filter(
        pk__in=[pk for key, pk in held.items() if key not in wanted]
    ).delete()
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(
            group=group, collection_id=collection_pk, permission_id=permission_pk
        )
        for collection_pk, permission_pk in sorted(wanted - held.keys())
    )


# --- Who may what to whom -------------------------------------------------------------------------


def rank_of(person: Person) -> int:
    """How high somebody stands. Entering the editor counts as staff, however it was granted."""
    if person.is_superuser:
        return SUPERUSER_RANK
    held = person.groups.filter(name__in=Role.values).values_list("name", flat=True)
    rank = max((RANKS[Role(name)] for name in held), default=0)
    return STAFF_RANK if rank < STAFF_RANK and person.is_staff_member() else rank


def may_grant(by: Person, role: Role) -> bool:
    return _reaches(rank_of(by), RANKS[role])


def may_manage(by: Person, person: Person) -> bool:
    """Whether `by` may change how `person` signs in, and which roles `person` holds."""
    return _reaches(rank_of(by), rank_of(person))


def _reaches(own: int, other: int) -> bool:
    """Administrators and superusers reach up to their own rank, everybody else only below it."""
    return other <= own if own >= ADMINISTRATOR_RANK else other < own


def list_manageable_people(by: Person) -> PersonQuerySet:
    """Those for whom `may_manage(by, ...)` holds, in one query."""
    people: PersonQuerySet = Person.objects.all()
    own = rank_of(by)
    if own >= SUPERUSER_RANK:
        return people
    if own >= ADMINISTRATOR_RANK:
        return people.filter(is_superuser=False)
    if own >= STAFF_RANK:
        above = [role.value for role, rank in RANKS.items() if rank >= STAFF_RANK]
        return people.without_staff().exclude(groups__name__in=above)
    return people.none()


def list_grantable_groups(by: Person) -> QuerySet[Group]:
    """The groups `by` may give. Groups that are no role are for superusers alone."""
    if by.is_superuser:
        return Group.objects.all()
    own = rank_of(by)
    return Group.objects.filter(name__in=[role for role in Role if _reaches(own, RANKS[role])])


def assign_role(person: Person, role: Role | str, *, by: Person | None = None) -> None:
    """Give `person` a role beside those already held; without `by`, the system itself does.

    Whoever enters the editor loses the PIN, whoever does not has no password.
    """
    role = Role(role)
    if by is not None and not (may_grant(by, role) and may_manage(by, person)):
        raise PermissionDenied(_("You may not give a role that is above your own."))
    with transaction.atomic():
        person.groups.add(Group.objects.get(name=role.value))
        settle_credentials(person)


def withdraw_role(person: Person, role: Role | str, *, by: Person | None = None) -> None:
    """Take a role away; see `assign_role`."""
    role = Role(role)
    if by is not None and not (may_grant(by, role) and may_manage(by, person)):
        raise PermissionDenied(_("You may not take away a role that is above your own."))
    with transaction.atomic():
        person.groups.remove(*Group.objects.filter(name=role.value))
        settle_credentials(person)


def settle_credentials(person: Person) -> None:
    """Leave one way to sign in: a password for those who enter the editor, a PIN for the others.

    The PIN is short because a person's phone and patience are; it must not open the editor.
    """
    drop_other_credential(person, staff=person.is_staff_member())
    person.save(update_fields=["pin", "password"])


def drop_other_credential(person: Person, *, staff: bool) -> None:
    """As `settle_credentials`, for somebody about to be saved with their roles still to come."""
    if staff:
        person.set_pin(None)
    elif person.has_usable_password():
        person.set_unusable_password()
