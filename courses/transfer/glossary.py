"""A course's glossary as a file: `glossary.yaml`, a list of terms with their explanations."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.catalog.glossary import term_slug
from courses.transfer import keys
from courses.transfer.folder import CourseFolder
from courses.transfer.problems import Place, Problems
from courses.transfer.richtext.from_markdown import Link
from courses.transfer.settings import Settings, read_rows, write_rows

GLOSSARY_FILE = "glossary.yaml"
_SETTINGS = ["term", "explanation", "id"]

#: A term as it is stored: `{"type": "term", "value": {"term", "explanation"}, "id"}`.
Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ParsedTerm:
    """A term; `id` is "" where the file writes none."""

    settings: Settings
    term: str
    explanation: str
    id: str


@dataclass(frozen=True, slots=True)
class ParsedGlossary:
    """The terms in the file's order; `broken` where some of it could not be read."""

    terms: tuple[ParsedTerm, ...] = ()
    broken: bool = False


def read_glossary(folder: CourseFolder) -> ParsedGlossary:
    """The glossary of a folder, which need not have one; what is wrong with it becomes problems."""
    if not folder.has(GLOSSARY_FILE):
        return ParsedGlossary()
    text = folder.read_text(GLOSSARY_FILE)
    rows = None if text is None else read_rows(text, Place(GLOSSARY_FILE), folder.problems)
    if rows is None:
        return ParsedGlossary(broken=True)
    terms = []
    for place, row in rows:
        if isinstance(row, Settings):
            terms.append(_read_term(row))
        else:
            sentence = "A term is written as `- term: ...`, with `explanation: ...` below it."
            folder.problems.add(place, sentence)
    _refuse_twins(terms, folder.problems)
    return ParsedGlossary(tuple(terms), broken=len(terms) < len(rows))


def _read_term(settings: Settings) -> ParsedTerm:
    settings.refuse_unknown(_SETTINGS)
    return ParsedTerm(
        settings=settings,
        term=_one_line(settings.text("term", required=True)),
        explanation=_one_line(settings.text("explanation", required=True)),
        id=str(settings.key("id") or ""),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _refuse_twins(terms: Sequence[ParsedTerm], problems: Problems) -> None:
    """Two terms with one id would be one term."""
    places: dict[str, Place] = {}
    for one in terms:
        place = one.settings.place_of("id")
        first = places.setdefault(one.id, place)
        if one.id and first != place:
            problems.add(place, f"Line {first.line} has the same id; delete one.")


def build_glossary(
    parsed: ParsedGlossary, *, course: uuid.UUID, stored: Sequence[Block]
) -> list[Block]:
    """The glossary as it is stored. A term that is there already keeps its id."""
    written = {one.id for one in parsed.terms}
    kept = {term_slug(one["value"]["term"]): str(one["id"]) for one in reversed(stored)}
    blocks = []
    for one in parsed.terms:
        slug = term_slug(one.term)
        before = kept.get(slug, "")
        own = one.id or (before if before not in written else "") or keys.term_id(course, slug)
        value = {"term": one.term, "explanation": one.explanation}
        blocks.append({"type": "term", "value": value, "id": own})
    return blocks


def check_term_links(links: Sequence[Link], parsed: ParsedGlossary, problems: Problems) -> None:
    """Every link to a term leads to one of the glossary's."""
    slugs = {term_slug(one.term) for one in parsed.terms}
    for link in links:
        if link.term and link.term not in slugs and not parsed.broken:
            sentence = f"The glossary has no term {link.term!r}; add it to {GLOSSARY_FILE}."
            problems.add(link.place, sentence)


def write_glossary(blocks: Sequence[Mapping[str, Any]], *, course: uuid.UUID) -> str:
    """A stored glossary as the file's text; ids that can't be derived are written."""
    rows = []
    for one in blocks:
        row = {name: one["value"][name] for name in ("term", "explanation")}
        own = str(one["id"])
        if keys.as_uuid(own) and own != keys.term_id(course, term_slug(row["term"])):
            row["id"] = own
        rows.append(row)
    return write_rows(rows)
