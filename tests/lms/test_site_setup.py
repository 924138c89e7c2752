from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import GroupPagePermission, Page, Site, Task, Workflow

from courses.catalog.models import CourseIndexPage
from lms.site_setup import setup_site

pytestmark = pytest.mark.django_db


def snapshot() -> tuple[object, ...]:
    return (
        list(Page.objects.order_by("path").values_list("path", "title", "slug", "latest_revision")),
        sorted(GroupPagePermission.objects.values_list("group__name", "page", "permission")),
        sorted(Group.objects.values_list("name", flat=True)),
        list(Task.objects.values_list("name", flat=True)),
    )


def test_it_makes_the_tree_in_both_languages_and_can_run_again() -> None:
    setup_site()
    before = snapshot()
    out = StringIO()
    call_command("setup_site", stdout=out)
    assert snapshot() == before
    assert "The site is set up" in out.getvalue()
    slugs = CourseIndexPage.objects.values_list("locale__language_code", "live")
    assert sorted(slugs) == [("en", True), ("id", True)]
    one, other = CourseIndexPage.objects.all()
    assert one.translation_key == other.translation_key


def test_it_knows_its_own_address(settings: object) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://belajar.example.org"  # type: ignore[attr-defined]
    setup_site()
    site = Site.objects.get()
    assert (site.hostname, site.port, site.site_name) == ("belajar.example.org", 443, "Pijar")


def test_the_four_roles_take_the_place_of_wagtails_groups() -> None:
    setup_site()
    assert set(Group.objects.values_list("name", flat=True)) == {
        "participant",
        "trainer",
        "coordinator",
        "administrator",
    }


def test_review_is_by_trainers_and_administrators() -> None:
    setup_site()
    task = Task.objects.get().specific
    assert set(task.groups.values_list("name", flat=True)) == {"trainer", "administrator"}
    assert Workflow.objects.get().name == task.name
