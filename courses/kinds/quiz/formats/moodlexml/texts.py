"""The texts of one question, which Moodle writes in a format each and Pijar in one for all.

That one is the format that all of them share. Where they differ it is the question's own, if the
others mean the same in it (a text without tags, entities and lines is the same everywhere), and
HTML otherwise. "moodle_auto_format" is plain text without tags or entities, else HTML whose lines
count. A question that was written by Pijar says itself which format it had (`wanted`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape, unescape

from courses.kinds.quiz.formats.moodlexml.media import Media, take_media
from courses.kinds.quiz.formats.moodlexml.nodes import Node
from courses.kinds.quiz.questions import TextFormat
from courses.kinds.quiz.texts import plain_words, render_text

PLAIN, MARKDOWN, HTML = (one.value for one in TextFormat)
NAMES = {PLAIN: "plain_text", MARKDOWN: "markdown", HTML: "html"}
_AUTO = "auto"
_READ = {**{name: ours for ours, name in NAMES.items()}, "moodle_auto_format": _AUTO,
         "wiki_like": PLAIN}  # fmt: skip
_FORMATTED = {
    "questiontext", "generalfeedback", "hint", "hintcontent", "feedback", "graderinfo",
    "responsetemplate", "subquestion", "correctfeedback", "partiallycorrectfeedback",
    "incorrectfeedback", "instructions", "answer",
}  # fmt: skip
#: Answers of these types are words to compare with, not texts to show.
_PLAIN_ANSWERS = {"truefalse", "shortanswer", "numerical", "calculated", "calculatedsimple",
                  "matching", "match"}  # fmt: skip
#: What a participant's page does not show of a text.
_NOT_SHOWN = re.compile(
    r"<(a|iframe|object|embed|svg|math|form|input|select|script|style|canvas)\b", re.IGNORECASE
)


@dataclass(slots=True)
class _Text:
    node: Node
    words: str
    format: str
    media: list[Media] = field(default_factory=list)


class Texts:
    """The texts of one question, all in `format` once they are read. `main_words` stand in place
    of the words of its own text."""

    def __init__(
        self,
        question: Node,
        kind: str,
        *,
        wanted: str | None = None,
        main_words: str | None = None,
    ) -> None:
        main = question.find("questiontext")
        default = _format_of(main, HTML)
        self._texts: dict[int, _Text] = {}
        for node in question.walk():
            if node.tag in _FORMATTED and not (node.tag == "answer" and kind in _PLAIN_ANSWERS):
                self._gather(node, default, main_words if node is main else None)
        self.format = wanted or self._choose(self._texts.get(id(main)))

    def _gather(self, node: Node, default: str, words: str | None) -> None:
        text_format = _format_of(node, default)
        words = node.words() if words is None else words
        media: list[Media] = []
        if text_format != PLAIN:
            words, media = take_media(words)
        if text_format == _AUTO:
            is_plain = not media and not re.search("[<&]", words)
            words = words if is_plain else words.replace("\n", "<br>\n")
            text_format = PLAIN if is_plain else HTML
        self._texts[id(node)] = _Text(node, words, text_format, media)

    def _choose(self, main: _Text | None) -> str:
        used = {one.format for one in self._texts.values() if one.words}
        if len(used) == 1:
            return used.pop()
        if main is None or not used or main.format == HTML:
            return main.format if main and not used else HTML
        others = (one for one in self._texts.values() if one.words and one.format != main.format)
        return main.format if main.words and not any(map(_has_markup, others)) else HTML

    def read(self, node: Node | None) -> str:
        """The text of this element in the question's format, without pictures and sounds."""
        found = self._texts.get(id(node))
        return convert(found.words, found.format, self.format).strip() if found else ""

    def media(self, node: Node | None) -> list[Media]:
        """What that element's text shows and plays."""
        found = self._texts.get(id(node))
        return found.media if found else []

    def with_media(self) -> Iterable[tuple[Node, list[Media]]]:
        """All elements whose texts show or play something."""
        return [(one.node, one.media) for one in self._texts.values() if one.media]

    def find_not_shown(self) -> list[str]:
        """The names of HTML elements that no participant will see."""
        texts = (one.words for one in self._texts.values() if one.format == HTML)
        return sorted({name.lower() for words in texts for name in _NOT_SHOWN.findall(words)})


def _format_of(node: Node | None, default: str) -> str:
    if node is None:
        return default
    name = node.attributes.get("format", "").strip()
    # As in Moodle, an unknown format is HTML.
    return _READ.get(name, HTML) if name else default


def _has_markup(text: _Text) -> bool:
    return bool(re.search(r"[<&\n*_`\\]", text.words))


def convert(text: str, source: str, target: str) -> str:
    """A text in another format. Markdown and plain text are taken as each other."""
    if source == target or not text:
        return text
    if target == HTML:
        if source == PLAIN:
            return escape(text, quote=False).replace("\n", "<br>\n")
        return str(render_text(text, source))
    return _html_to_plain(text) if (source, target) == (HTML, PLAIN) else text


def _html_to_plain(html: str) -> str:
    html = re.sub(r"<br\s*/?>\n?", "\n", html, flags=re.IGNORECASE)
    html = re.sub(r"</p>\s*<p(?:\s[^<>]*)?>", "\n\n", html, flags=re.IGNORECASE)
    return unescape(re.sub(r"<[^<>]*>", "", html))


def show_plain(text: str, text_format: str) -> str:
    """Words that Moodle keeps plain, as a text of the question's format."""
    return escape(text, quote=False) if text_format == HTML else text


def make_plain(text: str, text_format: str) -> str:
    """The words of a text, where Moodle has room for plain ones alone."""
    if text_format != HTML:
        return text
    words = plain_words(text, HTML) if "<" in text else unescape(text)
    return words if words.strip() else text
