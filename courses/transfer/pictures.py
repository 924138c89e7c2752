"""Pictures between the folder and Wagtail's images."""

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField

from courses.transfer.folder import MAX_PICTURE, AnyFile, CourseFolder
from courses.transfer.problems import Place, Problems
from courses.transfer.values import PictureFile
from media.files import check_drawing


def read_picture(folder: CourseFolder, name: str, place: Place) -> PictureFile | None:
    """A picture of the folder that Wagtail's editor would take; None with a problem otherwise."""
    file = folder.find(name, place, limit=MAX_PICTURE)
    return check_picture(file, place, folder.problems) if file else None


def check_picture(file: AnyFile, place: Place, problems: Problems) -> PictureFile | None:
    """As `read_picture`, of a file that is at hand."""
    if sentence := _refuse(file.name, file.read()):
        problems.add(place, f"{file.name}: {sentence}")
        return None
    return PictureFile(file, file.digest("sha1"))


def find_picture(picture: PictureFile) -> int | None:
    """The id of the image with the same bytes, if there is one."""
    found = get_image_model().objects.filter(file_hash=picture.digest).order_by("pk")
    return found.values_list("pk", flat=True).first()


def make_picture(picture: PictureFile) -> int:
    """The id of a new image; its title is the file's name."""
    name = PurePath(picture.file.name).name
    image = get_image_model()(title=name, file=ContentFile(picture.file.read(), name=name))
    image._set_image_file_metadata()
    image.save()
    return int(image.pk)


def stand_in_for_picture(picture: PictureFile) -> Any:
    """An image for checks in a transaction that is rolled back: a row without a stored file."""
    name = f"stand-in{PurePath(picture.file.name).suffix[:5]}"
    image = get_image_model()(title=name, file=name, width=1, height=1)
    return get_image_model().objects.bulk_create([image])[0].pk


def _refuse(name: str, data: bytes) -> str:
    with override("en"):
        try:
            upload = SimpleUploadedFile(PurePath(name).name, data)
            check_drawing(upload)
            WagtailImageField().clean(upload)
        except ValidationError as error:
            return " ".join(error.messages)
    return ""
