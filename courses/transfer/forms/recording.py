"""Audio and video: a file of the folder or a link, with the transcript as the text."""

from collections.abc import Mapping
from typing import Any

from courses.transfer.forms.form import Places, Reading, ReadValue, Writing, Written
from courses.transfer.recordings import read_recording
from courses.transfer.sections import Section

TRANSCRIPT_FEATURES = ["bold", "italic", "ul", "ol"]
_SETTINGS = ["title", "file", "seconds", "captions", "link", "minutes"]


class RecordingForm:
    """`title:`, then `file:` with `seconds:` and maybe `captions:`, or `link:` with `minutes:`."""

    def read(self, section: Section, reading: Reading) -> ReadValue:
        settings = section.settings
        settings.refuse_unknown(_SETTINGS)
        value = {
            "title": settings.text("title"),
            "file": read_recording(reading.folder, settings),
            "link": settings.text("link"),
            "minutes": settings.number("minutes"),
            "transcript": reading.rich_text(section.body, section.body_place, TRANSCRIPT_FEATURES),
        }
        places: Places = {
            (name,): settings.place_of(name) for name in ("title", "file", "link", "minutes")
        }
        unread: set[tuple[str, ...]] = set()
        if settings.text("file") and value["file"] is None:
            unread = {("file",), ("transcript",)}
        if settings.broken:
            unread = {()}
        return ReadValue(value, {(): section.place, **places}, frozenset(unread))

    def write(self, value: Mapping[str, Any], writing: Writing) -> Written:
        settings: dict[str, Any] = {"title": value["title"]}
        if value["file"]:
            names = writing.add_recording(value["file"])
            settings |= {"file": names.file, "seconds": names.seconds}
            settings |= {"captions": names.captions} if names.captions else {}
        if value["link"]:
            settings["link"] = value["link"]
        if value["minutes"]:
            settings["minutes"] = value["minutes"]
        return Written(settings, writing.markdown(value["transcript"] or ""))
