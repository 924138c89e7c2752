"""A course from a folder of files: all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.models import Page

from courses.catalog.models import CourseIndexPage, CoursePage, LessonPage
from courses.transfer.forms.form import Shelved
from courses.transfer.parsing import parse_course
from courses.transfer.pictures import make_picture
from courses.transfer.planning import (
    LessonPlan,
    Plan,
    build_body,
    course_fields,
    fill_shelves,
    lesson_fields,
    plan_import,
)
from courses.transfer.problems import Problems
from courses.transfer.recordings import make_recording
from courses.transfer.storing import removing_files_on_failure

Tell = Callable[[str], None]


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do. Pages are named by their titles, files by their names."""

    course: str
    dry_run: bool
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    recordings: list[str] = field(default_factory=list)
    #: Changed pages whose draft by an editor was not published yet; it stays in their history.
    drafts: list[str] = field(default_factory=list)
    reordered: bool = False
    #: What was put on shelves beside the lessons, such as the question bank.
    shelved: list[Shelved] = field(default_factory=list)
    #: "file:line: sentence" for what hinders nothing.
    warnings: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the site was already as the files have it."""
        return not (
            self.created
            or self.changed
            or self.unpublished
            or self.pictures
            or self.recordings
            or self.reordered
            or self.shelved
        )

    def lines(self) -> list[str]:
        """The report for a person, a line for each thing."""
        would = "would be " if self.dry_run else ""
        told = [
            (f"{would}created", self.created),
            (f"{would}changed", self.changed),
            (f"{would}unpublished (the folder has no such lesson any more)", self.unpublished),
            (f"{would}stored as picture", self.pictures),
            (f"{would}stored as recording", self.recordings),
            (f"an unpublished draft {would or 'was '}replaced (see the history)", self.drafts),
        ]
        lines = [f"{what}: {name}" for what, names in told for name in names]
        if self.reordered:
            lines.append(f"lessons {would}put into the folder's order")
        for one in self.shelved:
            counts = (("created", one.created), ("changed", one.changed))
            lines += [
                f"{would}{what} in {one.where}: {count} {one.what}"
                for what, count in counts
                if count
            ]
        lines.append(f"unchanged pages: {len(self.unchanged)}")
        return [*lines, *(f"warning: {one}" for one in self.warnings)]


def import_course(
    folder: Path,
    *,
    index: CourseIndexPage,
    dry_run: bool = False,
    tell: Tell | None = None,
) -> ImportReport:
    """Makes or updates the course that `folder` holds, in the language of `index`.

    A new course goes below `index`; one that is there already stays where it is. Everything is
    read and checked first, then written in one transaction. `tell` is called with a line for each
    lesson. Raises `TransferError` with all problems, having changed nothing.
    """
    problems = Problems()
    parsed = parse_course(folder, problems)
    plan = plan_import(parsed, index, problems)
    problems.raise_any()
    report = _report(plan, dry_run=dry_run)
    report.warnings = [str(one) for one in sorted(problems.warnings)]
    if not dry_run and not report.is_empty:
        with removing_files_on_failure(), transaction.atomic():
            _write(plan, tell or _say_nothing)
    return report


def _say_nothing(line: str) -> None:
    pass


def _report(plan: Plan, *, dry_run: bool) -> ImportReport:
    report = ImportReport(course=plan.parsed.title, dry_run=dry_run, reordered=plan.reordered)
    told: list[tuple[str, Any, bool]] = [(plan.parsed.title, plan.course, plan.course_changed)]
    told += [(one.parsed.title, one.page, one.changed) for one in plan.lessons]
    for title, page, changed in told:
        names = report.changed if changed else report.unchanged
        (names if page else report.created).append(title)
        if page and changed and page.live and page.has_unpublished_changes:
            report.drafts.append(title)
    report.unpublished = [lesson.title for lesson in plan.leaving]
    report.pictures = [picture.file.name for picture in plan.new_pictures]
    report.recordings = [recording.file.name for recording in plan.new_recordings]
    report.shelved = plan.shelved
    return report


# --- Writing ----------------------------------------------------------------------------------


def _write(plan: Plan, tell: Tell) -> None:
    for picture in plan.new_pictures:
        plan.targets.pictures[picture.digest] = make_picture(picture)
    for recording in plan.new_recordings:
        plan.targets.recordings[recording] = make_recording(recording)
    _step_aside(plan)
    course = plan.course or _create_course(plan)
    pages = [lesson.page or _create_lesson(lesson, course) for lesson in plan.lessons]
    # Pages that were made just now have their ids only here.
    made = plan.addresses(course.pk, [page.pk for page in pages])
    plan.targets.pages |= {at: made[at] for at in plan.targets.pages if at in made}
    problems = Problems()
    fill_shelves(plan, plan.targets, problems)
    problems.raise_any()
    if plan.course_changed:
        fields = course_fields(plan.parsed, plan.targets, course)
        _publish(course, fields)
    for number, (lesson, page) in enumerate(zip(plan.lessons, pages, strict=True), start=1):
        tell(f"{number}/{len(pages)} {lesson.parsed.file}")
        if lesson.changed:
            _publish_lesson(lesson, page, plan)
    for page in plan.leaving:
        LessonPage.objects.get(pk=page.pk).unpublish()
    _put_in_order(course, pages)


def _step_aside(plan: Plan) -> None:
    """Lessons that get another slug give theirs up first: two may change places."""
    for lesson in plan.lessons:
        if lesson.page and lesson.page.slug != lesson.parsed.slug:
            Page.objects.filter(pk=lesson.page.pk).update(slug=f"moving-{lesson.page.pk}")


def _create_course(plan: Plan) -> CoursePage:
    parsed = plan.parsed
    course = CoursePage(
        title=parsed.title,
        slug=parsed.slug,
        summary=parsed.summary,
        locale=plan.index.locale,
        translation_key=parsed.key,
        live=False,
    )
    return plan.index.add_child(instance=course)


def _create_lesson(lesson: LessonPlan, course: CoursePage) -> LessonPage:
    """A draft without activities: they may link to lessons that come after it."""
    page = LessonPage(
        **lesson_fields(lesson.parsed),
        locale=course.locale,
        translation_key=lesson.parsed.key,
        live=False,
    )
    return course.add_child(instance=page)


def _publish_lesson(lesson: LessonPlan, page: LessonPage, plan: Plan) -> None:
    problems = Problems()
    body = build_body(lesson, plan.targets, problems)
    problems.raise_any()
    # Read again: its address may have changed with the course's.
    fresh = LessonPage.objects.get(pk=page.pk)
    _publish(fresh, {**lesson_fields(lesson.parsed), "body": body})


def _publish(page: Page, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def _put_in_order(course: CoursePage, pages: list[LessonPage]) -> None:
    """The folder's lessons in its order; the course's other lessons stay somewhere among them."""
    wanted = [page.pk for page in pages]
    for position, own in enumerate(wanted):
        lessons = LessonPage.objects.child_of(course).order_by("path")
        order = [pk for pk in lessons.values_list("pk", flat=True) if pk in wanted]
        if order == wanted:
            return
        if order[position] != own:
            page = LessonPage.objects.get(pk=own)
            if position == 0:
                page.move(LessonPage.objects.get(pk=order[0]), pos="left")
            else:
                page.move(LessonPage.objects.get(pk=wanted[position - 1]), pos="right")
