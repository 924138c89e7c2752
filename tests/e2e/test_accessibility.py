"""axe finds nothing on any page of ours, nothing is wider than a small phone, taps are large."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from courses.catalog.enrolment import enrol
from lms.accounts.models import Person
from lms.demo.people import PARTICIPANT
from tests.e2e.conftest import COORDINATOR, DESK, PHONE, Site, find_violations, overflow, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

SMALL = {"width": 320, "height": 640}


def visit_as_visitor(page: Page, site: Site) -> Iterator[str]:
    yield from go(page, site, "/", "/en/", "/masuk/", "/keluar/", "/kelas/", site.course.url)
    yield from go(page, site, f"{site.course.url}kamus/", site.lessons[0].url, "/tidak-ada/")
    page.goto(site.url("/masuk/"))
    page.fill("[name=identifier]", "LT-0000")
    page.fill("[name=pin]", "000000")
    with page.expect_navigation():
        page.click("main button")
    yield "/masuk/ refused"


def visit_as_participant(page: Page, site: Site) -> Iterator[str]:
    sign_in(page, site)
    yield "/ welcome"
    enrol(Person.objects.get(code=PARTICIPANT.code).pk, course_key=site.course.translation_key)
    yield from go(page, site, "/", "/keluar/", "/akun/perangkat/", site.course.url, "/koordinator/")
    for lesson in site.lessons:
        yield from go(page, site, lesson.url)
    page.goto(site.url(site.lessons[0].url))
    page.locator(".tap button").first.click()
    yield "lesson read"
    while page.locator(".quiz form:visible").count():
        answer(page.locator(".quiz form:visible"))
        page.locator(".quiz form:visible button").click()
        page.locator(".feedback:visible").wait_for()
        yield "quiz feedback"
        page.locator(".feedback:visible .btn").click()
    yield "quiz result"


def answer(form: Locator) -> None:
    """Whatever comes first."""
    for select in form.locator("select").all():
        select.select_option(index=1)
    if form.locator(".pick").count():
        form.locator(".pick").first.click()


def visit_as_coordinator(page: Page, site: Site) -> Iterator[str]:
    sign_in(page, site, COORDINATOR)
    yield from go(page, site, "/koordinator/")
    enrol(Person.objects.get(code=PARTICIPANT.code).pk, course_key=site.course.translation_key)
    yield from go(page, site, "/koordinator/", "/koordinator/?cari=zzz", "/koordinator/pin/")
    yield from go(page, site, f"/koordinator/pin/{PARTICIPANT.code}/")
    with page.expect_navigation():
        page.locator("main button").first.click()
    yield "new PIN"


def go(page: Page, site: Site, *paths: str) -> Iterator[str]:
    for path in paths:
        page.goto(site.url(path))
        yield path


VISITS = {
    "visitor": visit_as_visitor,
    "participant": visit_as_participant,
    "coordinator": visit_as_coordinator,
}


@pytest.mark.parametrize("who", VISITS)
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing(site: Site, open_context: Any, who: str, viewport: Any) -> None:
    page = open_context(viewport).new_page()
    found = {where: find_violations(page) for where in VISITS[who](page, site)}
    assert {where: what for where, what in found.items() if what} == {}


SMALL_TARGETS = """
() => [...document.querySelectorAll('main a, main button, main summary, main label, main select,'
      + 'main input:not([type=hidden]), header a, .foot a, footer a')]
  .filter((one) => one.offsetParent && !one.closest('p:not(.chips):not(.field), li:not(.path li),'
      + 'td, th, label, .field'))
  .map((one) => [one.textContent.trim().slice(0, 30), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 47.5)
  .map(([text, box]) => `${text}: ${Math.round(box.height)} px`)
"""


@pytest.mark.parametrize("who", ["visitor", "participant"])
def test_on_the_smallest_phone_nothing_is_cut_off_or_too_small_to_tap(
    site: Site, open_context: Any, who: str
) -> None:
    page = open_context(SMALL).new_page()
    wide, small = {}, {}
    for where in VISITS[who](page, site):
        wide[where] = overflow(page)
        small[where] = page.evaluate(SMALL_TARGETS)
    assert {where: px for where, px in wide.items() if px > 0} == {}
    assert {where: what for where, what in small.items() if what} == {}


def test_at_twice_the_size_everything_is_still_there(site: Site, open_context: Any) -> None:
    page = open_context(PHONE).new_page()
    for where in visit_as_visitor(page, site):
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow(page) <= 0, where
