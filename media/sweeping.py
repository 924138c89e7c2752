"""Finds stored files that no row names: what a stopped server or a failed change left behind."""

from collections.abc import Iterator
from datetime import datetime

from django.core.files.storage import default_storage

from media.delivery.moving import PRIVATE_FOLDER, PUBLIC_FOLDER
from media.models import SENT_FOLDER, Encoding, MediaItem, SentFile

#: Folders whose every file belongs to a row of ours.
FOLDERS = (PUBLIC_FOLDER, PRIVATE_FOLDER, SENT_FOLDER)


def find_orphans(*, before: datetime) -> Iterator[str]:
    """Names of files that were stored before then and belong to nothing. What is younger may be
    part of a change that is not committed yet."""
    for folder in FOLDERS:
        try:
            names = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
        except FileNotFoundError:
            continue
        known = _known_names(folder)
        for name in sorted(names):
            if name not in known and _stored_at(name) < before:
                yield name


def sweep(*, before: datetime) -> int:
    """Delete them; returns how many."""
    count = 0
    for name in find_orphans(before=before):
        default_storage.delete(name)
        count += 1
    return count


def _known_names(folder: str) -> set[str]:
    fields = [
        (MediaItem, "file"), (MediaItem, "captions"), (Encoding, "file"), (SentFile, "file"),
    ]  # fmt: skip
    return {
        name
        for model, field in fields
        for name in model._default_manager.filter(
            **{f"{field}__startswith": f"{folder}/"}
        ).values_list(field, flat=True)
    }


def _stored_at(name: str) -> datetime:
    return default_storage.get_modified_time(name)
