"""The pages that trainers write, and who has joined which course."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail.url_routing import RouteResult

from courses.activities.fields import ActivityField
from courses.catalog.glossary import GLOSSARY_SLUG, GlossaryField
from courses.catalog.telling import told_from
from courses.catalog.weight import activity_outline

INTRO_FEATURES = ["bold", "italic", "link", "ul", "ol"]

#: Trainers see a lesson first as most participants do.
PREVIEW_SIZES = [
    {"name": "phone", "icon": "mobile-alt", "device_width": 360, "label": _("Phone, 360 px")},
    {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("Computer")},
]


class LearningPage(Page):
    """What the pages of the catalog share."""

    # Who may read is the catalog's own rule (`access`); lists and answers would not know of
    # Wagtail's privacy, so the editor does not offer it.
    private_page_options: ClassVar[list[str]] = []
    preview_sizes = PREVIEW_SIZES

    class Meta:
        abstract = True

    def serve_preview(self, request: HttpRequest, mode_name: str) -> TemplateResponse:
        """A preview's forms lead nowhere: nobody joins or answers in one."""
        response = self.make_preview(request, mode_name)
        response._csp_replace = {"form-action": ["'none'"]}  # type: ignore[attr-defined]
        return response

    def make_preview(self, request: HttpRequest, mode_name: str) -> TemplateResponse:
        return super().serve_preview(request, mode_name)


class CourseIndexPage(LearningPage):
    """The list of all courses in one language."""

    intro = RichTextField(_("introduction"), blank=True, features=INTRO_FEATURES)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["catalog.CoursePage"]
    template = "catalog/course_index.html"

    class Meta:
        verbose_name = _("course list")
        verbose_name_plural = _("course lists")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.catalog.outlines import outline_courses

        found = CoursePage.objects.live().child_of(self).defer("glossary")
        courses = outline_courses(found, request.user)
        return {**super().get_context(request, *args, **kwargs), "courses": courses}


class CoursePage(LearningPage):
    """A course: its lessons are its child pages, in their order."""

    class Order(models.TextChoices):
        OPEN = "open", _("Open: any lesson at any time")
        IN_ORDER = "in_order", _("In order: each lesson opens when the one before is done")

    summary = models.CharField(
        _("summary"), max_length=160, help_text=_("One sentence for the list of courses.")
    )
    intro = RichTextField(_("introduction"), blank=True, features=INTRO_FEATURES)
    lesson_order = models.CharField(
        _("order of lessons"), max_length=10, choices=Order, default=Order.OPEN
    )
    glossary = GlossaryField(
        verbose_name=_("glossary"),
        help_text=_("Hard words of this course, on a page of their own that lessons link to."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("intro"),
        FieldPanel("lesson_order"),
        FieldPanel("glossary", classname="collapsed"),
    ]
    preview_modes: ClassVar[list[tuple[str, Any]]] = [
        ("", _("Course")),
        (GLOSSARY_SLUG, _("Glossary")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    parent_page_types: ClassVar[list[str]] = ["catalog.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["catalog.LessonPage"]
    template = "catalog/course.html"

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.catalog.outlines import outline_courses

        [outline] = outline_courses([self], request.user)
        return {**super().get_context(request, *args, **kwargs), "outline": outline}

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """As Wagtail's, and the glossary; a lesson of its name would have been found before."""
        if path_components == [GLOSSARY_SLUG] and self.live and self.glossary:
            return RouteResult(self, kwargs={"part": GLOSSARY_SLUG})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TemplateResponse:
        from courses.catalog.glossary_page import serve_glossary

        if kwargs.get("part") == GLOSSARY_SLUG:
            return serve_glossary(self, request)
        return super().serve(request, *args, **kwargs)

    def make_preview(self, request: HttpRequest, mode_name: str) -> TemplateResponse:
        from courses.catalog.glossary_page import serve_glossary

        if mode_name == GLOSSARY_SLUG:
            return serve_glossary(self, request)
        return super().make_preview(request, mode_name)


class LessonPage(LearningPage):
    """A lesson: one ordered stream of activities.

    `outline` is derived from `body` at every save, so that lists need not read bodies:
    `[{"id", "kind", "bytes", "on_demand_bytes", "seconds", "timely"}, ...]`, missing kinds left
    out. `told_from`, derived too, is when the last result in it is released: until then nobody is
    told that they have done the lesson, since that would tell them their result.
    """

    summary = models.CharField(
        _("summary"),
        max_length=160,
        blank=True,
        help_text=_("One sentence, shown where this lesson is the next one."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, help_text=_("How long most people need, quiz and all.")
    )
    body = ActivityField(verbose_name=_("activities"))
    outline = models.JSONField(default=list, editable=False)
    told_from = models.DateTimeField(null=True, editable=False)

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("minutes"),
        FieldPanel("body"),
        HelpPanel(template="catalog/admin/writing_help.html", heading=_("Before you publish")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["catalog.CoursePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """As Wagtail's: those of the page, its ancestors, and what they alias. Hardly any site has
        one, so that is asked first."""
        if not PageViewRestriction.objects.exists():
            return PageViewRestriction.objects.none()
        steps = range(self.steplen, len(self.path) + 1, self.steplen)
        paths = [self.path[:end] for end in steps]
        return PageViewRestriction.objects.filter(
            models.Q(page__path__in=paths) | models.Q(page__aliases__path__in=paths)
        ).distinct()

    def clean(self) -> None:
        super().clean()
        if self.slug == GLOSSARY_SLUG:
            sentence = _("The course’s glossary has this address; choose another one.")
            raise ValidationError({"slug": sentence})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.outline = activity_outline(self.body)
        self.told_from = told_from(self.body)
        super().save(*args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TemplateResponse:
        from courses.catalog.lessons import serve_lesson

        return serve_lesson(self, request)

    def make_preview(self, request: HttpRequest, mode_name: str) -> TemplateResponse:
        from courses.catalog.lessons import preview_lesson

        return preview_lesson(self, request)


class Enrolment(models.Model):
    """A learner has joined a course; `course_key` is its `translation_key`, so that joining it in
    one language is joining it in all."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments"
    )
    course_key = models.UUIDField()
    enrolled_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course_key"], name="catalog_one_enrolment_each"
            )
        ]
        indexes = [models.Index(fields=["course_key", "learner"])]

    def __str__(self) -> str:
        return f"{self.learner_id} in {self.course_key}"
