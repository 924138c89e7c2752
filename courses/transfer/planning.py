"""What an import would do, worked out and checked before anything is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.blocks import StreamValue
from wagtail.models import Locale, Page

from courses.catalog.models import CourseIndexPage, CoursePage, LessonPage
from courses.transfer.checking import check_glossary, clean_activity, clean_page
from courses.transfer.forms import SHELVES
from courses.transfer.forms.form import Shelved
from courses.transfer.glossary import build_glossary, check_term_links
from courses.transfer.parsing import ParsedCourse, ParsedLesson
from courses.transfer.pictures import find_picture, stand_in_for_picture
from courses.transfer.problems import Problems
from courses.transfer.recordings import find_recording, stand_in_for_recording
from courses.transfer.settings import Settings
from courses.transfer.values import (
    PictureFile,
    RecordingFile,
    Targets,
    fill_in,
    references_in,
    settle_ids,
)

Body = list[dict[str, Any]]


@dataclass(slots=True)
class LessonPlan:
    """What happens to one lesson; `page` is None until it exists."""

    parsed: ParsedLesson
    page: LessonPage | None
    stored: Body
    changed: bool = False


@dataclass(slots=True)
class Plan:
    """What happens to a course. `targets` holds what is already there."""

    parsed: ParsedCourse
    index: CourseIndexPage
    course: CoursePage | None
    lessons: list[LessonPlan]
    leaving: list[LessonPage]
    targets: Targets
    new_pictures: list[PictureFile] = field(default_factory=list)
    new_recordings: list[RecordingFile] = field(default_factory=list)
    course_changed: bool = False
    reordered: bool = False
    #: What would be put on shelves.
    shelved: list[Shelved] = field(default_factory=list)

    @property
    def parent(self) -> Page:
        """The page that the course is below: an existing course stays where it is."""
        return self.course.get_parent() if self.course else self.index

    def addresses(self, course: int, lessons: Iterable[int]) -> dict[str, int]:
        """The links that lead to the course and its lessons, with the pages' ids as given."""
        path = f"{self.parent.url_path}{self.parsed.slug}/"
        found = {f"page:{path}": course}
        for lesson, own in zip(self.parsed.lessons, lessons, strict=True):
            found[f"lesson:{lesson.slug}"] = found[f"page:{path}{lesson.slug}/"] = own
        return found


def plan_import(parsed: ParsedCourse, index: CourseIndexPage, problems: Problems) -> Plan:
    """Compares the files with the site. What can't be done is added to `problems`."""
    locale = index.locale
    course = CoursePage.objects.filter(translation_key=parsed.key, locale=locale).first()
    pages = _find_lessons(parsed, locale)
    plan = Plan(
        parsed=parsed,
        index=index,
        course=course,
        lessons=[
            LessonPlan(lesson, page := pages.get(lesson.key), read_body(page) if page else [])
            for lesson in parsed.lessons
        ],
        leaving=_find_leaving(parsed, course),
        targets=Targets(),
    )
    _check_language(plan, problems)
    _check_course(plan, problems)
    _check_lessons(plan, problems)
    _check_kinds(plan, problems)
    _find_files(plan)
    _find_links(plan, problems)
    _check_and_compare(plan, problems)
    plan.reordered = _is_reordered(plan)
    return plan


def build_body(lesson: LessonPlan, targets: Targets, problems: Problems) -> Body:
    """The lesson's stream as it is stored, ids and all; without what the blocks refuse."""
    stored = {block["id"]: block for block in lesson.stored}
    known = targets.references
    body: Body = []
    for activity in lesson.parsed.activities:
        before = stored.get(activity.id, {})
        kept = before.get("value") if before.get("type") == activity.kind else None
        filled = settle_ids(fill_in(activity.value, targets), kept, activity.id)
        # That these are missing was told already.
        missing = {path for path, one in references_in(activity.value) if one not in known}
        value = clean_activity(activity, filled, problems, missing)
        body.append({"type": activity.kind, "value": value, "id": activity.id})
    return body


def fill_shelves(plan: Plan, targets: Targets, problems: Problems) -> list[Shelved]:
    """Stores what the folder brings for shelves, and finds what activities take from them."""
    done = []
    for kind, content in plan.parsed.shelves.items():
        told = len(problems.found)
        done.append(SHELVES[kind].store(content, targets, problems))
        if not content.broken and len(problems.found) == told:
            SHELVES[kind].find(plan.parsed.references(kind), targets, problems)
    return [one for one in done if one.created or one.changed]


