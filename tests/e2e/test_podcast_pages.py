"""The podcast's own pages in a real browser: hearing, jumping, passing on, and who can use them."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import gettext
from playwright.sync_api import BrowserContext, Page, expect

from lms.accounts.models import Person
from lms.demo.people import PARTICIPANT
from media.models import MediaItem
from podcasts.models import EpisodeChapter, EpisodePage, ShowPage
from podcasts.publishing.addresses import make_absolute
from podcasts.publishing.private import issue_token, token_address
from tests.e2e.conftest import DESK, PHONE, SECONDS, Site, find_violations, overflow, sign_in
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import CoursePageFactory
from tests.factories.media import make_media_item
from tests.factories.podcasts import EpisodePageFactory, ShowPageFactory

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., BrowserContext]
SMALL = {"width": 320, "height": 640}
CAPTIONS = b"""WEBVTT

00:00.000 --> 00:03.000
<v Sari>Selamat datang.

00:03.000 --> 00:07.000
<v Sari>Hari ini tentang modal.

00:07.000 --> 00:12.000
<v Budi>Saya mulai dari yang kecil.
"""
#: What is tapped, and the second it begins at.
SEEKS = (
    ("Modal pertama", 4.0),
    ("Saya mulai dari yang kecil.", 7.0),
    ("Salam", 0.0),
)


@pytest.fixture
def site(live_server: Any, transactional_db: None, settings: Any) -> Site:
    """Without the demo: one participant, and the podcasts that a test makes."""
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    PersonFactory(
        participant=True, name="Siti Contoh", code=PARTICIPANT.code, pin=PARTICIPANT.secret
    )
    return Site(live_server.url, CoursePageFactory(), [])


@pytest.fixture
def episode(site: Site, sound: bytes) -> EpisodePage:
    """Twelve seconds with two chapters and three lines."""
    recording = make_media_item(sound, "nada.ogg", seconds=SECONDS, state=MediaItem.State.READY)
    recording.captions.save("teks.vtt", ContentFile(CAPTIONS))
    made: EpisodePage = EpisodePageFactory(recording=recording, season=1, number=1)
    EpisodeChapter.objects.create(episode=made, start=0, title="Salam")
    EpisodeChapter.objects.create(episode=made, start=4, title="Modal pertama")
    return made


@pytest.fixture
def private_show(site: Site) -> ShowPage:
    made: ShowPage = ShowPageFactory(private=True)
    return made


def own_address(show: ShowPage) -> str:
    return f"/podcast/{show.slug}/saya/"


def watch_sound(page: Page) -> list[str]:
    """The requests for stored files; the list grows while the page is used."""
    asked: list[str] = []
    page.on(
        "request",
        lambda request: (
            urlsplit(request.url).path.startswith("/berkas/") and asked.append(request.url)
        ),
    )
    return asked


def wait_until_playing(page: Page, *, start: float) -> None:
    page.wait_for_function(
        """start => {
          const audio = document.querySelector("audio");
          return !audio.paused && !audio.seeking && audio.readyState > 2
            && audio.currentTime >= start && audio.currentTime < start + 2.5;
        }""",
        arg=start,
    )


def test_nothing_of_the_sound_is_loaded_before_the_tap_and_its_size_is_said(
    site: Site, episode: EpisodePage, open_context: Open
) -> None:
    page = open_context().new_page()
    asked = watch_sound(page)
    page.goto(site.url(episode.url), wait_until="networkidle")
    expect(page.locator(".episode .chip", has_text="KB")).to_be_visible()
    expect(page.locator(".episode .chip", has_text=f"{SECONDS} detik")).to_be_visible()
    page.wait_for_timeout(500)
    assert asked == []
    page.evaluate("document.querySelector('audio').muted = true")
    page.evaluate("document.querySelector('audio').play()")
    wait_until_playing(page, start=0)
    assert {urlsplit(one).path for one in asked} == {
        urlsplit(episode.recording.sources[0].url).path
    }


@pytest.mark.parametrize(("words", "start"), SEEKS)
def test_a_tap_on_a_chapter_or_a_line_plays_from_there_and_marks_it(
    site: Site, episode: EpisodePage, open_context: Open, words: str, start: float
) -> None:
    page = open_context().new_page()
    page.goto(site.url(episode.url))
    page.evaluate("document.querySelector('audio').muted = true")
    # Chapters stand open; the transcript opens by a tap.
    page.locator(".episode details:not([open]) > summary").click()
    moment = page.locator(".moments a", has_text=words)
    moment.click()
    wait_until_playing(page, start=start)
    expect(moment).to_have_attribute("aria-current", "true")
    assert page.url == site.url(episode.url), "The link was followed as well."
    marked = page.locator(".moments [aria-current]")
    # One chapter and one line: no others are marked.
    expect(marked).to_have_count(2)
    assert page.locator(".moments .by").all_inner_texts() == ["Sari", "Budi"]


def test_fifteen_seconds_back_and_the_speed_are_one_tap(
    site: Site, episode: EpisodePage, open_context: Open
) -> None:
    page = open_context().new_page()
    page.goto(site.url(episode.url))
    page.evaluate("document.querySelector('audio').muted = true")
    page.locator(".moments a", has_text="Modal pertama").click()
    wait_until_playing(page, start=4)
    page.locator("[data-speed]").click()
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.25
    expect(page.locator("[data-speed]")).to_contain_text("1.25×")
    page.locator("[data-back]").click()
    wait_until_playing(page, start=0)


@pytest.mark.parametrize("way", ["clipboard", "older"])
def test_passing_on_copies_the_link_where_there_is_no_sheet_and_says_so(
    site: Site, episode: EpisodePage, open_context: Open, way: str
) -> None:
    context = open_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.add_init_script("delete Navigator.prototype.share")
    if way == "older":
        page.add_init_script(
            "Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})"
        )
    page.goto(site.url(episode.url))
    said = page.locator("[data-copying] [role=status]")
    expect(said).to_have_text("")
    page.locator("[data-share-url]").click()
    expect(said).to_have_text(gettext("The link is copied. Paste it into a message."))
    expect(said).to_be_visible()
    assert pasted(page) == make_absolute(episode.get_url() or "")
    assert page.url == site.url(episode.url)
    assert len(context.pages) == 1


def pasted(page: Page) -> str:
    """What is on the clipboard, as somebody would paste it."""
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<textarea id=pasted></textarea>')"
    )
    page.locator("#pasted").press("Control+V")
    return page.locator("#pasted").input_value()


def test_passing_on_opens_the_phones_own_sheet_and_closing_it_is_no_error(
    site: Site, episode: EpisodePage, open_context: Open
) -> None:
    page = open_context().new_page()
    page.add_init_script(
        """navigator.share = async (what) => {
          window.shared = what;
          throw new DOMException("closed", "AbortError");
        }"""
    )
    page.goto(site.url(episode.url))
    page.locator("[data-share-url]").click()
    page.wait_for_function("window.shared")
    assert page.evaluate("window.shared") == {
        "url": make_absolute(episode.get_url() or ""),
        "title": episode.title,
    }
    expect(page.locator("[data-copying] [role=status]")).to_have_text("")
    assert page.url == site.url(episode.url)


def test_without_scripts_the_link_leads_to_whatsapp_and_chapters_into_the_file(
    site: Site, episode: EpisodePage, open_context: Open
) -> None:
    page = open_context(javascript=False).new_page()
    page.goto(site.url(episode.url))
    link = page.locator("[data-share-url]").get_attribute("href")
    assert link is not None
    assert link.startswith("https://wa.me/?text=")
    chapter = page.locator(".moments a", has_text="Modal pertama").get_attribute("href")
    assert chapter == f"{episode.recording.sources[0].url}#t=4"
    expect(page.locator(".speed")).to_be_hidden()


def test_ones_own_address_is_copied_by_a_button_or_marked_by_a_tap(
    site: Site, private_show: ShowPage, open_context: Open
) -> None:
    token = issue_token(private_show, person=Person.objects.get(code=PARTICIPANT.code))
    context = open_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    sign_in(page, site)
    page.goto(site.url(own_address(private_show)))
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copying] [role=status]")).to_have_text(
        gettext("The address is copied.")
    )
    assert pasted(page) == token_address(token)

    page = open_context(javascript=False).new_page()
    sign_in(page, site)
    page.goto(site.url(own_address(private_show)))
    expect(page.locator("[data-copy]")).to_be_hidden()
    address = page.locator(".address")
    expect(address).to_have_text(token_address(token))
    # One tap marks all of it, not a word.
    expect(address).to_have_css("user-select", "all")


def visit(page: Page, site: Site, episode: EpisodePage, private_show: ShowPage) -> Iterator[str]:
    """Every page of podcasts that a participant sees, in its states."""
    for what in (episode.show.get_parent(), episode.show, episode):
        page.goto(site.url(what.url))
        for summary in page.locator("details:not([open]) > summary").all():
            summary.click()
        yield what.url
    sign_in(page, site)
    for path in (episode.show.get_parent().url, private_show.url, own_address(private_show)):
        page.goto(site.url(path))
        yield f"{path} signed in"
    for state in ("with an address", "taken back"):
        with page.expect_navigation():
            page.locator("main form button").click()
        yield f"{own_address(private_show)} {state}"
    MediaItem.objects.update(state=MediaItem.State.WORKING)
    page.goto(site.url(episode.url))
    yield f"{episode.url} in preparation"
    MediaItem.objects.update(state=MediaItem.State.FAILED, problem="broken")
    page.goto(site.url(episode.url))
    yield f"{episode.url} broken"


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing(
    site: Site,
    episode: EpisodePage,
    private_show: ShowPage,
    open_context: Open,
    viewport: Any,
) -> None:
    page = open_context(viewport).new_page()
    found = {where: find_violations(page) for where in visit(page, site, episode, private_show)}
    assert len(found) == 10
    assert {where: what for where, what in found.items() if what} == {}


def test_nothing_is_cut_off_on_the_smallest_phone(
    site: Site, episode: EpisodePage, private_show: ShowPage, open_context: Open
) -> None:
    page = open_context(SMALL).new_page()
    wide = {where: overflow(page) for where in visit(page, site, episode, private_show)}
    assert {where: px for where, px in wide.items() if px > 0} == {}
    for size in ("100%", "200%"):
        page.goto(site.url("/"))
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        expect(page.locator(".bar .more")).to_be_visible()
        assert overflow(page) <= 0
