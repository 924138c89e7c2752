"""The one typed registry of activity kinds; whatever is wrong with a kind stops the start."""

import re
from collections.abc import Iterator

from django.core.exceptions import ImproperlyConfigured
from wagtail.blocks import Block

from courses.activities.contract import ActivityKind, Offline

#: Slugs that the core keeps for itself: the placeholder block and the ledger's own subjects.
RESERVED_SLUGS = frozenset({"missing", "lesson", "course"})


class UnknownKind(LookupError):
    """No installed app provides this kind."""


class Registry:
    """Activity kinds by slug, in the order in which their apps are installed."""

    def __init__(self) -> None:
        self._kinds: dict[str, ActivityKind] = {}

    def register(self, kind: type[ActivityKind]) -> type[ActivityKind]:
        """Add a kind; usable as a class decorator. Raises `ImproperlyConfigured`."""
        if not (isinstance(kind, type) and issubclass(kind, ActivityKind)):
            raise ImproperlyConfigured(f"{kind!r} is not a subclass of ActivityKind.")
        if unanswered := sorted(kind.__abstractmethods__):
            raise ImproperlyConfigured(f"{_name(kind)} does not answer {', '.join(unanswered)}().")
        for member in ("slug", "label", "block", "template", "verbs"):
            if not getattr(kind, member, None):
                raise ImproperlyConfigured(f"{_name(kind)} has no `{member}`.")
        if not re.fullmatch(r"[a-z][a-z0-9_]{1,48}", kind.slug) or kind.slug in RESERVED_SLUGS:
            raise ImproperlyConfigured(
                f"{_name(kind)} calls itself {kind.slug!r}: a slug is lower-case letters, digits "
                f"and underscores, and not one of {', '.join(sorted(RESERVED_SLUGS))}."
            )
        if not (isinstance(kind.block, type) and issubclass(kind.block, Block)):
            raise ImproperlyConfigured(f"{_name(kind)}.block must be a Wagtail block class.")
        if not isinstance(kind.offline, Offline):
            raise ImproperlyConfigured(f"{_name(kind)}.offline must be a member of Offline.")
        if kind.slug in self._kinds:
            raise ImproperlyConfigured(
                f"Two activity kinds call themselves {kind.slug!r}: "
                f"{_name(type(self._kinds[kind.slug]))} and {_name(kind)}."
            )
        self._kinds[kind.slug] = kind()
        return kind

    def __getitem__(self, slug: str) -> ActivityKind:
        try:
            return self._kinds[slug]
        except KeyError:
            raise UnknownKind(f"No installed app provides the activity kind {slug!r}.") from None

    def __contains__(self, slug: object) -> bool:
        return slug in self._kinds

    def __iter__(self) -> Iterator[ActivityKind]:
        return iter(self._kinds.values())

    def __len__(self) -> int:
        return len(self._kinds)


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


kinds = Registry()
register = kinds.register
