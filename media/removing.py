"""Stored files go with the row that named them, once that is committed; who plays them is told.

What a failed transaction left behind is found by `media.sweeping`.
"""

from typing import Any

from django.core.files.storage import Storage
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save

from media.signals import files_changed

_UID = "media.removing"


def connect_signals() -> None:
    """To be called once, when all apps are loaded."""
    from media.models import Encoding, MediaItem, SentFile

    for model in (MediaItem, Encoding, SentFile):
        post_delete.connect(_remove_files, sender=model, dispatch_uid=f"{_UID}.{model.__name__}")
    for signal in (post_save, post_delete):
        signal.connect(_announce, sender=MediaItem, dispatch_uid=f"{_UID}.announce")


def delete_later(storage: Storage, name: str) -> None:
    """Delete a stored file once it is committed that nobody names it any more."""
    # A store that fails now must not undo what is committed; the sweep finds the file later.
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def _remove_files(instance: models.Model, **kwargs: Any) -> None:
    for field in instance._meta.concrete_fields:
        if isinstance(field, models.FileField) and (file := getattr(instance, field.attname)):
            delete_later(file.storage, str(file.name))


def announce_change(item_pk: int) -> None:
    """Say, once it is committed, that what an item plays from has changed."""

    def announce() -> None:
        from media.playing import forget_sources

        forget_sources(item_pk)
        files_changed.send(sender=None, item_pk=item_pk)

    transaction.on_commit(announce, robust=True)


def _announce(instance: models.Model, **kwargs: Any) -> None:
    announce_change(instance.pk)
