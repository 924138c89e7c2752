"""Pictures that directories take, and those that they refuse."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from podcasts.publishing.artwork import check_artwork, is_heavy
from tests.factories.podcasts import make_artwork

pytestmark = pytest.mark.django_db


def make_image(width: int, height: int, *, kind: str = "PNG", mode: str = "RGB") -> AbstractImage:
    buffer = BytesIO()
    Image.new(mode, (width, height)).save(buffer, kind)
    image: AbstractImage = get_image_model()(title="x")
    image.file.save("x.png", ContentFile(buffer.getvalue()), save=False)
    image.width, image.height, image.file_size = width, height, len(buffer.getvalue())
    image.save()
    return image


@pytest.mark.parametrize("side", [1400, 3000])
def test_squares_of_the_right_size_pass(side: int) -> None:
    check_artwork(make_artwork(side))
    check_artwork(make_image(side, side, kind="JPEG"))


@pytest.mark.parametrize(
    ("width", "height", "kind", "mode", "codes"),
    [
        (1399, 1399, "PNG", "RGB", ["size"]),
        (3001, 3001, "PNG", "RGB", ["size"]),
        (1400, 1500, "PNG", "RGB", ["square"]),
        (100, 200, "PNG", "RGB", ["square", "size"]),
        (1400, 1400, "WEBP", "RGB", ["type"]),
        (1400, 1400, "JPEG", "CMYK", ["colours"]),
        (1400, 1400, "PNG", "L", ["colours"]),
    ],
)
def test_what_is_wrong_is_said(
    width: int, height: int, kind: str, mode: str, codes: list[str]
) -> None:
    with pytest.raises(ValidationError) as refused:
        check_artwork(make_image(width, height, kind=kind, mode=mode))
    assert [error.code for error in refused.value.error_list] == codes
    assert all("%(" not in sentence for sentence in refused.value.messages)


def test_what_is_no_picture_is_refused() -> None:
    image = make_artwork()
    image.file.save("x.png", ContentFile(b"no picture"), save=False)
    with pytest.raises(ValidationError) as refused:
        check_artwork(image)
    assert refused.value.code == "unreadable"


def test_more_than_half_a_megabyte_is_heavy() -> None:
    image = make_artwork()
    assert not is_heavy(image)
    image.file_size = 512 * 1024 + 1
    assert is_heavy(image)
