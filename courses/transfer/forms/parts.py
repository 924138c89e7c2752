"""A reading's text cut at its `:::` containers and `>` quotations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from courses.transfer.problems import Place, Problems

_OPENING = re.compile(r":::+ *(\S+) *(.*)")
_CLOSING = re.compile(r":::+ *")
_SOURCE = re.compile(r"— *(.*)")
_CONTAINERS = ("steps", "callout")


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown whose first line stands at `place`."""

    source: str
    place: Place


@dataclass(frozen=True, slots=True)
class Container:
    """What stands between `::: name title` at `place` and `:::`."""

    name: str
    title: str
    source: str
    place: Place


@dataclass(frozen=True, slots=True)
class Quotation:
    """Lines that begin with `>`: plain text, and who said it if the last line tells."""

    text: str
    source: str
    place: Place


def split_parts(
    body: str, place: Place, problems: Problems
) -> Iterator[Text | Container | Quotation]:
    """The parts in their order; `place` is where the body begins."""
    lines = body.split("\n")
    start = at = 0
    while at < len(lines):
        line = lines[at]
        if not line.startswith((":::", ">")):
            at += 1
            continue
        yield Text("\n".join(lines[start:at]), place.down(start))
        if line.startswith(">"):
            end = _end_of_quotation(lines, at)
            yield _read_quotation(lines[at:end], place.down(at))
            if end < len(lines) and lines[end].strip() and not lines[end].startswith(":::"):
                sentence = "Begin every line of a quotation with >, or put a blank line after it."
                problems.add(place.down(end), sentence)
        else:
            end = _end_of_container(lines, at)
            if container := _read_container(lines[at:end], place.down(at), problems):
                yield container
        start = at = end
    yield Text("\n".join(lines[start:]), place.down(start))


def _end_of_quotation(lines: list[str], start: int) -> int:
    at = start
    while at < len(lines) and lines[at].startswith(">"):
        at += 1
    return at


def _read_quotation(lines: list[str], place: Place) -> Quotation:
    texts = [line[1:].removeprefix(" ") for line in lines]
    found = _SOURCE.fullmatch(texts[-1].strip())
    if found:
        texts.pop()
    return Quotation("\n".join(texts).strip(), found[1].strip() if found else "", place)


def _end_of_container(lines: list[str], start: int) -> int:
    """The line after the `:::` that closes; where none does, the next opening or the end."""
    for at in range(start + 1, len(lines)):
        if _CLOSING.fullmatch(lines[at]):
            return at + 1
        if lines[at].startswith(":::"):
            return at
    return len(lines)


def _read_container(lines: list[str], place: Place, problems: Problems) -> Container | None:
    opening = _OPENING.fullmatch(lines[0].rstrip())
    if not opening or opening[1] not in _CONTAINERS:
        sentence = "A line of ::: opens `::: steps` or `::: callout tip Title`, or closes one."
        problems.add(place, sentence)
        return None
    if len(lines) < 2 or not _CLOSING.fullmatch(lines[-1]):
        problems.add(place, f"This `::: {opening[1]}` is not closed by a line `:::`.")
        return None
    return Container(opening[1], opening[2].strip(), "\n".join(lines[1:-1]), place)
