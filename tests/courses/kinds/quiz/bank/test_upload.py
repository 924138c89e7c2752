"""The pages that bring a file in, in two steps, and take one out."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from courses.kinds.quiz.bank import forms, views
from courses.kinds.quiz.bank.importing import import_entries
from courses.kinds.quiz.bank.models import BankQuestion, Category, PendingImport
from courses.kinds.quiz.formats.entries import Entry, Finding
from courses.kinds.quiz.formats.registry import read_questions
from lms.accounts.models import Person
from tests.factories.accounts import STAFF_PASSWORD, PersonFactory, client_of
from tests.factories.quiz import BankQuestionFactory, CategoryFactory, stored_question

pytestmark = pytest.mark.django_db

LIST = "/admin/snippets/kind_quiz/bankquestion/"
SEND = "/admin/kuis/impor/"
EXPORT = "/admin/kuis/ekspor/"
GIFT = """::Satu::Berapa HPP-nya?{=8.500 ~9.500}

::Dua::Air mendidih pada 100 derajat.{T}
"""
BROKEN = GIFT + "\n::Tiga::Tanpa jawaban benar{~a ~b}\n"


def send(client: Client, text: str | bytes = GIFT, name: str = "soal.gift", **data: Any) -> Any:
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile(name, content)
    return client.post(SEND, {"file": file, "format": "", "category": "", **data})


def check(client: Client, text: str = GIFT, **data: Any) -> str:
    """The address of the second step."""
    response = send(client, text, category=CategoryFactory(path="Keuangan").pk, **data)
    assert response.status_code == 302, response.content.decode()
    address: str = response.headers["Location"]
    return address


def test_a_file_is_looked_at_before_it_is_imported(trainer: Client) -> None:
    url = check(trainer)
    html = trainer.get(url).content.decode()
    assert "soal.gift" in html
    assert "GIFT" in html
    assert trainer.get(url).context["report"].by_type()
    assert not BankQuestion.objects.exists()
    response = trainer.post(url)
    assert response.headers["Location"] == LIST
    assert BankQuestion.objects.filter(category__path="Keuangan", live=True).count() == 2
    assert not PendingImport.objects.exists()
    user = BankQuestion.objects.first().latest_revision.user
    assert str(user.pk) == trainer.session["_auth_user_id"]


def test_errors_are_shown_with_their_lines_and_stop_the_import(trainer: Client) -> None:
    url = check(trainer, BROKEN)
    response = trainer.get(url)
    assert [one.line for one in response.context["findings"]] == [5]
    assert "<td>5</td>" in response.content.decode()
    assert 'name="keep_good"' in response.content.decode()
    response = trainer.post(url)
    assert response.status_code == 200
    assert [one.line for one in response.context["findings"]] == [5]
    assert not BankQuestion.objects.exists()
    assert trainer.post(url, {"keep_good": "1"}).status_code == 302
    assert BankQuestion.objects.count() == 2


def test_a_double_tap_imports_once(trainer: Client) -> None:
    url = check(trainer)
    trainer.post(url)
    assert trainer.post(url).headers["Location"] == LIST
    assert trainer.get(url).status_code == 404
    assert BankQuestion.objects.count() == 2


def test_two_taps_at_once_import_once(trainer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second has found the file already when the first deletes it."""
    url = check(trainer)
    find = views.CheckImport.pending.func

    def find_late(view: Any) -> PendingImport:
        pending: PendingImport = find(view)
        PendingImport.objects.all().delete()
        return pending

    late = cached_property(find_late)
    late.__set_name__(views.CheckImport, "pending")
    monkeypatch.setattr(views.CheckImport, "pending", late)
    assert trainer.post(url).status_code == 302
    assert not BankQuestion.objects.exists()


def test_somebody_elses_file_is_not_found(trainer: Client) -> None:
    url = check(trainer)
    other = client_of(trainer=True)
    assert (other.get(url).status_code, other.post(url).status_code) == (404, 404)
    assert client_of(coordinator=True).get(url).status_code == 302
    assert not BankQuestion.objects.exists()


def test_old_files_are_swept(trainer: Client) -> None:
    check(trainer)
    PendingImport.objects.update(created_at=timezone.now() - timedelta(hours=25))
    check(trainer)
    assert PendingImport.objects.count() == 1


def with_rights(*names: str) -> Client:
    """Somebody of the staff with these rights alone."""
    person = PersonFactory(password=STAFF_PASSWORD)
    group = Group.objects.create(name="Penulis soal")
    group.permissions.set(
        Permission.objects.filter(
            content_type__app_label__in=["kind_quiz", "wagtailadmin"],
            codename__in=["access_admin", *names],
        )
    )
    person.groups.add(group)
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.StaffPasswordBackend")
    return client


ALL = ("add_bankquestion", "change_bankquestion", "publish_bankquestion")


