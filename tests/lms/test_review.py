"""Review by another, through the editor's own addresses: nobody approves what they wrote."""

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from wagtail.models import GroupApprovalTask, Task, TaskState, Workflow, WorkflowState

from courses.catalog.models import LessonPage
from lms.accounts.models import Person
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory
from tests.lms.test_editor import lesson_form, reading, rich_text

pytestmark = pytest.mark.django_db

ROLES = ["trainer", "administrator", "superuser"]


def make_staff(role: str) -> Person:
    if role == "superuser":
        person: Person = PersonFactory(is_superuser=True, password="kata-sandi-panjang")
        return person
    return PersonFactory(**{role: True})


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.StaffPasswordBackend")
    return client


def form_of(lesson: LessonPage, text: str, action: str = "", **fields: str) -> dict[str, Any]:
    data = lesson_form(
        reading(("text", rich_text(text))), title=lesson.title, slug=lesson.slug, **fields
    )
    del data["action-publish"]
    return {**data, action: "1"} if action else data


@pytest.fixture
def author(request: pytest.FixtureRequest, db: None) -> Person:
    """A trainer, or whom a test names: nobody stands above the rule."""
    return make_staff(getattr(request, "param", "trainer"))


everybody = pytest.mark.parametrize("author", ROLES, indirect=True)


@pytest.fixture
def other(db: None) -> Person:
    return PersonFactory(trainer=True)


@pytest.fixture
def lesson(db: None) -> LessonPage:
    """A published lesson."""
    page: LessonPage = LessonPageFactory()
    return page


def submit(lesson: LessonPage, author: Person, text: str = "Naskah baru.") -> TaskState:
    """The author writes it anew and asks for a review, by the form."""
    url = f"/admin/pages/{lesson.pk}/edit/"
    browser_of(author).post(url, form_of(lesson, text, "action-submit"))
    lesson.refresh_from_db()
    state = lesson.current_workflow_task_state
    assert state is not None
    return state


def is_out(lesson: LessonPage, text: str = "Naskah baru.") -> bool:
    return text in Client().get(lesson.url).content.decode()


def approve(client: Client, lesson: LessonPage, state: TaskState, *, page: Any = None) -> Any:
    page = page or lesson
    return client.post(
        f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/", {"comment": "Bagus"}
    )


def test_another_one_approves_and_it_goes_out(
    lesson: LessonPage, author: Person, other: Person
) -> None:
    state = submit(lesson, author)
    assert not is_out(lesson)
    approve(browser_of(other), lesson, state)
    assert is_out(lesson)


@everybody
def test_the_author_does_not_approve(lesson: LessonPage, author: Person) -> None:
    state = submit(lesson, author)
    client = browser_of(author)
    approve(client, lesson, state)
    client.post(
        f"/admin/pages/{lesson.pk}/edit/",
        form_of(lesson, "Naskah baru.", "action-workflow-action")
        | {"workflow-action-name": "approve"},
    )
    collect = f"/admin/pages/workflow/collect_action_data/{lesson.pk}/approve/{state.pk}/"
    client.post(collect, {"comment": ""})
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS
    assert not is_out(lesson)


def test_nor_by_the_address_of_somebody_elses_page(
    lesson: LessonPage, author: Person, other: Person
) -> None:
    """The address has two ids: a page that they may approve, and the review of their own."""
    state = submit(lesson, author)
    anothers: LessonPage = LessonPageFactory()
    submit(anothers, other)
    approve(browser_of(author), lesson, state, page=anothers)
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS
    assert not is_out(lesson)


def test_nor_what_another_one_only_sent_in(
    lesson: LessonPage, author: Person, other: Person
) -> None:
    url = f"/admin/pages/{lesson.pk}/edit/"
    browser_of(author).post(url, form_of(lesson, "Naskah baru."))
    state = submit(lesson, other)
    approve(browser_of(author), lesson, state)
    assert not is_out(lesson)


def test_nor_after_an_older_text_went_out(
    lesson: LessonPage, author: Person, other: Person
) -> None:
    url = f"/admin/pages/{lesson.pk}/edit/"
    browser_of(other).post(url, form_of(lesson, "Naskah awal."))
    early = lesson.get_latest_revision()
    browser_of(author).post(url, form_of(lesson, "Naskah baru."))
    early.publish()
    lesson.refresh_from_db()
    state = submit(lesson, other)
    approve(browser_of(author), lesson, state)
    assert not is_out(lesson)


