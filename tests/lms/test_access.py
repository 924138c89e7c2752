"""Who gets what at every address: a table, walked. An address that is not in it fails the test."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from courses.catalog.enrolment import enrol
from courses.catalog.models import CoursePage, LessonPage
from courses.progress.models import Event
from media.models import SentFile
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory, lessons_of, make_course, pledge_block
from tests.factories.grading import make_sent_file

PIN = "lms.accounts.backends.PinBackend"
PASSWORD = "lms.accounts.backends.StaffPasswordBackend"
WHO = ("anonymous", "enrolled", "other", "trainer", "coordinator", "administrator")

OK, SIGN_IN, NO, GONE, WRONG, AWAY, BAD, TOKEN = 200, "sign in", 403, 404, 405, "away", 400, 401


def same(status: Any) -> tuple[Any, ...]:
    return (status,) * len(WHO)


PAGE = r"^(?!_util/)((?:[\w\-]+/)+)$"

#: Route → method → what each of WHO gets. "sign in" is a redirect there, "away" another redirect.
TABLE: dict[str, dict[str, tuple[Any, ...]]] = {
    "healthz": {"GET": same(OK), "POST": same(WRONG)},
    "berkas/<path:path>": {"GET": same(GONE), "POST": same(WRONG)},
    "berkas/teks/<int:pk>.<slug:ending>": {"GET": same(GONE), "POST": same(WRONG)},
    "podcast/oembed.json": {"GET": same(GONE), "POST": same(WRONG)},
    "podcast/<slug:show>/saya/": {
        "GET": (SIGN_IN, GONE, GONE, GONE, GONE, GONE),
        "POST": (SIGN_IN, GONE, GONE, GONE, GONE, GONE),
    },
    "podcast/<slug:show>/feed.xml": {"GET": same(GONE), "POST": same(WRONG)},
    "podcast/<slug:show>/<slug:episode>/chapters.json": {"GET": same(GONE), "POST": same(WRONG)},
    "podcast/<slug:show>/saya/<str:token>/feed.xml": {"GET": same(GONE), "POST": same(WRONG)},
    "podcast/<slug:show>/saya/<str:token>/<path:name>": {"GET": same(GONE), "POST": same(WRONG)},
    r"dokumen/^(\d+)/(.*)$": {"GET": same(GONE), "POST": same(GONE)},
    "dokumen/authenticate_with_password/<int:restriction_id>/": {
        "GET": same(GONE),
        "POST": same(GONE),
    },
    "api/progress/events": {
        "GET": same(WRONG),
        "POST": (TOKEN, BAD, BAD, BAD, BAD, BAD),
    },
    "masuk/": {
        "GET": (OK, AWAY, AWAY, AWAY, AWAY, AWAY),
        "POST": (OK, AWAY, AWAY, AWAY, AWAY, AWAY),
    },
    "keluar/": {"GET": (OK, OK, OK, OK, OK, OK), "POST": same(AWAY)},
    "akun/perangkat/": {"GET": (SIGN_IN, OK, OK, OK, OK, OK), "POST": same(WRONG)},
    "akun/perangkat/<int:pk>/": {
        "GET": same(WRONG),
        "POST": (SIGN_IN, GONE, GONE, GONE, GONE, GONE),
    },
    # The second step: staff alone, and nothing of it without recent proof.
    "verifikasi/": {
        "GET": (SIGN_IN, NO, NO, OK, OK, OK),
        "POST": (SIGN_IN, NO, NO, WRONG, WRONG, WRONG),
    },
    "verifikasi/masuk/": {"GET": same(AWAY), "POST": same(AWAY)},
    "verifikasi/kata-sandi/": {
        "GET": (SIGN_IN, NO, NO, OK, OK, OK),
        "POST": (SIGN_IN, NO, NO, OK, OK, OK),
    },
    **{
        f"verifikasi/{path}/": {
            "GET": (SIGN_IN, NO, NO, AWAY, AWAY, AWAY),
            "POST": (SIGN_IN, NO, NO, AWAY, AWAY, AWAY),
        }
        for path in (
            "ulang",
            "ulang/kunci-sandi",
            "aplikasi",
            "kunci-sandi",
            "kunci-sandi/<int:pk>/lepas",
            "kode/baru",
        )
    },
    "verifikasi/aplikasi/lepas/": {
        "GET": (SIGN_IN, NO, NO, GONE, GONE, GONE),
        "POST": (SIGN_IN, NO, NO, GONE, GONE, GONE),
    },
    "verifikasi/kode/": {
        "GET": (SIGN_IN, NO, NO, GONE, GONE, GONE),
        "POST": (SIGN_IN, NO, NO, WRONG, WRONG, WRONG),
    },
    "koordinator/pin/": {
        "GET": (SIGN_IN, NO, NO, OK, OK, OK),
        "POST": same(WRONG),
    },
    "koordinator/pin/<slug:code>/": {
        "GET": (SIGN_IN, NO, NO, OK, OK, OK),
        "POST": (SIGN_IN, NO, NO, OK, OK, OK),
    },
    "koordinator/": {"GET": (SIGN_IN, NO, NO, NO, OK, OK), "POST": same(WRONG)},
    "koordinator/kemajuan.csv": {"GET": (SIGN_IN, NO, NO, NO, OK, OK), "POST": same(WRONG)},
    "": {"GET": same(OK), "POST": same(WRONG)},
    "belajar/<uuid:course_key>/ikut/": {
        "GET": same(WRONG),
        "POST": (SIGN_IN, AWAY, AWAY, AWAY, AWAY, AWAY),
    },
    "belajar/<uuid:lesson_key>/<str:activity_id>/": {
        "GET": same(WRONG),
        "POST": (SIGN_IN, AWAY, AWAY, AWAY, AWAY, AWAY),
    },
    "kegiatan/pledge/<uuid:lesson_key>/<str:activity_id>/": {"GET": same(OK)},
    "kegiatan/quiz/kiriman/<uuid:file_id>/": {
        "GET": (GONE, GONE, GONE, OK, GONE, OK),
        "POST": same(WRONG),
    },
    PAGE: {"GET": same(OK)},
    "_util/login/": {"GET": same(AWAY), "POST": same(AWAY)},
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": {
        "GET": same(GONE),
        "POST": same(GONE),
    },
    r"^((?:[\w\-]+/)*)$": {"GET": same(OK)},
}

#: In Wagtail's editor only these answer those who may not enter it.
OPEN_IN_EDITOR = {"login/", "logout/", "jsi18n/", "sprite/", "sprite-.+/"}


@dataclass
class Place:
    course: CoursePage
    lesson: LessonPage
    pledge: LessonPage
    stranger: Any
    sent: SentFile


@pytest.fixture
def place(db: None) -> Place:
    course = make_course(2)
    pledge = LessonPageFactory(parent=course, body=[pledge_block()])
    stranger = PersonFactory(participant=True, code="LT-9999", pin="482913")
    return Place(course, lessons_of(course)[0], pledge, stranger, make_sent_file(stranger))


def client_of(who: str, place: Place) -> Client:
    client = Client()
    if who == "anonymous":
        return client
    if who in ("enrolled", "other"):
        person = PersonFactory(participant=True, pin="482913")
        if who == "enrolled":
            enrol(person.pk, course_key=place.course.translation_key)
        client.force_login(person, backend=PIN)
    else:
        client.force_login(PersonFactory(**{who: True}), backend=PASSWORD)
    return client


def address(route: str, place: Place) -> str:
    lesson = place.pledge if "pledge" in route else place.lesson
    fill = {
        "<uuid:course_key>": str(place.course.translation_key),
        "<uuid:lesson_key>": str(lesson.translation_key),
        "<str:activity_id>": lesson.body[0].id,
        "<slug:code>": place.stranger.code,
        "<uuid:file_id>": str(place.sent.pk),
        "<path:path>": "media/none.mp3",
        "<slug:ending>": "vtt",
        "<slug:show>": "tidak-ada",
        "<slug:episode>": "tidak-ada",
        "<str:token>": "palsu",
        "<path:name>": "media/none.mp3",
        r"^(\d+)/(.*)$": "999/none.pdf",
        PAGE: lesson.url.lstrip("/"),
        r"^((?:[\w\-]+/)*)$": place.course.url.lstrip("/"),
    }
    for pattern, value in fill.items():
        route = route.replace(pattern, value)
    return "/" + re.sub(r"<int:\w+>", "999999", route)


def outcome(response: Any) -> Any:
    if response.status_code in (301, 302):
        target = response.headers["Location"]
        return SIGN_IN if target.startswith(("/masuk/?next=", "/admin/login/?next=")) else AWAY
    return response.status_code


def routes(resolver: Any = None, prefix: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


def editor_routes() -> list[str]:
    return sorted({route for route in routes() if route.startswith("admin/")})


def test_every_address_is_in_the_table() -> None:
    ours = {route for route in routes() if not route.startswith("admin/")}
    assert ours == set(TABLE)
    assert len(editor_routes()) > 150


@pytest.mark.parametrize("who", WHO)
def test_everybody_gets_what_the_table_says(place: Place, who: str) -> None:
    found, expected = {}, {}
    for route, methods in TABLE.items():
        for method, row in methods.items():
            client = client_of(who, place)
            data = {"event": str(uuid.uuid4())} if method == "POST" else None
            response = getattr(client, method.lower())(address(route, place), data)
            found[method, route] = outcome(response)
            expected[method, route] = row[WHO.index(who)]
    assert found == expected


@pytest.mark.parametrize("who", ["anonymous", "enrolled"])
def test_nobody_without_the_right_gets_anything_from_the_editor(place: Place, who: str) -> None:
    client = client_of(who, place)
    leaks = []
    for route in editor_routes():
        if any(re.fullmatch(f"admin/{pattern}", route) for pattern in OPEN_IN_EDITOR):
            continue
        url = "/" + re.sub(r"\(\?P<\w+>[^)]*\)|<\w+:?\w*>|\^|\$", "1", route).replace("\\Z", "")
        for method in ("get", "post"):
            response = getattr(client, method)(url)
            if response.status_code == 200:
                leaks.append((method, url))
    assert leaks == []


@pytest.mark.parametrize(
    ("path", "trainer", "coordinator", "administrator"),
    [
        ("", OK, OK, OK),
        ("pages/", OK, AWAY, OK),
        ("images/", OK, AWAY, OK),
        ("snippets/media/mediaitem/", OK, AWAY, OK),
        ("podcast-diikuti/", OK, AWAY, OK),
        ("users/", AWAY, AWAY, OK),
        ("groups/", AWAY, AWAY, AWAY),
        ("sites/", AWAY, AWAY, OK),
        ("workflows/list/", AWAY, AWAY, OK),
        ("locales/", AWAY, AWAY, OK),
    ],
)
def test_each_role_finds_its_own_part_of_the_editor(
    place: Place, path: str, trainer: Any, coordinator: Any, administrator: Any
) -> None:
    expected = {"trainer": trainer, "coordinator": coordinator, "administrator": administrator}
    found = {who: outcome(client_of(who, place).get(f"/admin/{path}")) for who in expected}
    assert found == expected


def test_a_trainer_may_edit_lessons_and_a_coordinator_not(place: Place) -> None:
    url = f"/admin/pages/{place.lesson.pk}/edit/"
    assert client_of("trainer", place).get(url).status_code == 200
    assert outcome(client_of("coordinator", place).get(url)) is AWAY


def test_another_persons_learning_cannot_be_reached_by_any_id(place: Place) -> None:
    """The answer door always writes for whoever is signed in."""
    client = client_of("enrolled", place)
    url = address("belajar/<uuid:lesson_key>/<str:activity_id>/", place)
    client.post(url, {"event": str(uuid.uuid4()), "learner": place.stranger.pk})
    assert not Event.objects.filter(learner=place.stranger).exists()
