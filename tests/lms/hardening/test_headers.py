"""Every answer says where scripts may come from, whatever kind of answer it is."""

import base64
import hashlib
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from courses.catalog.models import CoursePage
from lms.hardening.headers import EDITOR, EDITOR_CATALOGS
from tests.factories.accounts import client_of
from tests.factories.catalog import CoursePageFactory
from tests.factories.media import make_media_item
from tests.factories.podcasts import ShowPageFactory

pytestmark = pytest.mark.django_db

HOST = "belajar.example.org:8443"
STATIC = f"{HOST}/static/"
CODE = ("script-src", "style-src", "worker-src")
INLINE = re.compile(r"<script(?![^>]*(?:\ssrc=|application/json))[^>]*>(.*?)</script>", re.DOTALL)


@pytest.fixture(autouse=True)
def _named(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["belajar.example.org"]


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": HOST}, raise_request_exception=False)


@pytest.fixture
def administrator() -> Client:
    client = client_of(administrator=True)
    client.defaults["HTTP_HOST"] = HOST
    return client


def policy(response: Any) -> dict[str, list[str]]:
    parts = response.headers["Content-Security-Policy"].split("; ")
    return {name: sources for name, *sources in map(str.split, parts)}


def check_strict(response: Any) -> None:
    found = policy(response)
    assert {name: found[name] for name in CODE} == {key: [STATIC] for key in CODE}
    assert found["default-src"] == found["base-uri"] == found["form-action"] == ["'self'"]
    assert found["frame-ancestors"] == ["'self'"]
    assert found["object-src"] == ["'none'"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/masuk/", 200),
        ("/masuk", 301),
        ("/koordinator/", 302),
        ("/tidak-ada/", 404),
        ("/static/tidak-ada.js", 404),
        ("/api/progress/events", 405),
        ("/healthz", 200),
        ("/podcast/suara/feed.xml", 200),
        ("/podcast/tidak-ada/feed.xml", 404),
        ("/podcast/oembed.json?url=x", 404),
    ],
)
def test_pages_errors_redirects_and_feeds_run_scripts_of_the_static_path_alone(
    visitor: Client, path: str, status: int
) -> None:
    ShowPageFactory(slug="suara")
    response = visitor.get(path)
    assert response.status_code == status
    check_strict(response)


def test_what_is_refused_or_breaks_does_so_too(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = Client(headers={"host": HOST}, enforce_csrf_checks=True)
    refused = strict.post("/masuk/", {"identifier": "x", "pin": "1"})
    assert refused.status_code == 403
    check_strict(refused)

    def fail(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("lms.views.render", fail)
    broken = visitor.get("/tidak-ada/")
    assert broken.status_code == 500
    check_strict(broken)


def test_a_host_that_we_do_not_answer_for_may_run_nothing() -> None:
    response = Client(headers={"host": "evil.example"}).get("/")
    assert response.status_code == 400
    assert {name: policy(response)[name] for name in CODE} == {key: ["'none'"] for key in CODE}
    assert policy(Client(headers={"host": "evil.example"}).get("/healthz"))["script-src"] == [
        "'none'"
    ]


def test_static_files_carry_the_headers_as_well(settings: Any) -> None:
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    response = Client(headers={"host": HOST}).get("/static/pijar/icon.svg")
    assert response.status_code == 200
    response.close()
    check_strict(response)


def test_a_file_has_a_policy_of_its_own(visitor: Client) -> None:
    response = visitor.get(make_media_item(b"x", "x.mp3").file.url)
    assert response.status_code == 200
    assert "script-src" not in policy(response)
    assert policy(response)["default-src"] == ["'none'"]
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize("way", ["..%2f..%2f", "%2e%2e/%2e%2e/", "x/..%5c..%5c", "..;/"])
def test_no_way_leads_from_the_static_path_to_what_somebody_uploaded(
    visitor: Client, way: str
) -> None:
    path = make_media_item(b"x", "x.mp3").file.url
    assert visitor.get(path).status_code == 200
    assert visitor.get(f"/static/{way}{path[1:]}").status_code == 404


def test_only_the_editor_gets_what_only_the_editor_needs(administrator: Client) -> None:
    home = policy(administrator.get("/admin/"))
    host = f"{HOST}/admin/"
    scripts = [STATIC, f"{host}jsi18n/", f"{host}localize/jsi18n/"]
    assert home["script-src"][:3] == scripts
    assert all(source.startswith("'sha256-") for source in home["script-src"][3:])
    assert home["style-src"] == [STATIC, "'unsafe-inline'"]
    assert home["img-src"] == ["'self'", "data:", "blob:"]
    assert home["worker-src"] == [STATIC]
    assert home["form-action"] == ["'self'"]
    check_strict(administrator.get("/"))
    check_strict(administrator.get(f"/en{EDITOR}"))


def test_the_editors_catalogs_are_where_the_policy_says(administrator: Client) -> None:
    names = ("wagtailadmin_javascript_catalog", "wagtail_localize:javascript_catalog")
    assert tuple(map(reverse, names)) == EDITOR_CATALOGS
    assert reverse("wagtailadmin_home") == EDITOR


def test_inline_scripts_of_the_editor_are_those_that_the_policy_knows(
    administrator: Client,
) -> None:
    """After an upgrade of wagtail-localize: read what changed, then write the new hash down."""
    course = CoursePageFactory()
    source, _new = TranslationSource.update_or_create_from_instance(course)
    english = Locale.objects.get(language_code="en")
    translation = Translation.objects.create(source=source, target_locale=english)
    translation.save_target(publish=False)
    translated = CoursePage.objects.get(
        translation_key=course.translation_key, locale__language_code="en"
    )
    other = CoursePageFactory()
    hashes = set()
    for path in (f"localize/submit/page/{other.pk}/", f"pages/{translated.pk}/edit/"):
        response = administrator.get(f"/admin/{path}")
        [script] = INLINE.findall(response.content.decode())
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy(response)["script-src"], path
        hashes.add(digest)
    assert len(hashes) == 2


def test_a_preview_is_as_strict_as_the_page(administrator: Client) -> None:
    course = CoursePageFactory()
    course.save_revision()
    response = administrator.get(f"/admin/pages/{course.pk}/view_draft/")
    found = policy(response)
    assert {name: found[name] for name in CODE} == {key: [STATIC] for key in CODE}
    assert found["form-action"] == ["'none'"]


def test_passkeys_and_players_keep_what_they_need(visitor: Client) -> None:
    permissions = visitor.get("/masuk/").headers["Permissions-Policy"]
    for feature in ("publickey", "fullscreen", "autoplay", "encrypted-media"):
        assert feature not in permissions
    for feature in ("microphone", "geolocation", "payment", "usb", "browsing-topics"):
        assert f"{feature}=()" in permissions
