"""A real Chromium against a live server, at a phone's size and at a desk's."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import axe_playwright_python
import imageio_ffmpeg
import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from courses.catalog.models import CoursePage, LessonPage
from lms.demo.management.commands.load_demo import STUDIED
from lms.demo.people import PARTICIPANT, STAFF, DemoPerson

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
TRAINER, COORDINATOR, ADMINISTRATOR = STAFF
#: How long `sound` is.
SECONDS = 12


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Twelve seconds of a tone, as Chromium plays it everywhere."""
    path = tmp_path_factory.mktemp("sound") / "nada.ogg"
    tone = f"sine=frequency=330:duration={SECONDS}"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", tone]
    subprocess.run([*command, "-c:a", "libopus", "-b:a", "24k", str(path)], check=True)  # noqa: S603 - ours
    return path.read_bytes()


@dataclass
class Site:
    """The demo as `make run` shows it, for one test."""

    address: str
    course: CoursePage
    lessons: list[LessonPage]

    def url(self, path: str) -> str:
        return self.address + path


@pytest.fixture
def site(live_server: Any, transactional_db: None, settings: Any, monkeypatch: Any) -> Site:
    """The demo course and the people whose sign-ins are printed; nobody has studied yet."""
    settings.PIJAR_DEMO = True
    # Wagtail would save drafts by itself, in the very moment in which a test publishes or not.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    monkeypatch.setattr("lms.demo.management.commands.load_demo.demo_people", _printed_people)
    # Its recordings take seconds to prepare, and no test here listens to them.
    monkeypatch.setattr("lms.demo.podcast_show.prepare", lambda item: None)
    # So do its pages in English, which tests/lms/demo looks at.
    monkeypatch.setattr(
        "lms.demo.management.commands.load_demo.make_english", lambda course, folder, tell: None
    )
    # One course is enough, and the others take their time.
    monkeypatch.setattr("lms.demo.management.commands.load_demo.ORDER", [STUDIED])
    call_command("load_demo", stdout=StringIO(), stderr=StringIO())
    course = CoursePage.objects.get(slug=STUDIED)
    # Without what is asked before and after them.
    lessons = list(LessonPage.objects.child_of(course).order_by("path"))[1:-1]
    return Site(live_server.url, course, lessons)


def _printed_people() -> list[DemoPerson]:
    return [PARTICIPANT, *STAFF]


#: Says in the console what the content policy refused, with the script that wanted it.
TELL_REFUSALS = """
addEventListener("securitypolicyviolation", ({effectiveDirective, blockedURI, sourceFile}) =>
  console.warn("REFUSED", effectiveDirective, blockedURI, sourceFile));
"""
#: Jcrop asks in vain whether a desk's browser knows touches: docs/deploying.md says so.
REFUSED_ON_PURPOSE = "/wagtailimages/js/vendor/jquery.Jcrop.min."


@pytest.fixture
def refused() -> Iterator[list[str]]:
    """What the policy refused any page of this test: nothing, unless the test takes it out."""
    refusals: list[str] = []
    yield refusals
    assert refusals == []


@pytest.fixture
def open_context(browser: Browser, refused: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    contexts: list[BrowserContext] = []

    def listen(message: ConsoleMessage) -> None:
        if message.text.startswith("REFUSED") and REFUSED_ON_PURPOSE not in message.text:
            refused.append(f"{message.text} on {message.page and message.page.url}")

    def open_one(viewport: dict[str, int] = PHONE, *, javascript: bool = True) -> BrowserContext:
        context = browser.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            locale="id-ID",
        )
        context.set_default_timeout(15_000)
        context.add_init_script(TELL_REFUSALS)
        context.on("console", listen)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()


def sign_in(page: Page, site: Site, person: DemoPerson = PARTICIPANT) -> None:
    """By the form that this person's role has."""
    if person.role.value == "participant":
        page.goto(site.url("/masuk/"))
        page.fill("[name=identifier]", person.code)
        page.fill("[name=pin]", person.secret)
        with page.expect_navigation():
            page.click("main button")
    else:
        page.goto(site.url("/admin/login/"))
        page.fill("[name=username]", person.code)
        page.fill("[name=password]", person.secret)
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")


def find_violations(page: Page) -> list[str]:
    """What axe-core finds wrong on the page as it is, WCAG 2.2 AA and good practice."""
    page.evaluate(AXE.read_text())
    result = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
        " 'best-practice']})"
    )
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')[:160]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )
