"""The demo's courses in English: made by wagtail-localize out of `en/`, as a trainer would make
them in the editor, so that joining and progress are shared with the Indonesian pages.

A course's folder there has a PO file for each page (`course.po`, and one by the slug of each
lesson) and in `bank/` the questions that its quizzes draw. A `msgid` is a text as wagtail-localize
cuts it out of the page. Where it stands is looked up at each load, so the files hold no ids.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polib
from django.core.management.base import CommandError
from django.db import transaction
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    Translation,
    TranslationSource,
)

from courses.catalog.glossary import GLOSSARY_LINK, term_slug
from courses.catalog.models import CoursePage, LessonPage
from courses.kinds.quiz.bank.importing import import_entries
from courses.kinds.quiz.bank.models import Category
from courses.kinds.quiz.formats.registry import read_questions

ENGLISH = Path(__file__).with_name("en")

#: What stands in the Indonesian pages, and what takes its place.
Texts = Mapping[str, str]


@transaction.atomic
def make_english(course: CoursePage, folder: Path, *, tell: Callable[[str], object]) -> None:
    """The course and its published lessons in English, published; what is there already changes
    only where it differs. `tell` gets a line for each page that is written. Raises `CommandError`
    where a page has texts that its file lacks."""
    lessons = list(LessonPage.objects.live().child_of(course).order_by("path"))
    pages: dict[CoursePage | LessonPage, Texts] = {course: read_texts(folder / "course.po")}
    pages |= {lesson: read_texts(folder / f"{lesson.slug}.po") for lesson in lessons}
    _fill_bank(folder / "bank")
    terms = [block.value["term"] for block in course.glossary]
    links = {_link(term): _link(pages[course].get(term, term)) for term in terms}
    titles = {page.title: texts.get(page.title, page.title) for page, texts in pages.items()}
    for page, texts in pages.items():
        if _translate(page, texts, links=links, titles=titles):
            tell(f"English: {titles[page.title]} ...")


def read_texts(file: Path) -> dict[str, str]:
    """The English of each Indonesian text of a page."""
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(file)) if entry.msgstr}


def cut_page(page: CoursePage | LessonPage) -> tuple[TranslationSource, list[StringSegment]]:
    """A page as wagtail-localize has it: its source, and its texts in their order."""
    source, _new = TranslationSource.update_or_create_from_instance(page)
    segments = StringSegment.objects.filter(source=source).select_related("string", "context")
    return source, list(segments.order_by("order"))


def _link(term: str) -> str:
    return GLOSSARY_LINK + term_slug(term)


def _fill_bank(folder: Path) -> None:
    for path in sorted(folder.glob("*.gift")):
        report = import_entries(read_questions(path.read_bytes(), "gift"))
        if report.errors:
            raise CommandError(f"{path}: " + "; ".join(one.sentence for one in report.errors))


def _translate(page: CoursePage | LessonPage, texts: Texts, *, links: Texts, titles: Texts) -> bool:
    """Whether the English page had to be written."""
    english = Locale.objects.get(language_code="en")
    source, segments = cut_page(page)
    missing = {one.string.data for one in segments} - texts.keys()
    if missing:
        raise CommandError(f"{page.slug} has no English for: " + " | ".join(sorted(missing)))
    translation, _new = Translation.objects.get_or_create(source=source, target_locale=english)
    _import_texts(translation, texts)
    for segment in OverridableSegment.objects.filter(source=source).select_related("context"):
        if segment.context.path.endswith(".category"):
            _exchange(segment, english, _find_category(segment.data, titles))
        elif segment.data in links:
            _exchange(segment, english, links[segment.data])
    if not _differs(source, english):
        return False
    translation.save_target(publish=False)
    page.get_translation(english).specific.get_latest_revision().publish()
    return True


def _import_texts(translation: Translation, texts: Texts) -> None:
    """Those that are new or different, through wagtail-localize's own import."""
    file = polib.POFile()
    file.extend(
        polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt, msgstr=texts[entry.msgid])
        for entry in translation.export_po()
        if not entry.obsolete and entry.msgstr != texts[entry.msgid]
    )
    if file and (warnings := translation.import_po(file)):
        raise CommandError("; ".join(map(str, warnings)))


def _exchange(segment: OverridableSegment, english: Locale, value: str | int) -> None:
    """Put something else in the place of what is no text."""
    SegmentOverride.objects.update_or_create(
        locale=english, context=segment.context, defaults={"data_json": json.dumps(value)}
    )


def _find_category(pk: int, titles: Texts) -> int:
    """The English category of the bank for an Indonesian one: its names are titles of pages."""
    path = Category.objects.get(pk=pk).path
    names = [titles.get(name, name) for name in path.split("/")]
    return Category.objects.get(path="/".join(names)).pk


def _differs(source: TranslationSource, english: Locale) -> bool:
    """Whether there is no English page, or not as it would be written now."""
    page = source.get_source_instance().get_translation_or_none(english)
    if page is None or not page.live:
        return True
    wanted = source.get_ephemeral_translated_instance(english)
    return _content(wanted) != _content(page.specific)


def _content(page: Page) -> dict[str, Any]:
    """A page's fields. Streams stand in them as JSON, and PostgreSQL orders its keys anew."""
    fields: dict[str, Any] = json.loads(page.to_json())
    streams = {name: json.loads(fields[name]) for name in ("body", "glossary") if name in fields}
    return fields | streams