@everybody
@pytest.mark.parametrize("needs_changes", [False, True])
def test_nor_publishes_it_meanwhile(
    lesson: LessonPage, author: Person, other: Person, needs_changes: bool
) -> None:
    state = submit(lesson, author)
    if needs_changes:
        browser_of(other).post(
            f"/admin/pages/workflow/action/{lesson.pk}/reject/{state.pk}/", {"comment": "Belum"}
        )
    client = browser_of(author)
    url = f"/admin/pages/{lesson.pk}/edit/"
    client.post(url, form_of(lesson, "Naskah baru.", "action-publish"))
    client.post(f"/admin/bulk/wagtailcore/page/publish/?id={lesson.pk}", {"next": "/admin/"})
    client.post(f"/admin/api/main/pages/{lesson.pk}/action/publish/")
    revision = lesson.get_latest_revision()
    client.post(
        f"/admin/api/main/pages/{lesson.pk}/action/revert_to_page_revision/",
        {"revision_id": revision.pk},
    )
    assert not is_out(lesson)
    assert lesson.current_workflow_state is not None


def test_nor_somebody_who_mends_it_in_passing(
    lesson: LessonPage, author: Person, other: Person
) -> None:
    submit(lesson, author)
    client = browser_of(other)
    data = form_of(lesson, "Naskah yang saya ubah.", "action-workflow-action")
    url = f"/admin/pages/{lesson.pk}/edit/"
    response = client.post(url, data | {"workflow-action-name": "approve"}, follow=True)
    assert not is_out(lesson, "Naskah yang saya ubah.")
    assert "Yang Anda tulis sendiri ditinjau oleh orang lain." in response.content.decode()
    # What was typed is kept, as a draft.
    lesson.refresh_from_db()
    assert "Naskah yang saya ubah." in str(lesson.get_latest_revision().content)
    third = PersonFactory(trainer=True)
    approve(browser_of(third), lesson, lesson.current_workflow_task_state)
    assert is_out(lesson, "Naskah yang saya ubah.")


def test_the_author_may_withdraw_it_and_then_publish(lesson: LessonPage, author: Person) -> None:
    submit(lesson, author)
    client = browser_of(author)
    url = f"/admin/pages/{lesson.pk}/edit/"
    client.post(url, form_of(lesson, "Naskah baru.", "action-cancel-workflow"))
    state = WorkflowState.objects.get()
    assert state.status == WorkflowState.STATUS_CANCELLED
    client.post(url, form_of(lesson, "Naskah baru.", "action-publish"))
    assert is_out(lesson)


def test_what_one_wrote_and_is_out_is_no_hindrance(
    lesson: LessonPage, author: Person, other: Person
) -> None:
    url = f"/admin/pages/{lesson.pk}/edit/"
    browser_of(author).post(url, form_of(lesson, "Naskah lama.", "action-publish"))
    assert is_out(lesson, "Naskah lama.")
    state = submit(lesson, other)
    approve(browser_of(author), lesson, state)
    assert is_out(lesson)


def test_the_start_page_lists_what_others_wrote_alone(
    lesson: LessonPage, author: Person, other: Person
) -> None:
    submit(lesson, author)
    link = f"/admin/pages/workflow/preview/{lesson.pk}/"
    assert link in browser_of(other).get("/admin/").content.decode()
    assert link not in browser_of(author).get("/admin/").content.decode()


def test_a_review_that_is_under_way_goes_on_after_an_update(
    lesson: LessonPage, author: Person, other: Person
) -> None:
    """As `migrate` finds it in a database of the version before."""
    module = importlib.import_module("lms.migrations.0002_review_by_another")
    state = submit(lesson, author)
    module.backwards(apps, None)
    task = Task.objects.get().specific
    assert isinstance(task, GroupApprovalTask)
    groups = set(task.groups.values_list("name", flat=True))
    module.forwards(apps, None)
    task = Task.objects.get().specific
    assert (task.by_another, set(task.groups.values_list("name", flat=True))) == (True, groups)
    assert Workflow.objects.get().tasks.get().pk == task.pk
    approve(browser_of(author), lesson, state)
    assert not is_out(lesson)
    approve(browser_of(other), lesson, state)
    assert is_out(lesson)
