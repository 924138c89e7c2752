"""Files that people send in: kept privately, served only by a view that has asked who wants them.

Whoever calls these functions decides who may: this module only keeps, checks and hands over.
"""

import uuid
from mimetypes import MimeTypes
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from media.delivery.answers import deliver
from media.files import ending_of, find_type, refuse_name
from media.models import SentFile

MAX_BYTES = 10 * 1024 * 1024
#: All that one person may have here: some hundred photos.
MAX_BYTES_A_PERSON = 300 * 1024 * 1024

_OFFICE = "application/vnd.openxmlformats-officedocument"
#: What is taken, by content, in the groups that a question may ask for.
GROUPS: dict[str, frozenset[str]] = {
    "picture": frozenset({"image/jpeg", "image/png", "image/webp", "image/heic"}),
    "pdf": frozenset({"application/pdf"}),
    "document": frozenset(
        {
            f"{_OFFICE}.wordprocessingml.document",
            f"{_OFFICE}.spreadsheetml.sheet",
            "application/vnd.oasis.opendocument.text",
            "application/msword",
        }
    ),
    "sound": frozenset(
        {
            *("audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/x-m4v", "audio/ogg", "audio/amr"),
            *("audio/aac", "audio/3gpp"),
        }
    ),
}
_TAKEN = frozenset().union(*GROUPS.values())
#: How the names of such files end. Phones are not exact about pictures and sound: a photo that is
#: called .jpg and is a WEBP is a photo still.
_ENDINGS: dict[str, frozenset[str]] = {
    "picture": frozenset({".jpg", ".jpeg", ".jfif", ".png", ".webp", ".heic", ".heif"}),
    "pdf": frozenset({".pdf"}),
    "document": frozenset({".doc", ".docx", ".odt", ".xlsx"}),
    "sound": frozenset({".3gp", ".aac", ".amr", ".m4a", ".mp3", ".mp4", ".oga", ".ogg", ".opus"}),
}


def keep_file(upload: Any, *, sender_id: Any, event_id: uuid.UUID) -> SentFile:
    """Store an uploaded file for the event that it is sent with; sent twice, it is stored once.

    Raises `ValidationError` with a sentence for a file that is too large, empty or of a type that
    is not taken, by its content.
    """
    if kept := SentFile.objects.filter(event_id=event_id, sender_id=sender_id).first():
        if (kept.size, kept.name) != (upload.size, _plain_name(upload.name)):
            sentence = _(
                "You have already sent a file here. Open the lesson again to send another."
            )
            raise ValidationError(sentence)
        return kept
    if not upload.size:
        raise ValidationError(_("The file is empty. Choose another one."))
    if upload.size > MAX_BYTES:
        raise ValidationError(
            _("The file is too large: at most %(megabytes)d MB."),
            params={"megabytes": MAX_BYTES // 1024 // 1024},
        )
    found = _find_sent_type(upload)
    if found not in _TAKEN:
        raise ValidationError(_("Send a photo, a PDF, a document or a sound file."))
    if not _is_rightly_named(upload.name, found):
        raise refuse_name(upload.name)
    sum_of = SentFile.objects.filter(sender_id=sender_id).aggregate(bytes=Sum("size"))
    if (sum_of["bytes"] or 0) + upload.size > MAX_BYTES_A_PERSON:
        raise ValidationError(_("You have sent too many files. Ask your trainer."))
    sent = SentFile(
        sender_id=sender_id,
        event_id=event_id,
        name=_plain_name(upload.name),
        type=found,
        size=upload.size,
    )
    # Before the transaction: nobody waits for the disk, or for a bucket, with the lock in hand.
    sent.file.save(upload.name, upload, save=False)
    try:
        with transaction.atomic():
            sent.save()
    except IntegrityError:
        # The same tap, twice at once.
        _delete_stored(sent)
        return SentFile.objects.get(event_id=event_id, sender_id=sender_id)
    except BaseException:
        _delete_stored(sent)
        raise
    return sent


def _find_sent_type(upload: Any) -> str:
    found = find_type(upload)
    # Phones record sound into the containers of films.
    if found.startswith("video/") and ending_of(upload.name) in _ENDINGS["sound"]:
        return found.replace("video/", "audio/", 1)
    return found


def _is_rightly_named(name: str, found: str) -> bool:
    """Whether the name ends as those of such files do, or in nothing that anybody knows: "Foto
    12.30" ends in no ending."""
    [group] = [one for one, types in GROUPS.items() if found in types]
    plain = _plain_name(name)
    if ending_of(plain) in _ENDINGS[group]:
        return True
    known = frozenset().union(*_ENDINGS.values())
    return ending_of(plain) not in known and MimeTypes().guess_type(plain) == (None, None)


def drop_file(sent: SentFile) -> None:
    """Forget a file whose answer was not taken."""
    sent.delete()
    _delete_stored(sent)


def _delete_stored(sent: SentFile) -> None:
    if sent.file.name:
        sent.file.storage.delete(sent.file.name)


def hand_over(sent: SentFile, *, request: HttpRequest) -> HttpResponseBase:
    """The file as a download that nothing keeps; who may have it was asked before."""
    return deliver(
        request,
        str(sent.file.name),
        content_type=sent.type,
        cache_control="private, no-store",
        filename=sent.name,
        attachment=True,
    )


def _plain_name(name: str) -> str:
    """The file's own name, without folders and control characters."""
    last = PurePath(name.replace("\\", "/")).name
    kept = "".join(char for char in last if char.isprintable())
    return kept[-150:] or "berkas"
