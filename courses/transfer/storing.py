"""Files that were stored during a transaction that failed must not stay."""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from django.db.models import FileField, Model
from django.db.models.signals import pre_save


@contextlib.contextmanager
def removing_files_on_failure() -> Iterator[None]:
    """Wraps a transaction: where it fails, every file that a model stored within goes again.

    That includes the renditions that a lesson makes of its pictures when it is saved.
    """
    here = threading.get_ident()
    stored: list[tuple[Model, FileField]] = []

    def note(sender: type[Model], instance: Model, **kwargs: Any) -> None:
        if threading.get_ident() != here:
            return
        for field in sender._meta.get_fields():
            if isinstance(field, FileField):
                file = getattr(instance, field.attname)
                if file and not file._committed:
                    stored.append((instance, field))

    pre_save.connect(note, weak=False)
    try:
        yield
    except BaseException:
        for instance, field in stored:
            _remove(instance, field)
        raise
    finally:
        pre_save.disconnect(note)


def _remove(instance: Model, field: FileField) -> None:
    file = getattr(instance, field.attname)
    if file and file._committed:
        file.storage.delete(file.name)
    if hasattr(instance, "purge_from_cache"):
        # Wagtail remembers renditions, and an image that comes later may get the same id.
        instance.purge_from_cache()
