"""The files that lie beside the lessons of an exported course, each under a name of its own."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePath

from django.db.models.fields.files import FieldFile
from wagtail.images import get_image_model

from courses.transfer.forms.form import RecordingNames
from courses.transfer.problems import Place, Problem, TransferError
from media.models import MediaItem


class Belongings:
    """Writes files into one folder. The same picture or recording is written once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: set[str] = set()
        self.pictures: dict[int, str] = {}
        self.recordings: dict[int, RecordingNames] = {}

    def reserve(self, names: Iterable[str]) -> None:
        """Names that no belonging may have."""
        self.names |= {name.lower() for name in names}

    def write(self, name: str, text: str) -> None:
        """Writes a text under a name that was reserved."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def add_text(self, name: str, text: str) -> str:
        """Writes a text; gives the name that it got."""
        free = self._free(name)
        self.write(free, text)
        return free

    def add_picture(self, image_id: int | None) -> str:
        """Writes an image's file. Raises `TransferError` where it is gone."""
        if image_id is None:
            raise _gone("A picture of it was deleted; remove the empty place.")
        if image_id not in self.pictures:
            image = get_image_model().objects.filter(pk=image_id).first()
            if image is None:
                raise _gone("A picture of it was deleted; remove the empty place.")
            self.pictures[image_id] = self._copy(image.file, image.title)
        return self.pictures[image_id]

    def add_recording(self, item_id: int) -> RecordingNames:
        """Writes an item's file and captions. Raises `TransferError` where they are gone."""
        if item_id not in self.recordings:
            item = MediaItem.objects.filter(pk=item_id).first()
            if item is None:
                raise _gone("Its file was deleted; choose another one.")
            name = self._copy(item.file, item.title)
            captions = ""
            if item.captions:
                captions = self._copy(item.captions, PurePath(name).stem)
            self.recordings[item_id] = RecordingNames(name, captions, item.seconds)
        return self.recordings[item_id]

    def _copy(self, file: FieldFile, title: str) -> str:
        """The title names the file: where it came from a folder, it is the name that it had."""
        suffix = PurePath(file.name or "").suffix.lower()
        stem = title[: -len(suffix)] if title.lower().endswith(suffix) else title
        name = self._free(re.sub(r"[^\w.-]+", "-", stem).strip("-.")[:80] or "file", suffix)
        try:
            with (
                file.storage.open(file.name or "", "rb") as stored,
                (self.folder / name).open("wb") as target,
            ):
                shutil.copyfileobj(stored, target)
        except FileNotFoundError:
            raise _gone(f"The stored file of {title!r} is missing.") from None
        return name

    def _free(self, name: str, suffix: str = "") -> str:
        if not suffix:
            suffix = PurePath(name).suffix
            name = name.removesuffix(suffix)
        found, number = f"{name}{suffix}", 2
        while found.lower() in self.names:
            found, number = f"{name}-{number}{suffix}", number + 1
        self.names.add(found.lower())
        return found


def _gone(sentence: str) -> TransferError:
    return TransferError([Problem(Place(""), sentence)])
