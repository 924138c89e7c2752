"""One `<question>` as a small tree that knows its lines: what is read and what is written."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Node:
    """An element. `text` is all that stands directly in it; `line` is where its tag begins."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    text: str = ""
    line: int = 0

    def find(self, tag: str) -> "Node | None":
        """The first child of that name."""
        return next((child for child in self.children if child.tag == tag), None)

    def all(self, tag: str) -> list["Node"]:
        return [child for child in self.children if child.tag == tag]

    def within(self, holder: str, tag: str) -> list["Node"]:
        """The children of that name in all children called `holder`."""
        return [child for found in self.all(holder) for child in found.all(tag)]

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, as they stand in the file."""
        yield self
        for child in self.children:
            yield from child.walk()

    def words(self) -> str:
        """What `<x><text>words</text></x>` says; old files write it as `<x>words</x>`."""
        inner = self.find("text")
        return (self if inner is None else inner).text.strip()

    def value(self, tag: str, default: str = "") -> str:
        """The words of the first child of that name, `default` where it is missing or empty."""
        child = self.find(tag)
        return (child.words() if child is not None else "") or default

    def add(self, tag: str, text: str = "", **attributes: str) -> "Node":
        """Append a child and return it."""
        child = Node(tag, dict(attributes), [], text, self.line)
        self.children.append(child)
        return child

    def add_each(self, **texts: str) -> None:
        """Append a child for each name, with that text."""
        for tag, text in texts.items():
            self.add(tag, text)

    def add_words(self, tag: str, words: str, **attributes: str) -> "Node":
        """Append `<tag><text>words</text></tag>` and return the outer one."""
        child = self.add(tag, **attributes)
        child.add("text", words)
        return child


def serialise(node: Node, depth: int = 1) -> Iterator[str]:
    """The element as XML, one line an element, indented by two spaces a level."""
    indent = "  " * depth
    named = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
    if node.children:
        yield f"{indent}<{node.tag}{named}>{escape(node.text)}\n"
        for child in node.children:
            yield from serialise(child, depth + 1)
        yield f"{indent}</{node.tag}>\n"
    else:
        yield f"{indent}<{node.tag}{named}>{escape(node.text)}</{node.tag}>\n"


#: A bare carriage return reads back as a line feed, and white space in attributes as a space.
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
)  # fmt: skip


def escape(text: str) -> str:
    """Text as it may stand between tags or in an attribute. There are no CDATA sections, so that
    nothing in a text can end one."""
    return text.translate(_ESCAPES)
