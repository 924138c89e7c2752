"""Ids of events: random where a client makes them, with a secret where the server derives them.

So nobody can take, or meet by accident, the id of an event that is still to be derived.
"""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import salted_hmac

#: A second id for each thing, in case that an event of something else stands under the first.
_IDS_EACH = 2


def is_random(event_id: uuid.UUID) -> bool:
    """Whether a client may give an event this id: a UUID of version 4."""
    # Of another variant than RFC 4122's a UUID has no version.
    return event_id.version == 4


@dataclass(frozen=True, slots=True)
class DerivedIds:
    """The ids of one derived event: `own` in the order in which they are taken, `former` under
    which an earlier version, or an earlier secret, may have recorded it."""

    own: tuple[uuid.UUID, ...]
    former: tuple[uuid.UUID, ...]

    @property
    def id(self) -> uuid.UUID:
        return self.own[0]

    @property
    def all(self) -> tuple[uuid.UUID, ...]:
        return (*self.own, *self.former)


def derive_ids(namespace: uuid.UUID, name: str) -> DerivedIds:
    """The ids of what `name` says in words, such as "learner:lesson:completed": the same each
    time. `namespace` keeps things of different sorts apart."""
    own, *former = (
        tuple(_derive(namespace, name, number, secret) for number in range(_IDS_EACH))
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )
    # Until version 0.1 they were made without a secret.
    return DerivedIds(own, (*(one for ids in former for one in ids), uuid.uuid5(namespace, name)))


def _derive(namespace: uuid.UUID, name: str, number: int, secret: str | bytes) -> uuid.UUID:
    """A UUID of version 8, the one for makings of one's own: never equal to a random one."""
    mac = salted_hmac(f"{__name__}.{number}", f"{namespace}:{name}", secret, algorithm="sha256")
    bits = int.from_bytes(mac.digest()[:16], "big")
    bits = bits & ~(0xF << 76) | 8 << 76
    bits = bits & ~(0b11 << 62) | 0b10 << 62
    return uuid.UUID(int=bits)
