"""A question with all fields of its type, as the writers of all formats take it."""

from dataclasses import replace

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Entry, Unwritable
from courses.kinds.quiz.questions import TextFormat
from courses.kinds.quiz.types.registry import types
from courses.kinds.quiz.types.schema import fill_in, fits


def fill_entry(entry: Entry) -> Entry:
    """The entry with all fields of its type in its data. Raises `Unwritable`."""
    question = entry.question
    schema = types[question.type].schema
    data = fill_in(question.data, schema)
    knows_format = question.format in {one.value for one in TextFormat}
    if not knows_format or not fits(data, schema):
        raise Unwritable(explain_misfit())
    return replace(entry, question=replace(question, data=data))


def explain_misfit() -> str:
    return _(
        "This question holds something that no field of its type can hold. Open it, save it again, "
        "and export it then."
    )