def read_body(page: LessonPage) -> Body:
    """A lesson's stream as it is stored, in the form that its blocks write now."""
    return [
        {"type": one.block_type, "value": one.block.get_prep_value(_clean(one)), "id": one.id}
        for one in page.body
    ]


def _clean(stored: StreamValue.StreamChild) -> Any:
    """The value as the editor would leave it: fields that came to the block later are filled in."""
    try:
        return stored.block.clean(stored.value)
    except Exception:  # what is stored stands, whatever a block has to say about it today
        return stored.value


def course_fields(
    parsed: ParsedCourse, targets: Targets, course: CoursePage | None
) -> dict[str, Any]:
    """The course page's fields as the files have them; `course` is what is stored."""
    order = CoursePage.Order.IN_ORDER if parsed.in_order else CoursePage.Order.OPEN
    return {
        "title": parsed.title,
        "slug": parsed.slug,
        "summary": parsed.summary,
        "intro": settle_ids(fill_in(parsed.intro, targets), course.intro if course else "", ""),
        "lesson_order": order.value,
        "glossary": build_glossary(
            parsed.glossary,
            course=parsed.key,
            stored=course.glossary.get_prep_value() if course else [],
        ),
    }


def lesson_fields(parsed: ParsedLesson) -> dict[str, Any]:
    """The lesson page's fields as the files have them, the body apart."""
    return {
        "title": parsed.title,
        "slug": parsed.slug,
        "summary": parsed.summary,
        "minutes": parsed.minutes,
    }


def differs(page: Page, fields: dict[str, Any]) -> bool:
    """Whether a page is not live, or not as the files have it."""
    return not page.live or any(_stored(page, name) != value for name, value in fields.items())


def _stored(page: Page, name: str) -> Any:
    value = getattr(page, name)
    return value.get_prep_value() if isinstance(value, StreamValue) else value


# --- Finding ----------------------------------------------------------------------------------


def _find_lessons(parsed: ParsedCourse, locale: Locale) -> dict[Any, LessonPage]:
    keys = [lesson.key for lesson in parsed.lessons]
    found = LessonPage.objects.filter(translation_key__in=keys, locale=locale)
    return {page.translation_key: page for page in found}


def _find_leaving(parsed: ParsedCourse, course: CoursePage | None) -> list[LessonPage]:
    """The published lessons that the folder no longer has."""
    if course is None:
        return []
    keys = [lesson.key for lesson in parsed.lessons]
    lessons = LessonPage.objects.child_of(course).live().exclude(translation_key__in=keys)
    return list(lessons.order_by("path"))


def _find_files(plan: Plan) -> None:
    for file in dict.fromkeys(plan.parsed.files()):
        if isinstance(file, PictureFile):
            if (image := find_picture(file)) is None:
                plan.new_pictures.append(file)
            else:
                plan.targets.pictures[file.digest] = image
        elif (item := find_recording(file)) is None:
            plan.new_recordings.append(file)
        else:
            plan.targets.recordings[file] = item


def _find_links(plan: Plan, problems: Problems) -> None:
    """The pages that links lead to; 0 stands for a page that this import will make."""
    own = [lesson.page.pk if lesson.page else 0 for lesson in plan.lessons]
    coming = plan.addresses(plan.course.pk if plan.course else 0, own)
    check_term_links(plan.parsed.links, plan.parsed.glossary, problems)
    for link in plan.parsed.links:
        if link.term:
            continue
        address = link.address
        if address in coming:
            plan.targets.pages[address] = coming[address]
        elif address.startswith("page:") and (
            found := Page.objects.filter(url_path=address.removeprefix("page:")).first()
        ):
            plan.targets.pages[address] = found.pk
        else:
            where = "course" if address.startswith("lesson:") else "site"
            problems.add(link.place, f"The link {address!r} leads to no page of this {where}.")


# --- Checking ---------------------------------------------------------------------------------


def _check_language(plan: Plan, problems: Problems) -> None:
    wanted, has = plan.parsed.language, plan.index.locale.language_code
    if wanted and wanted != has:
        sentence = (
            f"The course is in the language {wanted!r}, but the list {plan.index.slug!r} is in "
            f"{has!r}; choose the list of its language."
        )
        problems.add(plan.parsed.settings.place_of("language"), sentence)


def _check_course(plan: Plan, problems: Problems) -> None:
    parsed, place = plan.parsed, plan.parsed.settings.place_of("slug")
    twin = _twin(plan.parent, parsed.slug, plan.course)
    if twin and isinstance(twin.specific, CoursePage):
        problems.add(
            place,
            f"There is another course with the slug {parsed.slug!r} ({twin.title}). To update "
            f"that one, write `key: {twin.translation_key}`; otherwise choose another slug.",
        )
    elif twin:
        sentence = f"The page {twin.title!r} has the slug {parsed.slug!r}; choose another one."
        problems.add(place, sentence)
    if plan.course:
        _check_editable(plan.course, parsed.settings, problems)


