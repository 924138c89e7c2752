"""The form of a kind that has none of its own: the stored value as YAML under `value:`."""

from typing import Any

from courses.transfer.forms.form import Places, Reading, ReadValue, Writing, Written
from courses.transfer.sections import Section

VALUE = "value"


class GenericForm:
    """Knows nothing of the kind; its block checks the value."""

    def read(self, section: Section, reading: Reading) -> ReadValue:
        section.settings.refuse_unknown([VALUE])
        if VALUE not in section.settings and not section.settings.broken:
            sentence = f"The kind {section.kind!r} is written as YAML under `value:`."
            reading.problems.add(section.place, sentence)
        if section.body.strip():
            at = next(i for i, line in enumerate(section.body.split("\n")) if line.strip())
            sentence = (
                "This activity has no text below its settings, which end at the first blank line; "
                "write a text of several lines in double quotes, with \\n."
            )
            reading.problems.add(section.body_place.down(at), sentence)
        told = len(reading.problems.found)
        value = section.settings.data(VALUE) if VALUE in section.settings else None
        unread = VALUE not in section.settings or len(reading.problems.found) > told
        places: Places = {(): section.settings.place_of(VALUE)}
        return ReadValue(value, places, frozenset({()} if unread else ()))

    def write(self, value: Any, writing: Writing) -> Written:
        return Written({VALUE: value})
