"""Questions of the bank as a file: what a format can carry, streamed; what it can't, by name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from courses.kinds.quiz.bank.matching import write_path
from courses.kinds.quiz.bank.models import BankQuestion, Category, Level, TaggedQuestion
from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.types.registry import types
from media.models import MediaItem

#: So many questions are in memory at once; their files one question at a time.
BATCH = 250


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question that a format can't carry, and why."""

    name: str
    type: str
    sentence: str


def list_refusals(file_format: Any, *, category: str = "") -> list[Refusal]:
    """What an export would leave out."""
    return [
        Refusal(question.name, question.type, sentence)
        for question, found in _entries(category, with_files=False)
        if (sentence := _refuse(file_format, found))
    ]


def export_questions(file_format: Any, *, category: str = "") -> Iterator[str]:
    """The text of a file with the published questions of a category and those below it, or of the
    whole bank. What the format can't carry is left out; see `list_refusals`."""
    entries = (
        found.entry
        for _question, found in _entries(category, with_files=True)
        if found and not _refuse(file_format, found)
    )
    yield from file_format.write(entries)


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry, and the names of those of its files that the storage does not have any more."""

    entry: Entry
    missing: Sequence[str]


def _refuse(file_format: Any, found: _Found | None) -> str | None:
    if found is None:
        return _("Its type is not installed on this site.")
    sentence: str | None = file_format.refusals(found.entry)
    if not sentence and found.missing:
        sentence = _(
            "Its file “%(name)s” is missing from the storage of this site. Put another one into "
            "the question, or take it out."
        ) % {"name": found.missing[0]}
    return sentence


def _entries(category: str, *, with_files: bool) -> Iterator[tuple[BankQuestion, _Found | None]]:
    """Each question with its entry, None where its type is not installed; in the order of the
    categories. Without files, an entry has only their names and sizes."""
    found = BankQuestion.objects.filter(live=True).select_related("category")
    if category:
        found = found.filter(category__in=Category.objects.below(category))
    rows = found.order_by("category__path", "pk").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        tags = _tags(batch)
        for stored in batch:
            if stored.type not in types:
                yield stored, None
                continue
            files = _Files(with_files=with_files)
            entry = _entry(stored, tags.get(stored.pk, ()), files)
            yield stored, _Found(entry, files.missing)


def _tags(batch: Sequence[BankQuestion]) -> Mapping[int, Sequence[str]]:
    rows = TaggedQuestion.objects.filter(content_object__in=[one.pk for one in batch])
    found: dict[int, list[str]] = {}
    for pk, name in rows.order_by("tag__name").values_list("content_object", "tag__name"):
        found.setdefault(pk, []).append(name)
    return found


def _entry(stored: BankQuestion, tags: Sequence[str], files: "_Files") -> Entry:
    question = stored.question()
    picture, sound = question.picture, question.sound
    if picture:
        name = files.add_picture(picture["image"])
        picture = {"image": name, "alt": picture.get("alt", "")} if name else None
    if sound:
        name = files.add_sound(sound["media"])
        sound = {"media": name} if name else None
    data = {name: _with_names(value, files) for name, value in question.data.items()}
    return Entry(
        # What to read again is a page of this site alone.
        replace(question, data=data, picture=picture, sound=sound, read_again=None),
        category=write_path(stored.category.path),
        tags=tuple(tags),
        number=stored.number,
        level=None if stored.level == Level.MIDDLE else stored.level,
        files=files.found,
    )


def _with_names(value: Any, files: "_Files") -> Any:
    """A list with the names of files where its items have the primary keys of pictures."""
    if not isinstance(value, list):
        return value
    return [
        {**item, "picture": files.add_picture(item["picture"])}
        if isinstance(item, Mapping) and item.get("picture")
        else item
        for item in value
    ]


class _Sized(bytes):
    """Stands in for the content of a file: empty, but as long as that by `len`."""

    def __new__(cls, size: int) -> "_Sized":
        one = super().__new__(cls)
        one.size = size
        return one

    size: int

    def __len__(self) -> int:
        return self.size


class _Files:
    """The files of one entry by their names; none has the name of another. `missing` are those
    that the storage does not have."""

    def __init__(self, *, with_files: bool) -> None:
        self.found: dict[str, bytes] = {}
        self.missing: list[str] = []
        self._with_files = with_files

    def add_picture(self, pk: Any) -> str:
        """Its name, "" where there is no such picture any more."""
        image = get_image_model().objects.filter(pk=pk).first()
        return self._add(image.file, pk) if image else ""

    def add_sound(self, pk: Any) -> str:
        item = MediaItem.objects.filter(pk=pk).first()
        return self._add(item.file, pk) if item else ""

    def _add(self, file: Any, pk: Any) -> str:
        name = PurePath(file.name or "").name or str(pk)
        if name in self.found:
            name = f"{pk}-{name}"
        try:
            self.found[name] = self._read(file)
        except FileNotFoundError:
            self.found[name] = b""
            self.missing.append(name)
        return name

    def _read(self, file: Any) -> bytes:
        if not file.name or not file.storage.exists(file.name):
            raise FileNotFoundError
        if not self._with_files:
            return _Sized(file.storage.size(file.name))
        with file.storage.open(file.name, "rb") as stream:
            data: bytes = stream.read()
        return data
