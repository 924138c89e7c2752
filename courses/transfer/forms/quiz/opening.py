"""A question of a file as the site stores it, with open places for what only a site can fill in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.kinds.quiz.bank.checking import block_of
from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.blocks import write_question
from courses.kinds.quiz.types.registry import types
from courses.kinds.quiz.types.schema import Field, Kind, Schema, list_parts
from courses.transfer.folder import MAX_RECORDING, AnyFile, HeldFile
from courses.transfer.forms.form import Reading
from courses.transfer.pictures import check_picture, read_picture
from courses.transfer.problems import Place
from courses.transfer.recordings import check_recording, read_captions
from courses.transfer.values import PageAddress, PictureFile, RecordingFile
from media.models import MediaItem

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Opened:
    """A question's stored value with open places; where its parts stand, and which of them could
    not be read (by their paths within it)."""

    value: dict[str, Any]
    places: dict[Path, Place] = field(default_factory=dict)
    unread: set[Path] = field(default_factory=set)


def open_entry(entry: Entry, place: Place, reading: Reading) -> Opened:
    """The value of an entry that begins at `place`; problems of its files are told there."""
    question = entry.question
    raw = _stored_form(question)
    if question.sound:
        raw["sound"] = {**question.sound, "file": question.sound["media"]}
    opened = open_value(raw, question.type, place, reading, files=entry.files)
    parts = list(list_parts(question.data, types[question.type].schema))
    if len(parts) == len(entry.part_lines):
        for (path, _part), line in zip(parts, entry.part_lines, strict=True):
            opened.places[path] = Place(place.file, line)
    return opened


def open_value(
    raw: Mapping[str, Any],
    slug: str,
    place: Place,
    reading: Reading,
    *,
    files: Mapping[str, bytes] | None = None,
) -> Opened:
    """A value that names files and pages where the site stores primary keys. `files` are those
    that came with it; all others lie in the folder."""
    opener = _Opener(place, reading, files or {})
    return Opened(opener.open(raw, types[slug].all_fields, ()), {}, opener.unread)


def _stored_form(question: Question) -> dict[str, Any]:
    """The question as its block stores it, with ids where the file gives some."""
    given = {str(one["id"]) for one in _find_items(question.data) if one.get("id")}
    raw = write_question(question, block_of(question.type))
    return {name: _keep_ids(one, given) for name, one in raw.items()}


def _find_items(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if "id" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _find_items(one)


def _keep_ids(value: Any, given: set[str]) -> Any:
    """The stored value without the ids that `write_question` made up."""
    if isinstance(value, list):
        return [_keep_ids(one, given) for one in value]
    if not isinstance(value, Mapping):
        return value
    return {
        name: _keep_ids(one, given)
        for name, one in value.items()
        if not (name == "id" and "type" in value and one not in given)
    }


def _as_item(value: Any) -> Mapping[str, Any]:
    """An item of a list as it is stored, also where it is written with its id among its fields."""
    if not isinstance(value, Mapping):
        return {"type": "item", "value": value}
    if {"type", "value"} <= value.keys():
        return value
    fields = {name: one for name, one in value.items() if name != "id"}
    own = {"id": str(value["id"])} if value.get("id") else {}
    return {"type": "item", "value": fields, **own}


class _Opener:
    """Goes through a value by its schema and opens what only a site can fill in."""

    def __init__(self, place: Place, reading: Reading, files: Mapping[str, bytes]) -> None:
        self._place = place
        self._reading = reading
        self._files = files
        self.unread: set[Path] = set()

    def open(self, value: Mapping[str, Any], schema: Schema, path: Path) -> dict[str, Any]:
        return {
            name: self._open_field(one, schema[name], (*path, name)) if name in schema else one
            for name, one in value.items()
        }

    def _open_field(self, value: Any, one: Field | None, path: Path) -> Any:
        if one and one.kind is Kind.GROUP and isinstance(value, Mapping):
            return self.open(value, one.items, path)
        if one and (one.items or one.of) and isinstance(value, list):
            return [
                {**item, "value": self._open_item(item["value"], one, (*path, at))}
                for at, item in enumerate(map(_as_item, value))
            ]
        found = self._open_one(value, one) if value and one else value
        if value and found is None:
            self.unread.add(path)
        return found

    def _open_item(self, value: Any, one: Field, path: Path) -> Any:
        if one.items and isinstance(value, Mapping):
            return self.open(value, one.items, path)
        return self._open_field(value, one.of, path)

    def _open_one(self, value: Any, one: Field) -> Any:
        match one.kind:
            case Kind.PICTURE:
                return self._picture(value)
            case Kind.SOUND:
                return self._sound(value)
            case Kind.PAGE:
                return self._page(value)
        return value

    def _picture(self, name: Any) -> PictureFile | None:
        if not isinstance(name, str):
            self._refuse("A picture is named by its file in the folder.")
            return None
        if name in self._files:
            held = HeldFile(name, self._files[name])
            return check_picture(held, self._place, self._reading.problems)
        return read_picture(self._reading.folder, name, self._place)

    def _page(self, address: Any) -> PageAddress | None:
        if not isinstance(address, str):
            self._refuse("What to read again is named by its address: `lesson:slug`.")
            return None
        return self._reading.page(address, self._place)

    def _sound(self, value: Any) -> RecordingFile | None:
        """A file's name, or `{"file", "seconds", "captions"}`."""
        said = value if isinstance(value, Mapping) else {"file": value}
        name, seconds = said.get("file"), said.get("seconds") or 0
        captions_name = said.get("captions") or ""
        if not isinstance(name, str) or not isinstance(captions_name, str):
            self._refuse("A sound is named by its file in the folder.")
            return None
        if not isinstance(seconds, int) or not 0 <= seconds < 10**6:
            self._refuse(f"{name}: say its length in whole seconds.")
            return None
        folder, problems = self._reading.folder, self._reading.problems
        file: AnyFile | None = (
            HeldFile(name, self._files[name])
            if name in self._files
            else folder.find(name, self._place, limit=MAX_RECORDING)
        )
        captions = read_captions(folder, captions_name, self._place) if captions_name else None
        if file is None or (captions_name and captions is None):
            return None
        recording = check_recording(
            file,
            seconds=seconds,
            captions=captions,
            place_of=lambda field: self._place,
            problems=problems,
        )
        if recording and recording.media_type != MediaItem.Type.AUDIO:
            self._refuse(f"{name}: this is a video; a question takes sound.")
            return None
        if recording and not seconds:
            sentence = (
                f"{name}: its length is not known. Look in “Audio and video” whether it is right "
                "there, so that people see it before they tap."
            )
            problems.warn(self._place, sentence)
        return recording

    def _refuse(self, sentence: str) -> None:
        self._reading.problems.add(self._place, sentence)
