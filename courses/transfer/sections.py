"""A file's text cut into its front matter, and a lesson's text into its activities."""

import re
from dataclasses import dataclass
from itertools import pairwise

from courses.transfer.problems import Place, Problems
from courses.transfer.settings import Settings, read_settings

_HEADING = re.compile(r"# +([^\s:]+): +(\S+)\s*")
_LEVEL_1 = re.compile(r"#(\s|$)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A file's settings and the text below them, whose first line stands at `body_place`."""

    settings: Settings
    body: str
    body_place: Place


@dataclass(frozen=True, slots=True)
class Section:
    """One activity as it is written: `# kind: name`, its settings, its body."""

    kind: str
    name: str
    place: Place
    settings: Settings
    body: str
    body_place: Place


def split_front_matter(text: str, file: str, problems: Problems) -> FrontMatter:
    """The settings between the two lines `---` at the top, and the rest."""
    lines = text.split("\n")
    ends = [at for at, line in enumerate(lines) if at and line.rstrip() == "---"]
    if lines[0].rstrip() != "---" or not ends:
        sentence = "The file begins with a line `---`, then `name: value` lines, then `---` again."
        problems.add(Place(file), sentence)
        return FrontMatter(Settings(Place(file), {}, problems, broken=True), "", Place(file))
    settings = read_settings("\n".join(lines[1 : ends[0]]), Place(file, 2), problems)
    body = "\n".join(lines[ends[0] + 1 :])
    return FrontMatter(settings, body, Place(file, ends[0] + 2))


def split_sections(body: str, place: Place, problems: Problems) -> list[Section]:
    """A lesson's activities in their order; `place` is where the body begins."""
    lines = body.split("\n")
    headings = [at for at, line in enumerate(lines) if _LEVEL_1.match(line)]
    first = headings[0] if headings else len(lines)
    for at, line in enumerate(lines[:first]):
        if line.strip():
            sentence = "Text stands within an activity; begin one with a line `# reading: name`."
            problems.add(place.down(at), sentence)
            break
    sections = []
    for start, end in pairwise([*headings, len(lines)]):
        found = _HEADING.fullmatch(lines[start])
        if found:
            sections.append(
                _read_section(found, lines[start + 1 : end], place.down(start), problems)
            )
        else:
            sentence = (
                "A line that begins with one # opens an activity: `# kind: name`. Write ### for a "
                "heading, or \\# for the sign itself."
            )
            problems.add(place.down(start), sentence)
    return sections


def _read_section(
    heading: re.Match[str], lines: list[str], place: Place, problems: Problems
) -> Section:
    length = next((at for at, line in enumerate(lines) if not line.strip()), len(lines))
    settings = read_settings("\n".join(lines[:length]), place.down(1), problems)
    return Section(
        kind=heading[1],
        name=heading[2],
        place=place,
        settings=settings,
        body="\n".join(lines[length:]),
        body_place=place.down(1 + length),
    )