def _check_lessons(plan: Plan, problems: Problems) -> None:
    ours = {lesson.page.pk for lesson in plan.lessons if lesson.page}
    for lesson in plan.lessons:
        parsed, page = lesson.parsed, lesson.page
        if page:
            _check_editable(page, parsed.settings, problems)
            if plan.course is None or not page.is_child_of(plan.course):
                sentence = f"The lesson {page.title!r} of another course has this key."
                problems.add(parsed.settings.place_of("key"), sentence)
        twin = _twin(plan.course, parsed.slug, page) if plan.course else None
        if twin and twin.pk not in ours:
            problems.add(
                parsed.settings.place_of("slug"),
                f"The course has another lesson with the slug {parsed.slug!r} ({twin.title}). To "
                f"update that one, write `key: {twin.translation_key}`; otherwise choose another.",
            )


def _check_kinds(plan: Plan, problems: Problems) -> None:
    """A name is an identity: under another kind, what people completed would be undone."""
    for lesson in plan.lessons:
        stored = {block["id"]: block["type"] for block in lesson.stored}
        for activity in lesson.parsed.activities:
            kind = stored.get(activity.id, activity.kind)
            if kind != activity.kind:
                article = "an" if kind[:1] in "aeiou" else "a"
                problems.add(
                    activity.places[()],
                    f"This name belongs to {article} {kind} in the site; give the "
                    f"{activity.kind} another name.",
                )


def _twin(parent: Page, slug: str, page: Page | None) -> Page | None:
    """Another page of this slug below the same parent."""
    return (
        Page.objects.child_of(parent)
        .filter(slug=slug)
        .exclude(pk=page.pk if page else None)
        .first()
    )


def _check_editable(page: Page, settings: Settings, problems: Problems) -> None:
    if page.alias_of_id:
        sentence = f"The page {page.title!r} is an alias and follows another one; import that one."
        problems.add(settings.place, sentence)
    elif page.locked:
        sentence = f"The page {page.title!r} is locked by an editor; unlock it first."
        problems.add(settings.place, sentence)


def _check_and_compare(plan: Plan, problems: Problems) -> None:
    """Builds everything once, with rows in place of files that are still to be stored."""
    with transaction.atomic():
        targets = Targets(
            pictures=dict(plan.targets.pictures),
            recordings=dict(plan.targets.recordings),
            pages=_stand_in_for_pages(plan),
        )
        for picture in plan.new_pictures:
            targets.pictures[picture.digest] = stand_in_for_picture(picture)
        for recording in plan.new_recordings:
            targets.recordings[recording] = stand_in_for_recording(recording)
        plan.shelved = fill_shelves(plan, targets, problems)
        _compare_course(plan, targets, problems)
        for lesson in plan.lessons:
            _compare_lesson(lesson, targets, problems)
        transaction.set_rollback(True)


def _stand_in_for_pages(plan: Plan) -> dict[str, int]:
    """The pages that values name, with a row in place of those that are still to be made."""
    pages = plan.targets.pages
    if all(pages.values()):
        return pages
    page = Page(title="-", slug="-", path="-", depth=1, locale=plan.index.locale)
    page.content_type = ContentType.objects.get_for_model(Page)
    [made] = Page.objects.bulk_create([page])
    return {address: own or made.pk for address, own in pages.items()}


def _compare_course(plan: Plan, targets: Targets, problems: Problems) -> None:
    fields = course_fields(plan.parsed, targets, plan.course)
    clean_page(
        CoursePage(**fields), [name for name in fields if name != "glossary"], plan.parsed.settings
    )
    check_glossary(plan.parsed.glossary, fields["glossary"], problems)
    plan.course_changed = plan.course is None or differs(plan.course, fields)


def _compare_lesson(lesson: LessonPlan, targets: Targets, problems: Problems) -> None:
    fields = lesson_fields(lesson.parsed)
    clean_page(LessonPage(**fields), list(fields), lesson.parsed.settings)
    body = build_body(lesson, targets, problems)
    lesson.changed = lesson.page is None or differs(lesson.page, fields) or body != lesson.stored


def _is_reordered(plan: Plan) -> bool:
    """Whether lessons that are there already change their order, or new ones come between."""
    pages = [lesson.page for lesson in plan.lessons]
    paths: Iterable[str] = [page.path if page else "\uffff" for page in pages]
    return plan.course is not None and list(paths) != sorted(paths)
