"""Questions that a person marks, and what is only read: essay, file and description.

An "essay" without a place to write, or one whose files are required, is a file. Its rubric is not
in Moodle's file; neither are the words' limits in those of old versions.
"""

import re
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.moodlexml.sources import Source
from courses.kinds.quiz.formats.moodlexml.targets import Target

Data = dict[str, Any]

_MEGABYTE = 1024 * 1024
_MOST_MEGABYTES = 10
#: Which of our kinds of file Moodle's words for kinds, and endings, belong to; the first is
#: written.
_KINDS = {
    "picture": "image web_image optimised_image .jpg .jpeg .png .gif .webp .heic .bmp .svg",
    "pdf": ".pdf",
    "document": "document spreadsheet presentation .doc .docx .odt .rtf .txt .xls .xlsx .ods "
    ".ppt .pptx .odp",
    "sound": "audio html_audio web_audio .mp3 .m4a .ogg .oga .opus .wav .aac .flac .amr",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}


def read_essay(source: Source) -> tuple[str, Data]:
    """The type and data of an "essay"."""
    node = source.node
    no_text = node.value("responseformat", "editor") == "noinline"
    if no_text or node.value("attachmentsrequired", "0") != "0":
        return _read_file(source, text_too=not no_text)
    if node.value("attachments", "0") != "0":
        source.warn(_("Files beside the text are left out: here an essay is a text alone."))
    return "essay", {
        "min_words": int(source.number("minwordlimit", 0, 0, 1500)) or None,
        "max_words": int(source.number("maxwordlimit", 0, 0, 1500)) or None,
        "lines": int(source.number("responsefieldlines", 15, 2, 40)),
        "model_answer": source.text("graderinfo"),
        "template": source.text("responsetemplate"),
    }


def write_essay(target: Target) -> None:
    data = target.data
    target.begin(
        "essay",
        responseformat="editor",
        responserequired="1",
        responsefieldlines=str(data["lines"]),
        minwordlimit=str(data["min_words"] or ""),
        maxwordlimit=str(data["max_words"] or ""),
        attachments="0",
        attachmentsrequired="0",
    )
    target.add_text(target.node, "graderinfo", data["model_answer"])
    target.add_text(target.node, "responsetemplate", data["template"])


def write_file(target: Target) -> None:
    data = target.data
    target.begin(
        "essay",
        responseformat="noinline",
        responserequired="0",
        attachments="1",
        attachmentsrequired="1",
        maxbytes=str(data["max_megabytes"] * _MEGABYTE),
        filetypeslist=",".join(_KINDS[kind].split()[0] for kind in data["accept"]),
    )
    target.add_text(target.node, "graderinfo", data["model_answer"])


def read_description(source: Source) -> tuple[str, Data]:
    return "description", {}


def write_description(target: Target) -> None:
    target.begin("description")


def _read_file(source: Source, *, text_too: bool) -> tuple[str, Data]:
    if text_too and source.node.value("responserequired", "1") != "0":
        source.warn(_("The text beside the file is left out: here it is a file alone."))
    if source.text("responsetemplate"):
        source.warn(_("The text to begin with is left out: here it is a file alone."))
    if source.number("attachmentsrequired", 1, -1, 100) > 1:
        source.warn(_("Moodle asks for several files, here it is one."))
    most = source.number("maxbytes", 0, 0, 10**12) / _MEGABYTE
    return "file", {
        "accept": _read_accepted(source),
        "max_megabytes": min(_MOST_MEGABYTES, -int(-most // 1)) if most else None,
        "model_answer": source.text("graderinfo"),
    }


def _read_accepted(source: Source) -> list[str]:
    words = re.split(r"[\s,;]+", source.node.value("filetypeslist").lower())
    named = [word for word in words if word and word != "*"]
    unknown = [word for word in named if word not in _KIND_OF]
    if unknown:
        sentence = _("These kinds of file are left out: %(names)s.")
        source.warn(sentence, names=", ".join(unknown)[:100])
    found = {_KIND_OF[word] for word in named if word in _KIND_OF}
    return [kind for kind in _KINDS if kind in found or not found]
