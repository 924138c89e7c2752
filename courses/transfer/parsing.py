"""A folder's files as one course, with every problem in them; nothing of the site is asked."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from courses.activities.registry import kinds
from courses.catalog.glossary import GLOSSARY_SLUG
from courses.catalog.models import INTRO_FEATURES
from courses.transfer import keys
from courses.transfer.folder import COURSE_FILE, CourseFolder
from courses.transfer.forms import SHELVES, form_to_read
from courses.transfer.forms.form import Places, Reading, ShelfContent
from courses.transfer.glossary import ParsedGlossary, read_glossary
from courses.transfer.problems import Place, Problems
from courses.transfer.richtext.from_markdown import Findings, Link, read_blocks
from courses.transfer.sections import FrontMatter, Section, split_front_matter, split_sections
from courses.transfer.settings import Settings
from courses.transfer.values import (
    PictureFile,
    RecordingFile,
    Reference,
    RichText,
    files_in,
    references_in,
)

_COURSE_SETTINGS = ["title", "slug", "summary", "in_order", "key", "language"]
_LESSON_SETTINGS = ["title", "slug", "summary", "minutes", "key"]
_DEFAULT_MINUTES = 10


@dataclass(frozen=True, slots=True)
class ParsedActivity:
    """An activity: its block's id, its value with open places, where its parts stand."""

    kind: str
    id: str
    value: Any
    places: Places
    unread: frozenset[tuple[str | int, ...]]


@dataclass(frozen=True, slots=True)
class ParsedLesson:
    file: str
    settings: Settings
    title: str
    slug: str
    summary: str
    minutes: int
    key: uuid.UUID
    activities: tuple[ParsedActivity, ...]


@dataclass(frozen=True, slots=True)
class ParsedCourse:
    """A course as its files tell it. `language` is "" where they don't."""

    settings: Settings
    title: str
    slug: str
    summary: str
    in_order: bool
    key: uuid.UUID
    language: str
    intro: RichText
    lessons: tuple[ParsedLesson, ...]
    links: tuple[Link, ...]
    glossary: ParsedGlossary
    #: What the folder brings for the shelf of a kind.
    shelves: Mapping[str, ShelfContent]

    def files(self) -> Iterator[PictureFile | RecordingFile]:
        """Every picture and recording, in order, as often as it occurs."""
        for content in self.shelves.values():
            yield from files_in(list(content.values))
        for lesson in self.lessons:
            for activity in lesson.activities:
                yield from files_in(activity.value)

    def references(self, kind: str) -> Iterator[Reference]:
        """Everything that the activities of a kind refer to."""
        for lesson in self.lessons:
            for activity in lesson.activities:
                if activity.kind == kind:
                    yield from (one for _path, one in references_in(activity.value))


def parse_course(path: Path, problems: Problems) -> ParsedCourse:
    """The course in a folder; what is wrong with it is added to `problems`.

    Raises `TransferError` at once where there is no course at all.
    """
    folder = CourseFolder(path, problems)
    findings = Findings(problems)
    front = _read_front_matter(folder, COURSE_FILE)
    settings = front.settings
    settings.refuse_unknown(_COURSE_SETTINGS)
    slug = settings.text("slug", required=True)
    key = settings.key("key") or keys.course_key(slug)
    intro = read_blocks(front.body, front.body_place, findings, features=INTRO_FEATURES)
    _refuse_terms(findings)
    lessons = [_parse_lesson(name, key, folder, findings) for name in folder.lesson_names()]
    if not lessons:
        problems.add(Place(COURSE_FILE), "The folder has no lesson (01-introduction.md).")
    _refuse_twins(lessons, problems)
    reading = Reading(folder, findings)
    shelves = {kind: shelf.read(reading) for kind, shelf in SHELVES.items()}
    return ParsedCourse(
        settings=settings,
        title=settings.text("title", required=True),
        slug=slug,
        summary=settings.text("summary", required=True),
        in_order=settings.flag("in_order"),
        key=key,
        language=settings.text("language"),
        intro=RichText(intro),
        lessons=tuple(lessons),
        links=tuple(findings.links),
        glossary=read_glossary(folder),
        shelves=shelves,
    )


def _refuse_terms(findings: Findings) -> None:
    """The stored link to a term is right in a lesson alone."""
    for link in findings.links:
        if link.term:
            sentence = "Only a lesson links to the glossary; the course's page does it by itself."
            findings.problems.add(link.place, sentence)


def read_language(path: Path) -> str:
    """The language that a course's files name, "" where they name none; raises no problems but
    that of a missing course (`TransferError`)."""
    folder = CourseFolder(path, Problems())
    return _read_front_matter(folder, COURSE_FILE).settings.text("language")


def _read_front_matter(folder: CourseFolder, name: str) -> FrontMatter:
    text = folder.read_text(name)
    if text is None:
        broken = Settings(Place(name), {}, folder.problems, broken=True)
        return FrontMatter(broken, "", Place(name))
    return split_front_matter(text, name, folder.problems)


def _parse_lesson(
    file: str, course: uuid.UUID, folder: CourseFolder, findings: Findings
) -> ParsedLesson:
    front = _read_front_matter(folder, file)
    settings = front.settings
    settings.refuse_unknown(_LESSON_SETTINGS)
    slug = settings.text("slug", required=True)
    key = settings.key("key") or keys.lesson_key(course, slug)
    if slug == GLOSSARY_SLUG:
        sentence = f"The course's glossary has the address {slug!r}; choose another slug."
        folder.problems.add(settings.place_of("slug"), sentence)
    minutes = settings.number("minutes")
    sections = split_sections(front.body, front.body_place, findings.problems)
    if not sections and not settings.broken:
        sentence = "The lesson has no activity; begin one with a line `# reading: name`."
        findings.problems.add(front.body_place, sentence)
    return ParsedLesson(
        file=file,
        settings=settings,
        title=settings.text("title", required=True),
        slug=slug,
        summary=settings.text("summary"),
        minutes=_DEFAULT_MINUTES if minutes is None else minutes,
        key=key,
        activities=tuple(_parse_activities(sections, key, folder, findings)),
    )


def _parse_activities(
    sections: list[Section], lesson: uuid.UUID, folder: CourseFolder, findings: Findings
) -> Iterator[ParsedActivity]:
    places_by_id: dict[str, Place] = {}
    for section in sections:
        own_id = keys.activity_id(lesson, section.name)
        first = places_by_id.setdefault(own_id, section.place)
        if first != section.place:
            sentence = f"Line {first.line} has an activity of the same name; give each its own."
            findings.problems.add(section.place, sentence)
        if section.kind not in kinds:
            sentence = (
                f"No installed app provides the activity kind {section.kind!r}. Install it, or "
                f"use one of {', '.join(kind.slug for kind in kinds)}."
            )
            findings.problems.add(section.place, sentence)
            continue
        read = form_to_read(section).read(section, Reading(folder, findings, own_id))
        yield ParsedActivity(section.kind, own_id, read.value, read.places, read.unread)


def _refuse_twins(lessons: list[ParsedLesson], problems: Problems) -> None:
    """Two lessons with one slug or one key would be one page."""
    for name in ("slug", "key"):
        files: dict[Any, str] = {}
        for lesson in lessons:
            value = getattr(lesson, name)
            first = files.setdefault(value, lesson.file)
            if value and first != lesson.file and not (name == "key" and lesson.slug == ""):
                place = lesson.settings.place_of(name)
                problems.add(place, f"{first} has the same {name}; give each lesson its own.")
