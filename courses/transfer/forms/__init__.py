"""The forms of the kinds that have one of their own; every other kind has the generic form."""

from collections.abc import Mapping

from courses.transfer.forms.form import ActivityForm, Shelf
from courses.transfer.forms.generic import VALUE, GenericForm
from courses.transfer.forms.podcast import PodcastForm
from courses.transfer.forms.quiz.bank import QuestionBank
from courses.transfer.forms.quiz.form import QuizForm
from courses.transfer.forms.reading import ReadingForm
from courses.transfer.forms.recording import RecordingForm
from courses.transfer.sections import Section

_GENERIC: ActivityForm = GenericForm()
_FORMS: Mapping[str, ActivityForm] = {
    "reading": ReadingForm(),
    "quiz": QuizForm(),
    "audio": RecordingForm(),
    "video": RecordingForm(),
    "podcast": PodcastForm(),
}
#: By the kind whose activities draw on them.
SHELVES: Mapping[str, Shelf] = {"quiz": QuestionBank()}


def form_to_read(section: Section) -> ActivityForm:
    """The form in which an activity is written. `value:` is generic, whatever the kind: so an
    activity that was exported while its kind was missing comes back once the kind is there."""
    if VALUE in section.settings:
        return _GENERIC
    return _FORMS.get(section.kind, _GENERIC)


def form_to_write(kind: str, *, installed: bool) -> ActivityForm:
    """The form in which to write an activity of a kind that may be missing."""
    return _FORMS.get(kind, _GENERIC) if installed else _GENERIC
