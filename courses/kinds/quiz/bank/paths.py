"""Paths of categories: "Keuangan/Utang", segments from the top down."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: Characters of a whole path.
MAX_PATH = 250


def tidy_path(path: str) -> str:
    """The path with its segments trimmed and their spaces single. Raises `ValidationError`."""
    segments = [" ".join(segment.split()) for segment in path.split("/")]
    if not all(segments):
        raise ValidationError(
            _("Write a category as names with slashes between them, such as Money/Debts.")
        )
    tidied = "/".join(segments)
    if len(tidied) > MAX_PATH:
        raise ValidationError(
            _("A category has at most %(count)d characters, all names together.")
            % {"count": MAX_PATH}
        )
    return tidied


def lies_below(path: str, top: str) -> bool:
    """Whether a category is `top` itself or lies below it."""
    return path == top or path.startswith(f"{top}/")
