"""The question types by slug; whatever is wrong with one stops the start."""

import re
from collections.abc import Iterator

from django.core.exceptions import ImproperlyConfigured

from courses.kinds.quiz.types.blocks import QuestionBlock
from courses.kinds.quiz.types.contract import QuestionType

#: Slugs that a quiz's list of questions keeps for itself.
RESERVED_SLUGS = frozenset({"item", "missing", "from_bank", "draw"})


class UnknownType(LookupError):
    """No installed app provides this question type."""


class Registry:
    """Question types in the order in which the editor offers them."""

    def __init__(self) -> None:
        self._types: dict[str, QuestionType] = {}

    def register(self, question_type: type[QuestionType]) -> type[QuestionType]:
        """Add a type; usable as a class decorator. Raises `ImproperlyConfigured`."""
        if not (isinstance(question_type, type) and issubclass(question_type, QuestionType)):
            raise ImproperlyConfigured(f"{question_type!r} is not a subclass of QuestionType.")
        name = f"{question_type.__module__}.{question_type.__qualname__}"
        if unanswered := sorted(question_type.__abstractmethods__):
            raise ImproperlyConfigured(f"{name} does not answer {', '.join(unanswered)}().")
        for member in ("slug", "label", "icon", "block", "template"):
            if not getattr(question_type, member, None):
                raise ImproperlyConfigured(f"{name} has no `{member}`.")
        slug = question_type.slug
        if not re.fullmatch(r"[a-z][a-z0-9_]{1,48}", slug) or slug in RESERVED_SLUGS:
            raise ImproperlyConfigured(f"{name} calls itself {slug!r}, which is no free slug.")
        if not issubclass(question_type.block, QuestionBlock):
            raise ImproperlyConfigured(f"{name}.block must be a subclass of QuestionBlock.")
        if slug in self._types:
            raise ImproperlyConfigured(f"Two question types call themselves {slug!r}.")
        self._types[slug] = question_type()
        return question_type

    def __getitem__(self, slug: str) -> QuestionType:
        try:
            return self._types[slug]
        except KeyError:
            raise UnknownType(f"No installed app provides the question type {slug!r}.") from None

    def __contains__(self, slug: object) -> bool:
        return slug in self._types

    def __iter__(self) -> Iterator[QuestionType]:
        return iter(self._types.values())

    def __len__(self) -> int:
        return len(self._types)


types = Registry()
register = types.register
