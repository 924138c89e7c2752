"""Pictures and sounds in a text: where its HTML shows them, and the files that travel with it."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import NoReturn
from urllib.parse import quote, unquote

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Unreadable
from courses.kinds.quiz.formats.moodlexml.nodes import Node
from courses.kinds.quiz.formats.moodlexml.parsing import MAX_FILE_BYTES

_HERE = "@@PLUGINFILE@@/"
_SOUNDS = (".mp3", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".wav", ".flac", ".weba")
# Possessive, so that each letter is looked at once: a text may be a million letters of "<img".
_ATTRIBUTES = r"""(?:[^>"']|"[^"]*"|'[^']*')*+"""
_AUDIO = re.compile(r"<(audio|video)\b(?:(?!</\1\s*>).)*+(?:</\1\s*>)?", re.DOTALL | re.IGNORECASE)
_LINK = re.compile(
    rf"<a\b{_ATTRIBUTES}(?:>(?:(?!</a\s*>).)*+(?:</a\s*>)?)?", re.DOTALL | re.IGNORECASE
)
_IMAGE = re.compile(rf"<img\b{_ATTRIBUTES}>?", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\s(src|href|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE
)
#: By the beginnings of their tags; any other is a link.
_KINDS = {"aud": "sound", "vid": "video", "img": "picture"}
_GAP = "\0"  # stands where something was taken out; XML can't hold it
_EMPTY = re.compile(
    rf"<p(?:\s[^<>]*)?>(?=\s*{_GAP})[\s{_GAP}]++(?:<br\s*/?>)?\s*</p>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Media:
    """Something that a text shows or plays. `name` is that of a file beside the text, "" for
    what is somewhere else; `kind` is "picture", "sound" or "video"."""

    kind: str
    name: str
    alt: str = ""
    source: str = ""


def take_media(html: str) -> tuple[str, list[Media]]:
    """The text without its pictures, sounds and videos, and these."""
    found: list[Media] = []

    def take(match: re.Match[str]) -> str:
        media = _describe(match[0])
        if not media.kind:
            return match[0]  # a link to something else
        found.append(media)
        return _GAP

    if "<" in html:
        for pattern in (_AUDIO, _LINK, _IMAGE):
            html = pattern.sub(take, html)
    if found:
        html = _EMPTY.sub("", html).replace(_GAP, "").strip()
    return html, found


def _describe(tag: str) -> Media:
    values: dict[str, str] = {}
    for name, *quoted in _ATTRIBUTE.findall(tag[:20_000]):
        values.setdefault(name.lower(), unescape("".join(quoted)))
    source = values.get("src") or values.get("href") or ""
    name = unquote(source[len(_HERE) :].partition("?")[0]) if source.startswith(_HERE) else ""
    kind = _KINDS.get(tag[1:4].lower()) or ("sound" if name.lower().endswith(_SOUNDS) else "")
    return Media(kind, name, values.get("alt", ""), source[:60])


def show_picture(name: str, alt: str) -> str:
    """The HTML that shows the file of this name."""
    return f'<p><img src="{_HERE}{quote(name)}" alt="{escape(alt)}"></p>'


def play_sound(name: str) -> str:
    """The HTML that plays the file of this name, as Moodle's own recorder writes it."""
    return f'<p><audio controls="true"><source src="{_HERE}{quote(name)}"></audio></p>'


def make_safe_name(name: str) -> str:
    """The last part of a path, without anything that a file name must not hold."""
    last = re.sub(r"[\x00-\x1f\x7f-\x9f]", "", name.replace("\\", "/")).rpartition("/")[2]
    last = last.strip(" .") and last.strip().lstrip(".")
    stem, dot, extension = last.rpartition(".")
    return f"{(stem or extension)[:80]}{dot}{extension[:10]}" if stem else extension[:80]


class Files:
    """The files of one question, each under a name of its own. Those of `beside` are not in the
    XML: they lie in its folder."""

    def __init__(self, beside: frozenset[str] = frozenset()) -> None:
        self.beside = beside
        self.contents: dict[str, bytes] = {}
        self._waiting: dict[int, dict[str, bytes]] = {}
        self._used: set[tuple[int, str]] = set()

    def take(self, node: Node, name: str) -> str | None:
        """Keep the file that stands in `node` under `name`; the name it is kept under, or None
        where there is no such file."""
        content = self._files_of(node).get(name)
        if content is None:
            return name if name in self.beside else None
        self._used.add((id(node), name))
        wanted = make_safe_name(name) or "file"
        free, count = wanted, 1
        while free in self.beside or self.contents.get(free, content) != content:
            count += 1
            stem, dot, extension = wanted.rpartition(".")
            free = f"{stem}-{count}{dot}{extension}" if stem else f"{wanted}-{count}"
        self.contents[free] = content
        return free

    def holds(self, node: Node, name: str) -> bool:
        """Whether that file stands in `node`, or lies beside."""
        return name in self._files_of(node) or name in self.beside

    def leave(self, node: Node, name: str) -> None:
        """Know that file as left out, and told so."""
        self._used.add((id(node), name))

    def find_unused(self, question: Node) -> list[str]:
        """The names of all embedded files that nothing took."""
        return [
            name
            for node in question.walk()
            for name in self._files_of(node)
            if (id(node), name) not in self._used
        ]

    def _files_of(self, node: Node) -> Mapping[str, bytes]:
        if id(node) not in self._waiting:
            self._waiting[id(node)] = {
                _path(file): _decode(file) for file in node.all("file") if _path(file)
            }
        return self._waiting[id(node)]


def _path(file: Node) -> str:
    folder = file.attributes.get("path", "/").strip("/")
    name = file.attributes.get("name", "").strip("/")
    return f"{folder}/{name}" if folder and name else name


def _decode(file: Node) -> bytes:
    def refuse(sentence: str) -> NoReturn:
        raise Unreadable(sentence, file.line, name=_path(file)[:100])

    if file.attributes.get("encoding", "base64").strip().lower() != "base64":
        refuse(_("The file “%(name)s” is not in base64. Export the questions again."))
    try:
        content = base64.b64decode("".join(file.text.split()), validate=True)
    except (binascii.Error, ValueError):
        refuse(_("The file “%(name)s” is damaged: its base64 can't be read."))
    if len(content) > MAX_FILE_BYTES:
        refuse(_("The file “%(name)s” is larger than 5 MB; make it smaller."))
    return content
