"""People for tests: `PersonFactory(participant=True, pin="482913")`."""

from typing import Any

import factory
from django.contrib.auth.models import Group
from django.test import Client

from lms.accounts.models import Person
from lms.accounts.roles import Role, assign_role, ensure_roles

STAFF_PASSWORD = "kata-sandi-yang-panjang"


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    """A person without role or PIN, unless a trait or `pin` says otherwise.

    Roles that do not exist yet are made, with no page rights: `ensure_roles` gives those.
    """

    class Meta:
        model = Person

    class Params:
        participant = factory.Trait(role=Role.PARTICIPANT)
        coordinator = factory.Trait(role=Role.COORDINATOR, password=STAFF_PASSWORD)
        trainer = factory.Trait(role=Role.TRAINER, password=STAFF_PASSWORD)
        administrator = factory.Trait(role=Role.ADMINISTRATOR, password=STAFF_PASSWORD)

    code = factory.Sequence(lambda number: f"PX-{number:05d}")
    name = factory.Sequence(lambda number: f"Siti Rahmawati {number}")
    phone = factory.Sequence(lambda number: f"+62812{number:08d}")
    password: str | None = None
    role: Role | None = None
    pin: str | None = None

    @classmethod
    def _create(
        cls,
        model_class: type[Person],
        *args: Any,
        role: Role | None = None,
        pin: str | None = None,
        **kwargs: Any,
    ) -> Person:
        person = model_class.objects.create_user(*args, **kwargs)
        if role:
            if not Group.objects.filter(name=role.value).exists():
                ensure_roles([])
            assign_role(person, role)
        if pin:
            person.set_pin(pin)
            person.save(update_fields=["pin"])
        return person


def client_of(**role: Any) -> Client:
    client = Client()
    backend = "PinBackend" if role.get("participant") else "StaffPasswordBackend"
    client.force_login(PersonFactory(**role), backend=f"lms.accounts.backends.{backend}")
    return client
