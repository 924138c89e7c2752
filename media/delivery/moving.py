"""Keeps a media item's files in the folder that says who may have them."""

import uuid
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models.fields.files import FieldFile

from media.delivery import buckets
from media.removing import delete_later

if TYPE_CHECKING:
    from media.models import MediaItem

PUBLIC_FOLDER = "media"
PRIVATE_FOLDER = "private"


def new_name(filename: str, *, private: bool) -> str:
    """A path that no other file ever had, so that an address never changes its content. What is
    private lies apart from what everybody may fetch; nothing of `filename` but its ending stays."""
    folder = PRIVATE_FOLDER if private else PUBLIC_FOLDER
    return f"{folder}/{uuid.uuid4().hex}{PurePosixPath(filename).suffix.lower()}"


def move_files(item: "MediaItem") -> int:
    """Move the item's files and encodings that lie in the wrong folder, under names that nobody
    knows yet; returns how many. To be called when `item` is saved: its `private` tells the folder.

    The old files go once the change is committed: until then whoever reads the old rows finds them.
    """
    moved = 0
    with transaction.atomic():
        for row, field in _stored_files(item):
            file: FieldFile = getattr(row, field)
            # What is being uploaded gets its name, and so its folder, when it is stored.
            if not file or not getattr(file, "_committed", True):
                continue
            folder = PRIVATE_FOLDER if item.private else PUBLIC_FOLDER
            old = str(file.name)
            if old.startswith(f"{folder}/"):
                continue
            new = _copy(file.storage, old, to=new_name(old, private=item.private))
            setattr(row, field, new)
            type(row)._default_manager.filter(pk=row.pk).update(**{field: new})
            delete_later(file.storage, old)
            moved += 1
    return moved


def _stored_files(item: "MediaItem") -> Iterator[tuple[models.Model, str]]:
    yield item, "file"
    yield item, "captions"
    for encoding in item.encodings.all():
        yield encoding, "file"


def _copy(storage: Any, old: str, *, to: str) -> str:
    if buckets.is_bucket(storage):
        buckets.copy_within(storage, old, to=to)
        return to
    with storage.open(old, "rb") as file:
        return str(storage.save(to, file))
