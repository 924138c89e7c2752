"""What directories ask of a podcast's picture."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError
from wagtail.images.models import AbstractImage

SMALLEST_SIDE = 1400
LARGEST_SIDE = 3000
#: More is allowed, but directories advise against it, and so do listeners with few megabytes.
ADVISED_BYTES = 512 * 1024
_FORMATS = {"JPEG", "PNG"}
#: Colours as screens have them; a printer's CMYK, or greys alone, are refused by directories.
_MODES = {"RGB", "RGBA", "P"}


def check_artwork(image: AbstractImage) -> None:
    """Raise `ValidationError`, with a sentence for each thing that is wrong, where directories
    would refuse this picture. Its content counts, not what it is called."""
    try:
        with image.open_file() as file, Image.open(file) as opened:
            kind, mode, (width, height) = opened.format, opened.mode, opened.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise ValidationError(
            _("This file can't be read as a picture. Choose a JPEG or PNG."), code="unreadable"
        ) from None
    problems = []
    if kind not in _FORMATS:
        sentence = _("The picture must be a JPEG or PNG; this one is %(kind)s.")
        problems.append(ValidationError(sentence, code="type", params={"kind": kind}))
    if width != height:
        sentence = _("The picture must be square; this one is %(width)d by %(height)d pixels.")
        size = {"width": width, "height": height}
        problems.append(ValidationError(sentence, code="square", params=size))
    if not (min(width, height) >= SMALLEST_SIDE and max(width, height) <= LARGEST_SIDE):
        sentence = _(
            "The picture must be %(least)d to %(most)d pixels wide and high; "
            "this one is %(width)d by %(height)d."
        )
        params = {"least": SMALLEST_SIDE, "most": LARGEST_SIDE, "width": width, "height": height}
        problems.append(ValidationError(sentence, code="size", params=params))
    if mode not in _MODES:
        sentence = _("The picture must be in RGB colours; this one is %(mode)s.")
        problems.append(ValidationError(sentence, code="colours", params={"mode": mode}))
    if problems:
        raise ValidationError(problems)


def is_heavy(image: AbstractImage) -> bool:
    """Whether it has more bytes than directories advise."""
    return image.get_file_size() > ADVISED_BYTES
