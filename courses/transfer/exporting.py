"""A course as a folder of files: all of it or nothing."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.utils.text import slugify
from wagtail.models import Page

from courses.activities.blocks import MISSING
from courses.activities.registry import kinds
from courses.catalog.glossary import GLOSSARY_SLUG
from courses.catalog.models import CoursePage, LessonPage
from courses.transfer import keys
from courses.transfer.belongings import Belongings
from courses.transfer.folder import COURSE_FILE
from courses.transfer.forms import SHELVES, form_to_write
from courses.transfer.forms.form import Writing
from courses.transfer.glossary import GLOSSARY_FILE, write_glossary
from courses.transfer.planning import read_body
from courses.transfer.problems import Place, Problem, Problems, TransferError
from courses.transfer.richtext.html import UnreadableHtml, read_html
from courses.transfer.richtext.to_markdown import write_markdown
from courses.transfer.settings import write_settings

Tell = Callable[[str], None]

#: What an export writes of lessons and questions, and so replaces; below, what it puts on shelves.
_LEFT_OVER = re.compile(rf"\d+-[^/]+\.(md|xml)|[^/]+\.gift|{re.escape(GLOSSARY_FILE)}")
_LEFT_OVER_BELOW = re.compile(r"[^/]+\.(gift|xml)")


def export_course(
    course: CoursePage, folder: Path, *, force: bool = False, tell: Tell | None = None
) -> list[Path]:
    """Writes the published state of a course and its published lessons; gives the files' paths.

    `folder` must be new or empty; with `force` it may hold an exported course, which is replaced
    (other files in it stay). Raises `TransferError` with all problems, having written nothing.
    """
    folder = folder.resolve()
    _check_folder(folder, force=force)
    problems = Problems()
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        belongings = Belongings(scratch)
        _write_all(course, belongings, problems, tell)
        problems.raise_any()
        return _move(scratch, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _check_folder(folder: Path, *, force: bool) -> None:
    sentence = ""
    if folder.exists() and not folder.is_dir():
        sentence = "This is a file; name a folder."
    elif folder.is_dir() and any(folder.iterdir()):
        if not (folder / COURSE_FILE).is_file():
            sentence = "The folder holds something other than a course; name another one."
        elif not force:
            sentence = "The folder holds a course already; use --force to replace it."
        elif name := next((one for one in _shelf_folders() if _is_taken(folder / one)), ""):
            sentence = f"{name!r} in the folder is no folder; move it away."
    if sentence:
        raise TransferError([Problem(Place(str(folder)), sentence)])


def _shelf_folders() -> list[str]:
    return [shelf.folder for shelf in SHELVES.values()]


def _is_taken(path: Path) -> bool:
    """Whether something other than a folder stands where one is needed."""
    return path.is_symlink() or (path.exists() and not path.is_dir())


def _move(scratch: Path, folder: Path) -> list[Path]:
    """Puts the written files in place of the course that was there."""
    folder.mkdir(exist_ok=True)
    written = {
        path.relative_to(scratch).as_posix() for path in scratch.rglob("*") if path.is_file()
    }
    left_over = [path for path in folder.iterdir() if _LEFT_OVER.fullmatch(path.name)]
    for name in _shelf_folders():
        below = (folder / name).glob("*")
        left_over += [path for path in below if _LEFT_OVER_BELOW.fullmatch(path.name)]
    for path in left_over:
        if path.relative_to(folder).as_posix() not in written:
            path.unlink()
    moved = []
    for name in sorted(written, key=lambda name: (name != COURSE_FILE, name)):
        (folder / name).parent.mkdir(exist_ok=True)
        moved.append((scratch / name).replace(folder / name))
    return moved


def _write_all(
    course: CoursePage, belongings: Belongings, problems: Problems, tell: Tell | None
) -> None:
    lessons = list(LessonPage.objects.child_of(course).live().order_by("path"))
    namer = _PageNamer(course, lessons)
    width = max(2, len(str(len(lessons))))
    stems = [f"{number:0{width}d}-{page.slug}" for number, page in enumerate(lessons, start=1)]
    belongings.reserve([COURSE_FILE, GLOSSARY_FILE, *(f"{stem}.md" for stem in stems)])
    try:
        belongings.write(COURSE_FILE, _course_text(course, namer))
    except UnreadableHtml as unreadable:
        problems.add(Place(COURSE_FILE), str(unreadable))
    if terms := course.glossary.get_prep_value():
        belongings.write(GLOSSARY_FILE, write_glossary(terms, course=course.translation_key))
    activities: list[tuple[str, Any]] = []
    for number, (stem, lesson) in enumerate(zip(stems, lessons, strict=True), start=1):
        if tell:
            tell(f"{number}/{len(lessons)} {stem}.md")
        body = read_body(lesson)
        writing = _writing(Place(f"{stem}.md"), stem, belongings, namer)
        text = _lesson_text(lesson, body, course, writing, problems)
        belongings.write(f"{stem}.md", text)
        activities += [(block["type"], block["value"]) for block in body]
    for shelf in SHELVES.values():
        try:
            shelf.write(activities, _writing(Place(shelf.folder), "", belongings, namer))
        except TransferError as error:
            problems.found += error.problems


def _writing(place: Place, stem: str, belongings: Belongings, namer: "_PageNamer") -> Writing:
    return Writing(
        place=place,
        activity_id="",
        name_page=namer.name_page,
        add_text=lambda ending, text: belongings.add_text(stem + ending, text),
        add_picture=belongings.add_picture,
        add_recording=belongings.add_recording,
        glossary=namer.glossary,
    )


def _course_text(course: CoursePage, namer: "_PageNamer") -> str:
    settings: dict[str, Any] = {
        "title": course.title,
        "slug": course.slug,
        "summary": course.summary,
        "in_order": course.lesson_order == CoursePage.Order.IN_ORDER,
    }
    if course.translation_key != keys.course_key(course.slug):
        settings["key"] = str(course.translation_key)
    if (language := course.locale.language_code) != django_settings.LANGUAGE_CODE:
        settings["language"] = language
    intro = write_markdown(read_html(course.intro, namer.name_page))
    return _front_matter(settings) + (intro + "\n" if intro else "")


def _lesson_text(
    lesson: LessonPage,
    body: list[dict[str, Any]],
    course: CoursePage,
    writing: Writing,
    problems: Problems,
) -> str:
    settings: dict[str, Any] = {
        "title": lesson.title,
        "slug": lesson.slug,
        "summary": lesson.summary,
        "minutes": lesson.minutes,
    }
    if lesson.translation_key != keys.lesson_key(course.translation_key, lesson.slug):
        settings["key"] = str(lesson.translation_key)
    if not settings["summary"]:
        del settings["summary"]
    sections = []
    for block in body:
        try:
            own = replace(writing, activity_id=block["id"])
            sections.append(_activity_text(block, lesson, own))
        except TransferError as error:
            problems.found += [
                Problem(writing.place, f"The activity {block['id']}: {one.sentence}")
                for one in error.problems
            ]
    return _front_matter(settings) + "\n" + "\n".join(sections)


def _activity_text(block: dict[str, Any], lesson: LessonPage, writing: Writing) -> str:
    kind, value = block["type"], block["value"]
    installed = kind != MISSING
    if not installed:
        kind, value = value["type"], value["value"]
    written = form_to_write(kind, installed=installed and kind in kinds).write(value, writing)
    name = _activity_name(block["id"], kind, value, lesson)
    if keys.activity_id(lesson.translation_key, name) != block["id"]:
        raise writing.refuse("Its id is not a UUID, so it would not stay the same.")
    head = f"# {kind}: {name}\n{write_settings(written.settings)}"
    return f"{head}\n{written.body}\n" if written.body else head


def _activity_name(own_id: str, kind: str, value: Any, lesson: LessonPage) -> str:
    """A name that the id derives from, if one comes to mind, else the id itself."""
    title = value.get("title") if isinstance(value, dict) else None
    for name in (kind, slugify(str(title or ""))):
        if name and keys.activity_id(lesson.translation_key, name) == own_id:
            return name
    return own_id


def _front_matter(settings: dict[str, Any]) -> str:
    return f"---\n{write_settings(settings)}---\n"


class _PageNamer:
    """Links to pages of the site as text: `lesson:slug` within the course, else `page:/path/`."""

    def __init__(self, course: CoursePage, lessons: Iterable[LessonPage]) -> None:
        self.glossary = f"{course.get_url() or ''}{GLOSSARY_SLUG}/"
        self.slugs = {lesson.pk: lesson.slug for lesson in lessons}

    def name_page(self, page_id: int) -> str:
        """Raises `UnreadableHtml` for a page that is gone."""
        if page_id in self.slugs:
            return f"lesson:{self.slugs[page_id]}"
        path = Page.objects.filter(pk=page_id).values_list("url_path", flat=True).first()
        if path is None:
            raise UnreadableHtml(f"A link leads to page {page_id}, which is gone; remove it.")
        return f"page:{path}"
