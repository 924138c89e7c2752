"""What every installation needs before its first page: languages, the tree, roles, review."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext, override
from wagtail.models import Locale, Page, Site, Workflow

from courses.catalog.models import CourseIndexPage
from lms.accounts.roles import Role, ensure_roles
from lms.models import ReviewByAnother
from podcasts.models import PodcastIndexPage

#: What a fresh Wagtail brings; the four roles take its place.
WAGTAIL_GROUPS = ["Editors", "Moderators"]


@transaction.atomic
def setup_site() -> CourseIndexPage:
    """Make or complete the site; running again changes nothing. Returns the course list in the
    main language."""
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    _name_site(site)
    main = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]
    index = _ensure_index(site.root_page, main)
    podcasts = _ensure_podcasts(site.root_page, main)
    roots = [site.root_page]
    for code, _name in settings.LANGUAGES:
        locale = Locale.objects.get_or_create(language_code=code)[0]
        if locale != main:
            root = _ensure_translation(site.root_page, locale, title="Pijar")
            with override(code):
                title = gettext("Courses")
            _ensure_translation(index, locale, title=title, slug=slugify(title))
            _ensure_translation(podcasts, locale, title=podcasts.title)
            roots.append(root)
    ensure_roles(roots)
    _ensure_review(site.root_page)
    return index


def _name_site(site: Site) -> None:
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.save()
    root = site.root_page
    if root.slug == "home" and not root.get_children().exists():
        root.title, root.slug = "Pijar", "beranda"
        root.save_revision().publish()
        root.refresh_from_db()


def _ensure_index(root: Page, locale: Locale) -> CourseIndexPage:
    found = CourseIndexPage.objects.filter(locale=locale).order_by("path").first()
    if found:
        return found
    with override(locale.language_code):
        title = gettext("Courses")
    index = CourseIndexPage(title=title, slug="kelas", locale=locale)
    root.add_child(instance=index)
    index.save_revision().publish()
    return index


def _ensure_podcasts(root: Page, locale: Locale) -> PodcastIndexPage:
    """The list of podcasts; feeds have their addresses below /podcast/ as well."""
    found = PodcastIndexPage.objects.filter(locale=locale).order_by("path").first()
    if found:
        return found
    podcasts = PodcastIndexPage(title="Podcast", slug="podcast", locale=locale)
    root.add_child(instance=podcasts)
    podcasts.save_revision().publish()
    return podcasts


def _ensure_translation(page: Page, locale: Locale, *, title: str, slug: str = "") -> Page:
    found = page.get_translation_or_none(locale)
    if found:
        return found
    translated = page.copy_for_translation(locale)
    translated.title = title
    translated.slug = slug or translated.slug
    translated.save_revision().publish()
    return translated


def _ensure_review(root: Page) -> None:
    """One workflow for all pages: another trainer or an administrator looks before it goes out."""
    Group.objects.filter(name__in=WAGTAIL_GROUPS, user=None).delete()
    task = ReviewByAnother.objects.order_by("pk").first()
    workflow = Workflow.objects.order_by("pk").first()
    if task is None or workflow is None:
        return
    if task.groups.filter(name=Role.TRAINER).exists():
        return
    with override(settings.LANGUAGE_CODE):
        task.name = workflow.name = gettext("Review by another trainer")
    task.save()
    workflow.save()
    task.groups.set(Group.objects.filter(name__in=[Role.TRAINER, Role.ADMINISTRATOR]))
