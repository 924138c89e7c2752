"""Answering by a form."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale

from courses.catalog.models import LessonPage
from courses.progress.models import Event
from courses.progress.queries import lesson_states
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory, quiz_block, reading_block
from tests.statements import count_statements


def answer_url(lesson: LessonPage, activity_id: str | None = None) -> str:
    return f"/belajar/{lesson.translation_key}/{activity_id or lesson.body[0].id}/"


def form_of(html: str, activity_id: str) -> dict[str, str]:
    """The hidden fields of the form that answers an activity."""
    [form] = re.findall(rf'<form[^>]*{activity_id}/"[^>]*>(.*?)</form>', html, re.S)[:1]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


def test_the_form_on_the_page_completes_a_reading(
    learner_client: Client, learner: Any, lesson: LessonPage
) -> None:
    html = learner_client.get(lesson.url).content.decode()
    activity_id = lesson.body[0].id
    response = learner_client.post(answer_url(lesson), form_of(html, activity_id))
    assert response.status_code == 302
    assert response.headers["Location"] == f"{lesson.url}#jawab-{activity_id}"
    page = learner_client.get(lesson.url).content.decode()
    assert f'id="jawab-{activity_id}"' in page
    assert "Sudah kamu baca." in page
    event = Event.objects.get(kind="reading")
    assert (event.source, event.learner_id, event.revision) == (
        "web",
        learner.pk,
        lesson.live_revision_id,
    )


def test_a_double_tap_is_recorded_once(learner_client: Client, lesson: LessonPage) -> None:
    html = learner_client.get(lesson.url).content.decode()
    fields = form_of(html, lesson.body[0].id)
    for _tap in range(2):
        learner_client.post(answer_url(lesson), fields)
    assert Event.objects.filter(kind="reading").count() == 1


def test_a_refused_answer_is_said_on_the_lesson(learner_client: Client, course: Any) -> None:
    lesson = LessonPageFactory(parent=course, body=[quiz_block(1)])
    response = learner_client.post(
        answer_url(lesson),
        {"event": str(uuid.uuid4()), "next": lesson.url, "attempt": 1, "question": "q1"},
        follow=True,
    )
    assert "Pilih salah satu jawaban." in response.content.decode()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "event", ["", "x", "1", "\0", str(uuid.uuid5(uuid.NAMESPACE_DNS, "1:2:completed"))]
)
def test_a_form_without_a_proper_id_says_so(
    learner_client: Client, lesson: LessonPage, event: str
) -> None:
    response = learner_client.post(
        answer_url(lesson), {"event": event, "next": lesson.url}, follow=True
    )
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()


def test_posted_role_score_and_user_change_nothing(
    learner_client: Client, learner: Any, lesson: LessonPage
) -> None:
    other = PersonFactory()
    fields = {"event": str(uuid.uuid4()), "user": other.pk, "learner": other.pk, "score": "1"}
    learner_client.post(answer_url(lesson), {**fields, "role": "administrator"})
    event = Event.objects.get(kind="reading")
    assert (event.learner_id, event.score) == (learner.pk, None)
    assert set(learner.groups.values_list("name", flat=True)) == {"participant"}


def test_an_activity_of_another_lesson_is_not_found(
    learner_client: Client, course: Any, lesson: LessonPage
) -> None:
    other = LessonPageFactory(parent=course)
    url = answer_url(lesson, other.body[0].id)
    assert learner_client.post(url, {"event": str(uuid.uuid4())}).status_code == 404
    unknown = f"/belajar/{uuid.uuid4()}/{lesson.body[0].id}/"
    assert learner_client.post(unknown, {"event": str(uuid.uuid4())}).status_code == 404


def test_a_visitor_is_asked_to_sign_in(visitor_client: Client, lesson: LessonPage) -> None:
    fields = {"event": str(uuid.uuid4()), "next": lesson.url}
    response = visitor_client.post(answer_url(lesson), fields)
    # Back to the lesson: the address of the answer itself can't be opened.
    assert response.headers["Location"] == f"/masuk/?next={lesson.url}"
    join = visitor_client.post(f"/belajar/{uuid.uuid4()}/ikut/", {"next": lesson.url})
    assert join.headers["Location"] == f"/masuk/?next={lesson.url}"
    assert not Event.objects.exists()


def test_next_leads_nowhere_else(learner_client: Client, lesson: LessonPage) -> None:
    for target in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        response = learner_client.post(
            answer_url(lesson), {"event": str(uuid.uuid4()), "next": target}
        )
        assert response.headers["Location"].startswith("/#")


def test_answering_by_get_is_refused(learner_client: Client, lesson: LessonPage) -> None:
    assert learner_client.get(answer_url(lesson)).status_code == 405


def test_a_quiz_is_failed_then_passed_by_its_forms(
    learner_client: Client, learner: Any, course: Any
) -> None:
    lesson = LessonPageFactory(parent=course, body=[reading_block(), quiz_block(2, pass_mark=100)])
    quiz = lesson.body[1].id
    for attempt, choices in enumerate([["q1-right", "q2-wrong"], ["q1-right", "q2-right"]], 1):
        for choice in choices:
            fields = form_of(learner_client.get(lesson.url).content.decode(), quiz)
            assert fields["attempt"] == str(attempt)
            learner_client.post(answer_url(lesson, quiz), {**fields, "choice": choice})
    state = lesson_states(learner.pk, lesson.translation_key)[quiz]
    assert state.completed
    assert state.score == 1


def test_an_answer_stays_within_its_statements(learner_client: Client, course: Any) -> None:
    lesson = LessonPageFactory(
        parent=course, body=[quiz_block(3), reading_block(), reading_block()]
    )
    quiz = lesson.body[0].id
    for number in (1, 2):
        fields = form_of(learner_client.get(lesson.url).content.decode(), quiz)
        fields["choice"] = f"q{number}-right"
        url = answer_url(lesson, quiz)
        assert count_statements(lambda: learner_client.post(url, fields)) <= 8  # noqa: B023
    tap, event = answer_url(lesson, lesson.body[1].id), {"event": str(uuid.uuid4())}
    assert count_statements(lambda: learner_client.post(tap, event)) <= 8


@pytest.mark.parametrize("lessons_left", [False, True])
def test_completing_a_lesson_stays_within_its_statements(
    learner_client: Client, course: Any, lesson: LessonPage, lessons_left: bool
) -> None:
    if not lessons_left:
        LessonPage.objects.child_of(course).exclude(pk=lesson.pk).delete()
    url, event = answer_url(lesson), {"event": str(uuid.uuid4())}
    assert count_statements(lambda: learner_client.post(url, event)) <= 14
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds == {"reading", "lesson"} | (set() if lessons_left else {"course"})


def test_going_back_and_choosing_again_is_told_in_plain_words(
    learner_client: Client, course: Any
) -> None:
    lesson = LessonPageFactory(parent=course, body=[quiz_block(2)])
    fields = form_of(learner_client.get(lesson.url).content.decode(), lesson.body[0].id)
    learner_client.post(answer_url(lesson), {**fields, "choice": "q1-wrong"})
    again = {**fields, "choice": "q1-right"}
    html = learner_client.post(answer_url(lesson), again, follow=True).content.decode()
    assert "Jawaban pertamamu yang dihitung." in html


def test_an_answer_is_judged_by_the_page_of_its_own_language(
    learner_client: Client, course: Any
) -> None:
    lesson = LessonPageFactory(parent=course, body=[quiz_block(1)])
    english = Locale.objects.get(language_code="en")
    translated = lesson.copy_for_translation(english, copy_parents=True)
    translated.save_revision().publish()
    translated.refresh_from_db()
    value = lesson.body.get_prep_value()
    value[0]["value"]["questions"][0]["id"] = "q7"
    lesson.body = value
    lesson.save_revision().publish()
    fields = form_of(learner_client.get(translated.url).content.decode(), lesson.body[0].id)
    url = f"/en{answer_url(lesson)}"
    learner_client.post(url, {**fields, "choice": "q1-right"})
    event = Event.objects.get(kind="quiz")
    assert (event.verb, event.language) == ("passed", "en")
    assert event.revision == translated.live_revision_id


AT_ONCE = {"Pijar-At-Once": "1"}


def test_our_script_gets_the_page_at_once(learner_client: Client, lesson: LessonPage) -> None:
    html = learner_client.get(lesson.url).content.decode()
    fields = form_of(html, lesson.body[0].id)
    response = learner_client.post(answer_url(lesson), fields, headers=AT_ONCE)
    assert response.status_code == 200
    page = response.content.decode()
    assert f'id="jawab-{lesson.body[0].id}"' in page
    # The forms that are left come back to the lesson, not to where this answer was sent.
    assert f'name="next" value="{lesson.url}"' in page or "<form" not in page


def test_our_script_gets_a_refusal_with_the_page(learner_client: Client, course: Any) -> None:
    lesson = LessonPageFactory(parent=course, body=[quiz_block(1)])
    data = {"event": str(uuid.uuid4()), "next": lesson.url, "attempt": 1, "question": "q1"}
    response = learner_client.post(answer_url(lesson), data, headers=AT_ONCE)
    assert "Pilih salah satu" in response.content.decode()
    assert f'name="next" value="{lesson.url}"' in response.content.decode()


def test_an_answer_and_its_page_at_once_cost_what_both_cost(
    learner_client: Client, course: Any
) -> None:
    lesson = LessonPageFactory(parent=course, body=[quiz_block(3)])

    def answer() -> None:
        data = {"event": str(uuid.uuid4()), "attempt": 1, "question": "q1", "choice": "q1-right"}
        learner_client.post(answer_url(lesson), {**data, "next": lesson.url}, headers=AT_ONCE)

    learner_client.get(lesson.url)
    assert count_statements(answer) <= 16
