"""What a person typed: one text of a payload, checked and made fit to be kept."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from courses.activities.contract import BadPayload


def read_text(payload: Mapping[str, Any], *, limit: int) -> str:
    """The payload's "text": composed, with plain line ends, trimmed, at most `limit` characters.

    Raises `BadPayload` where it is missing, blank or longer.
    """
    sent = payload.get("text")
    text = _tidy(sent) if isinstance(sent, str) else ""
    if not text:
        raise BadPayload(_("Write your answer."))
    if len(text) > limit:
        sentence = _("Write at most %(limit)s characters; now there are %(count)s.")
        raise BadPayload(sentence % {"limit": _count(limit), "count": _count(len(text))})
    return text


def _tidy(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    # Control characters and halves of characters can't be kept by every database.
    kept = (sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in _LOST)
    return unicodedata.normalize("NFC", "".join(kept)).strip()


_LOST = {"Cc", "Cs"}


def _count(number: int) -> str:
    return number_format(number, force_grouping=True)
