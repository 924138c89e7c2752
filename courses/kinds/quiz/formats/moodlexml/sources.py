"""One question of the file while it is read: what the readers of all types ask it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Finding, Unreadable
from courses.kinds.quiz.formats.figures import read_float
from courses.kinds.quiz.formats.moodlexml.cloze import Gap
from courses.kinds.quiz.formats.moodlexml.media import Files, Media
from courses.kinds.quiz.formats.moodlexml.nodes import Node
from courses.kinds.quiz.formats.moodlexml.texts import Texts

#: A third as Moodle writes it, and as old versions rounded it.
_THIRD = 1 / 3


@dataclass(slots=True)
class Source:
    """`node` is the `<question>`, `kind` its type in Moodle's words."""

    node: Node
    kind: str
    texts: Texts
    files: Files = field(default_factory=Files)
    findings: list[Finding] = field(default_factory=list)
    name: str = ""
    #: Of a Cloze text, whose gaps are markers by now.
    gaps: Sequence[Gap] = ()
    #: Where the parts of its data begin.
    part_lines: list[int] = field(default_factory=list)
    #: The question's text, where a type writes it anew.
    replaced_text: str | None = None
    _placed: set[int] = field(default_factory=set)

    def warn(self, sentence: str, line: int = 0, **values: object) -> None:
        """Say that something is lost, with these values in the sentence."""
        said = sentence % values if values else sentence
        self.findings.append(Finding(line or self.node.line, said, error=False, name=self.name))

    def text(self, tag: str) -> str:
        """The text of the first child of that name, in the question's format."""
        return self.texts.read(self.node.find(tag))

    def shown(self, node: Node) -> str:
        """The text of something to pick or to arrange. Raises `Unreadable` where only a picture or
        sound says what it is."""
        text = self.texts.read(node)
        if not text and self.texts.media(node):
            sentence = _(
                "An answer is a picture or sound alone. That is possible only where one is chosen "
                "and all answers are pictures in the file; write words to the others."
            )
            raise Unreadable(sentence, node.line)
        return text

    def feedback(self, node: Node) -> str:
        """The feedback of an answer."""
        return self.texts.read(node.find("feedback"))

    def take_answers(self) -> list[Node]:
        """The answers, which are the parts of its data."""
        nodes = self.node.all("answer")
        self.part_lines += [node.line for node in nodes]
        return nodes

    def accept(self, node: Node, **fields: str) -> dict[str, Any]:
        """An accepted answer: these fields, what it gives, and its feedback."""
        return {**fields, "credit": self.share(node), "feedback": self.feedback(node)}

    def place(self, node: Node, media: Media) -> str | None:
        """Take a picture or sound of that element's text into the question; the name of its file,
        or None where it is not in the file."""
        name = self.files.take(node, media.name) if media.name else None
        if name is not None:
            self._placed.add(id(media))
        return name

    def was_placed(self, media: Media) -> bool:
        """Whether `place` took it."""
        return id(media) in self._placed

    def flag(self, tag: str, *, default: bool) -> bool:
        """Yes or no, as Moodle reads it: anything but "", "0" and "false" is yes."""
        text = self.node.value(tag).lower()
        return text not in ("0", "false") if text else default

    def fraction(self, node: Node) -> float:
        """What an answer gives, in per cent, -100..100."""
        text = node.attributes.get("fraction", "").strip() or "0"
        value = read_float(text)
        if value is None:
            sentence = _("The grade “%(text)s” of an answer is no number.")
            raise Unreadable(sentence, node.line, text=text[:40])
        if abs(value) > 100:
            self.warn(_("An answer gives more than 100 %; it is read as 100 %."), node.line)
        return max(-100.0, min(100.0, value))

    def share(self, node: Node) -> float:
        """What an answer gives where nothing can be taken away, in per cent, 0..100."""
        value = self.fraction(node)
        if value < 0:
            sentence = _(
                "An answer takes marks away; here it gives 0 %, as nothing can be taken away in a "
                "question of this type."
            )
            self.warn(sentence, node.line)
        return max(0.0, value)

    def number(self, tag: str, default: float, least: float, most: float) -> float:
        """The number in the first child of that name, kept within its limits."""
        child = self.node.find(tag)
        text = child.words() if child is not None else ""
        if child is None or not text:
            return default
        value = read_float(text)
        if value is None:
            sentence = _("<%(tag)s> says “%(text)s”, which is no number.")
            raise Unreadable(sentence, child.line, tag=tag, text=text[:40])
        if not least <= value <= most:
            sentence = _(
                "<%(tag)s> is %(value)s; it is read as the nearest possible, from %(least)s to "
                "%(most)s."
            )
            limits = {"least": f"{least:g}", "most": f"{most:g}"}
            self.warn(sentence, child.line, tag=tag, value=text[:40], **limits)
        return max(least, min(most, value))

    def penalty(self) -> float:
        """The share that a wrong try costs. Moodle writes a third with seven digits."""
        value = self.number("penalty", _THIRD, 0, 1)
        return _THIRD if abs(value - _THIRD) < 0.005 else value
