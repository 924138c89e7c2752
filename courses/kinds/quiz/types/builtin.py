"""Pijar's own question types, in the order in which the editor offers them."""

# isort: off
from courses.kinds.quiz.types import (  # noqa: F401 - each registers itself
    single_choice,
    multiple_choice,
    true_false,
    picture_choice,
    short_answer,
    numeric,
    calculated,
    matching,
    ordering,
    gaps,
    essay,
    file,
    description,
)
