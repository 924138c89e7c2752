"""Staff sign in by password and a code or a passkey; without, no page of the editor opens."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lms.demo.people import DemoPerson
from tests.e2e.conftest import ADMINISTRATOR, DESK, PHONE, Site, find_violations, overflow
from tests.lms.accounts.second_factor.conftest import code_of
from tests.lms.accounts.second_factor.routes import fill, walk

pytestmark = pytest.mark.django_db(transaction=True)

SET_UP, SECOND_STEP = "/verifikasi/", "/verifikasi/masuk/"
#: What everybody may ask of the editor: the door, and what its page needs.
OPEN_IN_EDITOR = {"/admin/login/", "/admin/logout/", "/admin/sprite/", "/admin/sprite-1/"}
EDITOR = sorted(
    {fill(route) for route, _ in walk() if route.startswith("admin/")}
    - {*OPEN_IN_EDITOR, "/admin/jsi18n/"}
)

#: There for nobody: a forgotten password, the page that fails on purpose, choosers' missing forms.
NOT_SERVED = re.compile(r"password_reset|failwhale|choose.*/create/")


@pytest.fixture
def strict(site: Site, settings: Any) -> Site:
    """The demo's people on a site that gives no time."""
    settings.PIJAR_DEMO = False
    settings.PIJAR_SECOND_FACTOR_GRACE_DAYS = 0
    return site


def send_password(page: Page, site: Site, person: DemoPerson = ADMINISTRATOR) -> None:
    page.goto(site.url("/admin/login/"))
    page.fill("[name=username]", person.code)
    page.fill("[name=password]", person.secret)
    with page.expect_navigation(url=lambda url: "/login/" not in url):
        page.click("button[type=submit]")


def send_code(page: Page, code: str) -> None:
    page.fill("[name=code]", code)
    with page.expect_navigation():
        page.locator("form:has([name=code]) button").click()


def sign_out(page: Page, site: Site) -> None:
    page.goto(site.url("/keluar/"))
    with page.expect_navigation():
        page.click("main button")


def path_of(page: Page, site: Site) -> str:
    return page.url.removeprefix(site.address).partition("?")[0]


def find_open_pages(context: BrowserContext, site: Site, *, away: str) -> list[str]:
    """The editor's addresses that answer this browser by anything but the way `away`."""
    opened = []
    for address in EDITOR:
        response = context.request.get(site.url(address), max_redirects=0)
        if response.status == 404 and NOT_SERVED.search(address):
            continue
        if response.status != 302 or not response.headers["location"].startswith(away):
            opened.append(f"{address}: {response.status}")
    return opened


def look(page: Page) -> None:
    assert find_violations(page) == []
    assert overflow(page) == 0


def test_by_app_and_recovery_code(strict: Site, open_context: Any) -> None:
    context = open_context(PHONE)
    page = context.new_page()
    assert len(EDITOR) > 150

    send_password(page, strict)
    assert path_of(page, strict) == SET_UP
    look(page)
    assert find_open_pages(context, strict, away=SET_UP) == []

    page.get_by_role("link", name="Pasang aplikasi").click()
    look(page)
    secret = page.locator("ol code").inner_text()
    send_code(page, code_of(secret))
    codes = page.locator("#codes").inner_text().split()
    assert len(codes) == 10
    look(page)
    page.goto(strict.url("/admin/"))
    assert path_of(page, strict) == "/admin/"

    sign_out(page, strict)
    send_password(page, strict)
    assert path_of(page, strict) == SECOND_STEP
    look(page)
    assert find_open_pages(context, strict, away="/admin/login/") == []
    # The code of the half minute that set the app up is used; the next one is right already.
    send_code(page, code_of(secret, 1))
    assert path_of(page, strict) == "/admin/"

    sign_out(page, strict)
    send_password(page, strict)
    send_code(page, codes[0])
    assert path_of(page, strict) == "/admin/"

    sign_out(page, strict)
    send_password(page, strict)
    send_code(page, codes[0])
    assert path_of(page, strict) == SECOND_STEP
    expect(page.get_by_role("alert")).to_be_visible()
    assert find_open_pages(context, strict, away="/admin/login/") == []


def test_by_passkey(strict: Site, open_context: Any) -> None:
    context = open_context(PHONE)
    page = context.new_page()
    add_authenticator(page)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))

    send_password(page, strict)
    page.get_by_role("link", name="Tambah kunci sandi").click()
    look(page)
    page.fill("[name=name]", "HP kantor")
    with page.expect_navigation():
        page.get_by_role("button", name="Tambah").click()
    assert path_of(page, strict) == "/verifikasi/kode/"
    page.goto(strict.url(SET_UP))
    expect(page.get_by_text("HP kantor").first).to_be_visible()
    look(page)

    sign_out(page, strict)
    send_password(page, strict)
    assert path_of(page, strict) == SECOND_STEP
    look(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Pakai kunci sandi").click()
    assert path_of(page, strict) == "/admin/"
    assert not [text for text in refused if "Content Security Policy" in text]


def add_authenticator(page: Page) -> None:
    """A security key that exists in this browser only, and says yes whenever it is asked."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_that_does_not_answer_is_explained(strict: Site, open_context: Any) -> None:
    page = open_context(DESK).new_page()
    send_password(page, strict)
    page.goto(strict.url("/verifikasi/kunci-sandi/"))
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Tambah").click()
    expect(page.locator("main .error")).to_be_visible()
