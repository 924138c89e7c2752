"""Pictures and sounds that come with a file of questions, into the site's own."""

import hashlib
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField

from media.encoding.jobs import prepare_later
from media.files import media_type
from media.models import MediaItem


class Unfit(Exception):
    """Something of a question that can't be taken; `sentence` says what and why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Attachments:
    """Stores files once each. While `write` is false nothing is stored: rows stand in for them,
    and the caller takes these back with its transaction."""

    def __init__(self) -> None:
        self.write = False
        self._stored: list[models.fields.files.FieldFile] = []

    def store_picture(self, name: str, data: bytes) -> int:
        """The primary key of an image with these bytes. Raises `Unfit`."""
        name = _own_name(name)
        images = get_image_model().objects
        digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        known = images.filter(file_hash=digest).order_by("pk").values_list("pk", flat=True).first()
        if known:
            return int(known)
        if _is_svg(name, data):
            raise Unfit(
                _("%(name)s: SVG pictures are not taken from outside; save it as PNG or WEBP.")
                % {"name": name}
            )
        try:
            WagtailImageField().clean(SimpleUploadedFile(name, data))
        except ValidationError as error:
            raise Unfit(f"{name}: {' '.join(error.messages)}") from None
        if not self.write:
            stand_in = get_image_model()(title=name, file=name, width=1, height=1)
            return int(images.bulk_create([stand_in])[0].pk)
        image = get_image_model()(title=name, file=ContentFile(data, name=name))
        image._set_image_file_metadata()
        image.save()
        self._stored.append(image.file)
        return int(image.pk)

    def store_sound(self, name: str, data: bytes) -> tuple[int, bool]:
        """The primary key of a media item with these bytes, and whether it is a new one, whose
        length nobody knows yet. Raises `Unfit`."""
        name = _own_name(name)
        file = ContentFile(data, name=name)
        item = MediaItem(title=name, file=file, seconds=0)
        try:
            item.clean_fields(exclude=["type"])
        except ValidationError as error:
            raise Unfit(f"{name}: {' '.join(error.messages)}") from None
        item.type = media_type(file).split("/")[0]
        if item.type != MediaItem.Type.AUDIO:
            raise Unfit(_("%(name)s: this is a video; a question takes sound.") % {"name": name})
        if known := self._find_sound(data):
            return known, False
        if not self.write:
            item.file, item.size = name, len(data)
            return MediaItem.objects.bulk_create([item])[0].pk, True
        item.save()
        prepare_later(item.pk)
        self._stored.append(item.file)
        return item.pk, True

    def _find_sound(self, data: bytes) -> int | None:
        alike = MediaItem.objects.filter(size=len(data), type=MediaItem.Type.AUDIO)
        for item in alike.order_by("pk"):
            try:
                with item.file.storage.open(item.file.name or "", "rb") as stream:
                    if stream.read() == data:
                        return item.pk
            except FileNotFoundError:
                continue
        return None

    @property
    def count(self) -> int:
        """How many files were stored so far."""
        return len(self._stored)

    def take_back(self, since: int = 0) -> None:
        """Delete what was stored after the first `since` files: for a transaction that failed."""
        for file in self._stored[since:]:
            file.storage.delete(file.name or "")
        del self._stored[since:]


def _own_name(name: str) -> str:
    """The name without folders, as short as the database has room for."""
    path = PurePath(name.replace("\\", "/"))
    return f"{path.stem[:80] or 'file'}{path.suffix[:10]}"


def _is_svg(name: str, data: bytes) -> bool:
    return name.lower().endswith((".svg", ".svgz")) or b"<svg" in data[:2000].lower()


def sound_without_length(name: str) -> str:
    """What a trainer is to do with a new sound."""
    text: Any = _(
        "The length of %(name)s is not known. Open it in “Audio and video” and fill it in, so that "
        "people see it before they tap."
    )
    return str(text % {"name": name})
