"""One question of the file while it is written: what the writers of all types ask of it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.figures import write_float
from courses.kinds.quiz.formats.moodlexml.nodes import Node
from courses.kinds.quiz.formats.moodlexml.texts import NAMES


@dataclass(slots=True)
class Target:
    """`node` becomes the `<question>`; `text` its text, with gaps as Moodle writes them, and
    `text_format` Moodle's name for that text's format."""

    entry: Entry
    text: str
    text_format: str
    node: Node = field(default_factory=lambda: Node("question"))

    @property
    def data(self) -> Mapping[str, Any]:
        return self.entry.question.data

    @property
    def format(self) -> str:
        """The format of the question's texts."""
        return self.entry.question.format

    @property
    def moodle_format(self) -> str:
        """Its name in Moodle's files."""
        return NAMES[self.format]

    def begin(self, kind: str, **elements: str) -> None:
        """Say which of Moodle's types the question has, and its first elements."""
        self.node.attributes["type"] = kind
        self.node.add_each(**elements)

    def add_text(self, node: Node, tag: str, text: str) -> Node:
        """Append an element with a text in the question's format; return it."""
        return node.add_words(tag, text, format=self.moodle_format)

    def add_answer(self, words: str, credit: float, feedback: str, **attributes: str) -> Node:
        """Append an accepted answer; return it."""
        node = self.node.add("answer", fraction=write_float(credit), **attributes)
        node.add("text", words)
        self.add_text(node, "feedback", feedback)
        return node

    def add_file(self, node: Node, name: str) -> None:
        """Append the file of that name, unless it lies beside. Raises `KeyError` where the entry
        has none."""
        if name in self.entry.beside:
            return
        content = base64.b64encode(self.entry.files[name]).decode("ascii")
        node.add("file", content, name=name, path="/", encoding="base64")