@pytest.mark.parametrize("missing", ["change_bankquestion", "publish_bankquestion"])
def test_who_may_only_add_questions_imports_none(missing: str) -> None:
    client = with_rights(*(name for name in ALL if name != missing))
    assert SEND not in client.get(LIST).content.decode()
    response = client.get(SEND)
    assert response.headers["Location"] == LIST
    [message] = get_messages(response.wsgi_request)
    assert message.level_tag == "error"
    assert send(client).headers["Location"] == LIST
    # A right that was taken away between the steps is gone as well.
    owner = Person.objects.get(pk=client.session["_auth_user_id"])
    pending = PendingImport.objects.create(
        owner=owner,
        file_name="x",
        format="gift",
        category=CategoryFactory(path="K"),
        content=GIFT.encode(),
    )
    url = reverse("quiz_bank:check_import", args=[pending.pk])
    assert client.get(url).headers["Location"] == LIST
    assert client.post(url).headers["Location"] == LIST
    assert not BankQuestion.objects.exists()


def test_who_may_make_no_category_imports_into_those_there_are() -> None:
    client = with_rights(*ALL)
    assert SEND in client.get(LIST).content.decode()
    url = check(client, GIFT + "\n$CATEGORY: Baru\n\n::Tiga::Benar?{T}\n")
    [finding] = client.get(url).context["findings"]
    assert "Baru" in finding.sentence
    assert client.post(url).status_code == 200
    assert not BankQuestion.objects.exists()
    assert client.post(url, {"keep_good": "1"}).status_code == 302
    assert set(BankQuestion.objects.values_list("category__path", flat=True)) == {"Keuangan"}
    assert not Category.objects.filter(path="Baru").exists()


@pytest.mark.parametrize(
    ("name", "text", "field"),
    [("x.bin", "Entah apa.", "format"), ("x.gift", "", "file")],
)
def test_what_cannot_be_looked_into_is_said(
    trainer: Client, name: str, text: str, field: str
) -> None:
    response = send(trainer, text, name)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not PendingImport.objects.exists()


def test_a_file_that_is_too_large_is_refused(
    trainer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MAX_UPLOAD", 10)
    response = send(trainer)
    assert "10 MB" in response.context["form"].errors["file"][0]
    assert not PendingImport.objects.exists()


def test_a_file_of_another_kind_gets_a_sentence(trainer: Client) -> None:
    response = trainer.get(check(trainer, "PK\x03\x04 zip", format="gift"))
    assert len(response.context["report"].errors) == 1
    assert "<button" not in response.content.decode().split('method="post"')[-1]


def test_no_more_findings_than_a_page_holds(
    trainer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SHOWN", 2)
    text = "".join(f"::S{n}::Tanpa{{~a ~b}}\n\n" for n in range(5))
    response = trainer.get(check(trainer, text))
    assert (len(response.context["findings"]), response.context["more"]) == (2, 3)


def test_a_file_without_categories_asks_for_one(trainer: Client) -> None:
    response = send(trainer)
    assert len(trainer.get(response.headers["Location"]).context["report"].errors) == 1


# --- Out --------------------------------------------------------------------------------------


def body(response: Any) -> str:
    return b"".join(response.streaming_content).decode()


def test_questions_leave_as_a_file(trainer: Client) -> None:
    trainer.post(check(trainer))
    BankQuestionFactory(category__path="Lain", name="Lain sekali")
    assert trainer.get(EXPORT).status_code == 200
    category = BankQuestion.objects.get(name="Satu").category
    response: Any = trainer.get(EXPORT, {"format": "gift", "category": category.pk})
    assert response.headers["Content-Disposition"].startswith('attachment; filename="soal-')
    text = body(response)
    assert "Satu" in text
    assert "Lain sekali" not in text
    everything: Any = trainer.get(EXPORT, {"format": "gift", "category": ""})
    assert "Lain sekali" in body(everything)


def test_what_cannot_leave_is_said_first(trainer: Client) -> None:
    trainer.post(check(trainer))
    BankQuestionFactory(name="Menulis", content=[stored_question("essay", text="Ceritakan.")])
    response: Any = trainer.get(EXPORT, {"format": "aiken", "category": ""})
    assert {one.name for one in response.context["refusals"]} == {"Dua", "Menulis"}
    assert 'name="others"' in response.content.decode()
    rest: Any = trainer.get(EXPORT, {"format": "aiken", "category": "", "others": "1"})
    assert body(rest).startswith("Berapa HPP-nya?")


@pytest.mark.parametrize("query", [{"format": "doc"}, {"format": "gift", "category": "999"}])
def test_an_export_that_makes_no_sense_is_a_form_again(
    trainer: Client, query: dict[str, str]
) -> None:
    response = trainer.get(EXPORT, query)
    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.django_db(transaction=True)
def test_a_file_is_parsed_before_the_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust, line 20: what is slow to read holds nobody up."""
    locked: list[bool] = []

    def watch(*args: Any) -> Iterator[Entry | Finding]:
        for one in read_questions(*args):
            locked.append(connection.in_atomic_block)
            yield one

    trainer = client_of(trainer=True)
    url = check(trainer)
    monkeypatch.setattr(views, "read_questions", watch)
    trainer.post(url)
    assert BankQuestion.objects.count() == 2
    import_entries(watch(GIFT.encode(), "gift"), category="Lain")
    assert BankQuestion.objects.count() == 4
    assert locked == [False] * 4
