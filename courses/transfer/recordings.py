"""Sound and video between the folder and the stored items."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from django.utils.translation import override

from courses.transfer.folder import (
    MAX_RECORDING,
    MAX_TEXT,
    AnyFile,
    CourseFolder,
    FolderFile,
)
from courses.transfer.problems import Place, Problems
from courses.transfer.settings import Settings
from courses.transfer.values import RecordingFile
from media.encoding.jobs import prepare_later
from media.files import media_type
from media.models import MediaItem


def read_recording(folder: CourseFolder, settings: Settings) -> RecordingFile | None:
    """The recording that the settings `file`, `seconds` and `captions` name.

    None where there is none, or with a problem where it is one that the site would not take.
    """
    name = settings.text("file")
    file = folder.find(name, settings.place_of("file"), limit=MAX_RECORDING) if name else None
    captions = _read_captions(folder, settings)
    seconds = settings.number("seconds")
    if file is None:
        return None
    if seconds is None or seconds < 1:
        sentence = "Say how long the file is: `seconds: 95`. People see it before they tap."
        folder.problems.add(settings.place_of("seconds"), sentence)
        return None
    return check_recording(
        file,
        seconds=seconds,
        captions=captions,
        place_of=lambda field: settings.place_of(field if field in settings else "file"),
        problems=folder.problems,
    )


def check_recording(
    file: AnyFile,
    *,
    seconds: int,
    captions: FolderFile | None,
    place_of: Callable[[str], Place],
    problems: Problems,
) -> RecordingFile | None:
    """A recording that the item's own rules take; None with a problem otherwise. `place_of` says
    where "file", "captions" and "seconds" stand."""
    with file.open() as stream, override("en"):
        recording = File(stream, name=file.name)
        item = MediaItem(title=PurePath(file.name).name, file=recording, seconds=seconds)
        if captions:
            item.captions = ContentFile(captions.read(), name=captions.name)
        try:
            item.clean_fields(exclude=["type"])
        except ValidationError as error:
            names = {"file": file.name, "captions": captions.name if captions else ""}
            for field, sentences in error.message_dict.items():
                sentence = f"{names.get(field, field)}: {' '.join(sentences)}"
                problems.add(place_of(field), sentence)
            return None
        found = media_type(recording).split("/")[0]
    captions_digest = captions.digest() if captions else ""
    return RecordingFile(file, file.digest(), seconds, found, captions, captions_digest)


def find_recording(recording: RecordingFile) -> int | None:
    """The id of the stored item with the same bytes and captions, if there is one; where nobody
    says the length, one with the same bytes will do. The length that the folder says is no mark:
    preparing corrects it."""
    alike = MediaItem.objects.filter(size=recording.file.size, type=recording.media_type)
    same = [item for item in alike.order_by("pk") if _digest(item.file) == recording.digest]
    for item in same:
        if _digest(item.captions) == recording.captions_digest:
            return item.pk
    return same[0].pk if same and not recording.seconds else None


def make_recording(recording: RecordingFile) -> int:
    """The id of a new item, to be prepared by a job; its title is the file's name."""
    with recording.file.open() as stream:
        item = MediaItem(
            title=PurePath(recording.file.name).name,
            file=File(stream, name=recording.file.name),
            seconds=recording.seconds,
        )
        if recording.captions:
            name = recording.captions.name
            item.captions = ContentFile(recording.captions.read(), name=name)
        item.save()
    prepare_later(item.pk)
    return item.pk


def stand_in_for_recording(recording: RecordingFile) -> int:
    """An item for checks in a transaction that is rolled back: a row without a stored file."""
    item = MediaItem(
        title="stand-in",
        file=f"stand-in{PurePath(recording.file.name).suffix[:5]}",
        captions="stand-in.vtt" if recording.captions else "",
        type=recording.media_type,
        size=recording.file.size,
        seconds=recording.seconds,
    )
    return MediaItem.objects.bulk_create([item])[0].pk


def read_captions(folder: CourseFolder, name: str, place: Place) -> FolderFile | None:
    """A file of captions; None where there is none of that name, with a problem."""
    if folder.read_text(name, place) is None:
        return None
    return folder.find(name, place, limit=MAX_TEXT)


def _read_captions(folder: CourseFolder, settings: Settings) -> FolderFile | None:
    name = settings.text("captions")
    if not name:
        return None
    place = settings.place_of("captions")
    if not settings.text("file"):
        folder.problems.add(place, "Captions belong to a file; a link brings its own.")
    return read_captions(folder, name, place)


def _digest(file: FieldFile) -> str:
    """The hash of a stored file; "" for none, and for one that is not there any more."""
    if not file:
        return ""
    hasher = hashlib.sha256()
    try:
        for chunk in _chunks(file):
            hasher.update(chunk)
    except FileNotFoundError:
        return ""
    return hasher.hexdigest()


def _chunks(file: FieldFile) -> Iterator[bytes]:
    with file.storage.open(file.name or "", "rb") as stream:
        yield from stream.chunks()
