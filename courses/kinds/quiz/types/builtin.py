"""Pijar's own question types, in the order in which the editor offers them."""

from importlib import import_module

NAMES = (
    "single_choice",
    "multiple_choice",
    "true_false",
    "picture_choice",
    "short_answer",
    "numeric",
    "calculated",
    "matching",
    "ordering",
    "gaps",
    "essay",
    "file",
    "description",
)
for name in NAMES:
    # Each registers itself.
    import_module(f"courses.kinds.quiz.types.{name}")
