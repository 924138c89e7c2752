"""What an outage of the database is, and what is answered while it lasts."""

import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg.errors
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import (
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
)
from django.test import Client

from courses.catalog.enrolment import enrol
from courses.catalog.models import LessonPage
from courses.progress.models import Event
from lms.unavailable import find_outage
from tests.chaos.visitors import Form
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory, reading_block

HARMFUL = "\"><script>alert('1')</script>"


def fail(file: Path, statement: str, *, first: str = "", mode: str = "rwc") -> sqlite3.Error:
    """What SQLite itself says of a statement."""
    with closing(sqlite3.connect(f"file:{file}?mode={mode}", uri=True, timeout=0)) as connection:
        connection.execute(first)
        with pytest.raises(sqlite3.Error) as caught:
            connection.execute(statement)
        return caught.value


def locked(file: Path) -> sqlite3.Error:
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        return fail(file, "BEGIN IMMEDIATE")


def read_only(file: Path) -> sqlite3.Error:
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE one (a)")
    return fail(file, "INSERT INTO one VALUES (1)", mode="ro")


def full(file: Path) -> sqlite3.Error:
    grow = "CREATE TABLE one AS SELECT zeroblob(99999)"
    return fail(file, grow, first="PRAGMA max_page_count=2")


def missing(file: Path) -> sqlite3.Error:
    with pytest.raises(sqlite3.Error) as caught:
        sqlite3.connect(file / "none" / "none")
    return caught.value


@pytest.mark.parametrize("make", [locked, read_only, full, missing])
def test_what_passes_by_itself_is_an_outage(
    make: Callable[[Path], sqlite3.Error], tmp_path: Path
) -> None:
    error = OperationalError()
    error.__cause__ = make(tmp_path / "one")
    assert find_outage(error) is error
    wrapped = ValueError()
    wrapped.__context__ = error
    assert find_outage(wrapped) is error


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OperationalError, psycopg.errors.AdminShutdown()),
        (OperationalError, psycopg.errors.DiskFull()),
        (OperationalError, psycopg.errors.LockNotAvailable()),
        (OperationalError, psycopg.OperationalError("connection refused")),
        (InterfaceError, psycopg.InterfaceError("the connection is closed")),
        (InternalError, psycopg.errors.ReadOnlySqlTransaction()),
    ],
)
def test_what_postgresql_says_of_itself_is_an_outage(
    error: type[Error], cause: psycopg.Error
) -> None:
    raised = error()
    raised.__cause__ = cause
    assert find_outage(raised) is raised


def test_a_fault_of_our_own_is_none(tmp_path: Path) -> None:
    statement = OperationalError()
    statement.__cause__ = fail(tmp_path / "one", "SELECT a FROM nowhere")
    failed = InternalError()
    failed.__cause__ = psycopg.errors.InFailedSqlTransaction()
    deep = OperationalError()
    deep.__cause__ = psycopg.errors.StatementTooComplex()
    cursor = InterfaceError()
    cursor.__cause__ = psycopg.InterfaceError("the cursor is closed")
    for error in (
        statement,
        failed,
        deep,
        cursor,
        IntegrityError(),
        ProgrammingError(),
        DataError(),
        OSError(),
    ):
        assert find_outage(error) is None
    assert find_outage(None) is None


# --- What is answered ---------------------------------------------------------------------------


@pytest.fixture
def lesson(db: None) -> LessonPage:
    return LessonPageFactory(body=[reading_block()])


@pytest.fixture
def client(lesson: LessonPage) -> Client:
    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=lesson.get_parent().specific.translation_key)
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(person, backend="lms.accounts.backends.PinBackend")
    return client


