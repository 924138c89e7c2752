"""File: a picture, document or recording that a trainer looks at and marks. Data: `{"accept": some
of "picture", "pdf", "document", "sound", "max_megabytes": int, "model_answer": str, "rubric": as in
`rubric`}`; a response is `{"file": UUID, "name": str, "size": bytes, "type": MIME type}`.

The answer door stores the upload and puts that mapping into the payload; whose file it is and what
it really holds is checked there, its shape here.
"""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail import blocks

from courses.activities.contract import BadPayload
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.blocks import QuestionBlock
from courses.kinds.quiz.types.contract import Line, Mark, QuestionType
from courses.kinds.quiz.types.essay import tell_model_answer
from courses.kinds.quiz.types.registry import register
from courses.kinds.quiz.types.rubric import rubric_field

MAX_NAME = 200
MEGABYTE = 1024 * 1024
_DEFAULT_MEGABYTES, _MOST_MEGABYTES = 5, 10
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
_OPEN_XML = "application/vnd.openxmlformats-officedocument"

#: What each word in `accept` lets in. "audio/*" is any sound.
ACCEPTED: Mapping[str, tuple[str, ...]] = {
    "picture": ("image/jpeg", "image/png", "image/webp", "image/heic"),
    "pdf": ("application/pdf",),
    "document": (
        f"{_OPEN_XML}.wordprocessingml.document",
        f"{_OPEN_DOCUMENT}.text",
        f"{_OPEN_XML}.spreadsheetml.sheet",
        "application/msword",
    ),
    "sound": ("audio/*",),
}
#: For browsers that do not know the types.
_ENDINGS = {"document": (".docx", ".odt", ".xlsx", ".doc")}
_WORDS = {
    "picture": _("pictures"),
    "pdf": "PDF",
    "document": _("documents"),
    "sound": _("sound recordings"),
}


class FileBlock(QuestionBlock):
    accept = blocks.MultipleChoiceBlock(
        label=_("Kinds of file"), choices=list(_WORDS.items()), default=["picture"]
    )
    max_megabytes = blocks.IntegerBlock(
        label=_("Largest size in megabytes"),
        default=_DEFAULT_MEGABYTES,
        min_value=1,
        max_value=_MOST_MEGABYTES,
    )
    rubric = rubric_field()
    model_answer = blocks.TextBlock(
        label=_("A good answer"),
        required=False,
        rows=3,
        help_text=_("Shown beside the answer when you mark, and where right answers are shown."),
    )


@register
class File(QuestionType):
    slug = "file"
    label = _("File")
    icon = "upload"
    block = FileBlock
    template = "quiz/types/file.html"
    payload_fields = ("file",)
    graded_by_person = True
    takes_file = True

    def screen(self, question: Question, draw: Mapping[str, Any], language: str) -> dict[str, Any]:
        """`accept` is what the input's attribute of that name takes, `kinds` says it in words."""
        accepted = _accepted(question)
        with override(language):
            kinds = [str(_WORDS[word]) for word in accepted]
        return {
            "accept": ",".join(
                one for word in accepted for one in (*ACCEPTED[word], *_ENDINGS.get(word, ()))
            ),
            "kinds": kinds,
            "max_megabytes": max_megabytes(question),
        }

    def read(
        self, question: Question, draw: Mapping[str, Any], payload: Mapping[str, Any], language: str
    ) -> dict[str, Any]:
        sent = payload.get("file")
        if not isinstance(sent, Mapping) or not _is_uuid(sent.get("file")):
            raise BadPayload(_("Choose a file."))
        name, size, kind = sent.get("name"), sent.get("size"), sent.get("type")
        if not isinstance(name, str) or not name.strip() or not name.isprintable():
            raise BadPayload(_("Give the file a name of letters and digits, and choose it again."))
        if len(name) > MAX_NAME:
            sentence = _("The file's name is too long: at most %(limit)d characters.")
            raise BadPayload(sentence % {"limit": MAX_NAME})
        if not isinstance(size, int) or isinstance(size, bool) or size < 1:
            raise BadPayload(_("The file is empty. Choose another."))
        largest = max_megabytes(question)
        if size > largest * MEGABYTE:
            sentence = _("The file is too large: at most %(limit)d MB.")
            raise BadPayload(sentence % {"limit": largest})
        if not isinstance(kind, str) or not accepts(question, kind):
            words = ", ".join(str(_WORDS[word]) for word in _accepted(question))
            sentence = _("This kind of file is not taken here. Send one of these: %(kinds)s.")
            raise BadPayload(sentence % {"kinds": words})
        return {"file": sent["file"], "name": name.strip(), "size": size, "type": kind}

    def mark(self, question: Question, draw: Mapping[str, Any], response: Any) -> Mark:
        return Mark(None)

    def tell(
        self, question: Question, draw: Mapping[str, Any], response: Any, language: str
    ) -> list[Line]:
        name = response.get("name") if isinstance(response, Mapping) else None
        return [Line(name)] if isinstance(name, str) else []

    def solution(self, question: Question, draw: Mapping[str, Any], language: str) -> list[Line]:
        return tell_model_answer(question)


def accepts(question: Question, mime_type: str) -> bool:
    """Whether the question takes files of this MIME type, such as "image/jpeg"."""
    taken = {one for word in _accepted(question) for one in ACCEPTED[word]}
    sound = "audio/*" in taken and re.fullmatch(r"audio/[a-z0-9][a-z0-9.+-]{0,60}", mime_type)
    return bool(sound) or (mime_type in taken and "*" not in mime_type)


def max_megabytes(question: Question) -> int:
    """The largest file that the question takes."""
    return min(int(question.data.get("max_megabytes") or _DEFAULT_MEGABYTES), _MOST_MEGABYTES)


def _accepted(question: Question) -> list[str]:
    chosen = question.data.get("accept") or ()
    return [word for word in ACCEPTED if word in chosen]


def _is_uuid(value: Any) -> bool:
    """Whether it is a UUID as the door writes it: lower case, with dashes."""
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value
    except ValueError:
        return False