@pytest.fixture
def break_ledger(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    def break_with(error: Exception) -> None:
        def refuse(*args: Any) -> None:
            raise error

        monkeypatch.setattr("courses.progress.ledger.lock_learners", refuse)

    return break_with


def send(client: Client, lesson: LessonPage, *, headers: Any = None, **fields: Any) -> Any:
    """The lesson's one form, as a browser posts it."""
    client.get(lesson.url)
    token = client.cookies["csrftoken"].value
    data = {"csrfmiddlewaretoken": token, "event": str(uuid.uuid4()), "next": lesson.url, **fields}
    address = f"/belajar/{lesson.translation_key}/{lesson.body[0].id}/"
    return client.post(address, data, headers=headers)


def test_a_page_holds_the_answer_until_it_is_sent_again(
    client: Client,
    lesson: LessonPage,
    break_ledger: Callable[[Exception], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    break_ledger(OperationalError("database is locked"))
    response = send(client, lesson, kata=HARMFUL, pilihan=["a", "b"])
    html = response.content.decode()
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert "Jawabanmu belum terkirim." in html
    assert HARMFUL not in html
    form = Form.read(html)
    assert [value for name, value in form.fields if name == "pilihan"] == ["a", "b"]
    assert dict(form.fields)["kata"] == HARMFUL
    [record] = [one for one in caplog.records if one.levelname != "INFO"]
    assert record.message == (
        "The database is not there for POST catalog:answer: database is locked"
    )
    assert record.exc_info is None

    monkeypatch.undo()
    fields = {name: value for name, value in form.fields if name != "pilihan"}
    assert client.post(form.action, fields).status_code == 302
    assert client.post(form.action, fields).status_code == 302
    assert str(Event.objects.get(source="web").pk) == fields["event"]


def test_scripts_get_a_sentence(
    client: Client, lesson: LessonPage, break_ledger: Callable[[Exception], None]
) -> None:
    break_ledger(OperationalError())
    response = send(client, lesson, headers={"Pijar-At-Once": "1"})
    assert response.status_code == 503
    assert response.json() == {"error": "Belum terkirim. Coba lagi."}


def test_a_file_is_not_kept_and_that_is_said(
    client: Client, lesson: LessonPage, break_ledger: Callable[[Exception], None]
) -> None:
    break_ledger(OperationalError())
    referer = {"referer": f"http://testserver{lesson.url}"}
    response = send(client, lesson, headers=referer, foto=SimpleUploadedFile("a.jpg", b"x"))
    html = response.content.decode()
    assert response.status_code == 503
    assert "Berkasmu belum terkirim" in html
    assert "<form" not in html
    assert f'href="http://testserver{lesson.url}"' in html


@pytest.mark.parametrize(("path", "language"), [("/", "id"), ("/en/", "en")])
def test_a_page_says_so_in_its_language(
    client: Client, monkeypatch: pytest.MonkeyPatch, path: str, language: str
) -> None:
    def refuse(*args: Any) -> None:
        raise InterfaceError("connection already closed")

    monkeypatch.setattr("courses.catalog.views.outline_courses", refuse)
    response = client.get(path, {"a": "\"'"})
    html = response.content.decode()
    assert response.status_code == 503
    assert f'<html lang="{language}">' in html
    assert f'href="{path}?a=%22%27"' in html
    assert ("Coba lagi" in html, "Try again" in html) == (language == "id", language == "en")
    assert response.headers["Content-Security-Policy"]


def test_no_other_form_is_shown_again(lesson: LessonPage, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **how: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("lms.accounts.throttling.authenticate", refuse)
    client = Client(raise_request_exception=False)
    response = client.post("/masuk/", {"identifier": "LT-0231", "pin": "482913"})
    html = response.content.decode()
    assert response.status_code == 503
    assert "Belum berhasil." in html
    assert "482913" not in html
    assert "<form" not in html


def test_a_session_that_cannot_be_saved_was_not_ended(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **how: Any) -> None:
        raise OperationalError

    settings.SESSION_SAVE_EVERY_REQUEST = True
    monkeypatch.setattr("django.contrib.sessions.models.Session.save", refuse)
    response = client.get("/")
    assert response.status_code == 503
    assert "sessionid" not in response.cookies


def test_a_bad_request_is_one_still(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["pijar.example"]
    assert client.get("/").status_code == 400


@pytest.mark.parametrize("error", [ProgrammingError, IntegrityError, ValueError])
def test_a_fault_of_our_own_is_500(
    client: Client,
    lesson: LessonPage,
    break_ledger: Callable[[Exception], None],
    error: type[Exception],
) -> None:
    break_ledger(error())
    assert send(client, lesson).status_code == 500


def test_an_answer_is_not_refused_for_an_outage_in_its_kind(
    client: Client, lesson: LessonPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("courses.kinds.reading.activity.ReadingKind.submit", refuse)
    event = {
        "id": str(uuid.uuid4()),
        "lesson": str(lesson.translation_key),
        "activity": lesson.body[0].id,
    }
    client.handler.enforce_csrf_checks = False
    response = client.post(
        "/api/progress/events", {"events": [event]}, content_type="application/json"
    )
    assert response.status_code == 503
