"""The results pages: who may see them, what they say, what they cost."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import Locale

from courses.catalog.enrolment import enrol
from courses.catalog.models import CoursePage, LessonPage
from courses.kinds.quiz.statistics.sheets import Which
from tests.courses.kinds.quiz.statistics.conftest import (
    PASSWORD,
    make_learner,
    make_quiz_lesson,
    send,
    sit,
)
from tests.factories.accounts import PersonFactory, client_of
from tests.factories.catalog import LessonPageFactory, make_course, quiz_block, reading_block
from tests.factories.quiz import stored_question
from tests.statements import count_statements

LIST = "/admin/kuis/hasil/"


def address(lesson: LessonPage, name: str = "results") -> str:
    return reverse(f"quiz_results:{name}", args=[lesson.translation_key, lesson.body[0].id])


def attempt_address(lesson: LessonPage, person: Any, number: int = 1) -> str:
    args = [lesson.translation_key, lesson.body[0].id, person.pk, number]
    return reverse("quiz_results:attempt", args=args)


def show(client: Client, lesson: LessonPage, **query: Any) -> Any:
    response = client.get(address(lesson), query)
    assert response.status_code == 200
    return response


def html(response: Any) -> str:
    return " ".join(response.content.decode().split())


# --- Who --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["results", "csv", "xlsx"])
def test_only_who_may_see_results_sees_them(lesson: LessonPage, name: str) -> None:
    for url in (LIST, address(lesson, name)):
        response: Any = client_of(trainer=True).get(url)
        assert response.status_code == 200
        # A file is closed once it is read.
        b"".join(response)
        refused: Any = client_of(coordinator=True).get(url)
        assert refused.status_code == 302
        assert refused.headers["Location"] == "/admin/"
        assert client_of(participant=True).get(url).headers["Location"].startswith("/admin/login")
        assert Client().get(url).headers["Location"].startswith("/admin/login")


def test_results_are_only_read(client: Client, lesson: LessonPage) -> None:
    for url in (LIST, address(lesson), address(lesson, "csv"), address(lesson, "xlsx")):
        assert client.post(url).status_code == 405


def test_what_is_no_quiz_is_not_found(client: Client, course: CoursePage) -> None:
    lesson = LessonPageFactory(parent=course, body=[reading_block()])
    other = make_quiz_lesson(course)
    assert client.get(address(lesson)).status_code == 404
    url = reverse("quiz_results:results", args=[lesson.translation_key, other.body[0].id])
    assert client.get(url).status_code == 404
    assert client.get(f"{address(other, 'csv')}?rows=secrets").status_code == 404


# --- The list ---------------------------------------------------------------------------------


def test_the_list_shows_how_each_quiz_stands(
    client: Client, course: CoursePage, lesson: LessonPage
) -> None:
    one, two, three = (make_learner(course) for _number in range(3))
    sit(one, lesson, True, True, True)
    sit(two, lesson, True, False, False)
    sit(two, lesson, False, False, False, attempt=2)
    sit(three, lesson, True)
    response = client.get(LIST)
    [row] = response.context["rows"]
    assert (row["spot"].lesson_title, row["spot"].course_title) == ("Menabung", "Keuangan")
    summary = row["summary"]
    assert (summary.people, summary.finished, summary.waiting) == (3, 3, 0)
    # The best attempts that are finished: 1 and 1/3.
    assert row["mean"] == "66,7\u00a0%"
    assert address(lesson) in html(response)


def test_the_list_without_quizzes_says_so(client: Client, db: None) -> None:
    response = client.get(LIST)
    assert response.status_code == 200
    assert response.context["rows"] == []


def test_a_translated_quiz_is_listed_once(client: Client, lesson: LessonPage) -> None:
    english, _made = Locale.objects.get_or_create(language_code="en")
    lesson.copy_for_translation(english, copy_parents=True).save_revision().publish()
    assert len(client.get(LIST).context["rows"]) == 1


def test_the_list_costs_the_same_whatever_its_size(client: Client, course: CoursePage) -> None:
    counts = []
    for more in (1, 4):
        for number in range(more):
            lesson = make_quiz_lesson(course, title=f"Pelajaran {more}-{number}")
            for _person in range(3):
                sit(make_learner(course), lesson, True, False)
        client.get(LIST)
        counts.append(count_statements(lambda: client.get(LIST)))
    assert counts[0] == counts[1]


# --- One quiz ---------------------------------------------------------------------------------


def test_a_quiz_nobody_began_says_so(client: Client, lesson: LessonPage) -> None:
    response = show(client, lesson)
    assert response.context["gathered"].rows == []
    assert gettext("Nobody has begun this quiz yet.") in html(response)
    assert "hasil.csv" not in html(response)


def test_attempts_are_listed_with_scores_and_names(
    client: Client, course: CoursePage, lesson: LessonPage
) -> None:
    siti = make_learner(course, code="LT-0001", name="Siti <b>")
    sit(siti, lesson, True, True, False)
    sit(siti, lesson, True, attempt=2)
    response = show(client, lesson)
    newest, first = response.context["attempts"]
    assert (newest["row"].number, newest["row"].finished_at, newest["score"]) == (2, None, "–")
    assert (first["code"], first["name"], first["score"]) == ("LT-0001", "Siti <b>", "66,7\u00a0%")
    assert first["row"].passed
    text = html(response)
    assert "Siti &lt;b&gt;" in text
    assert "Siti <b>" not in text


def test_figures_come_with_plain_readings(
    client: Client, course: CoursePage, lesson: LessonPage
) -> None:
    for number in range(12):
        sit(make_learner(course), lesson, True, number % 2 == 0, number % 2 == 1)
    response = show(client, lesson)
    easy, one, other = response.context["questions"]
    assert easy.title == "Soal q1?"
    assert easy.facility == "100,0\u00a0%"
    assert (one.facility, one.guess) == ("50,0\u00a0%", "50,0\u00a0%")
    # The second and the third run against each other, so that all have the same score.
    assert other.effective_weight == "–"
    assert other.discrimination == "\u2212100,0\u00a0%"
    text = html(response)
    for row in response.context["questions"]:
        for reading in (row.facility_reading, row.discrimination_reading):
            assert str(reading.text) in text
    for figure in response.context["figures"]:
        assert str(figure.label) in text
        assert str(figure.reading.text) in text
    assert '<meter min="0" max="100" value="50.0">' in text


def test_few_attempts_are_said_to_be_few(
    client: Client, course: CoursePage, lesson: LessonPage
) -> None:
    sit(make_learner(course), lesson, True, True, False)
    texts = {str(figure.reading.text) for figure in show(client, lesson).context["figures"]}
    assert len(texts) == 1


def test_answers_are_counted_for_each_question(
    client: Client, course: CoursePage, lesson: LessonPage
) -> None:
    for right in (True, True, False):
        sit(make_learner(course), lesson, right, True, True)
    first = show(client, lesson).context["questions"][0].responses
    found = [(one.text, one.count, one.right, one.percent) for one in first.listed]
    assert found == [("Benar", 2, True, 67), ("Salah", 1, False, 33)]


@pytest.mark.parametrize(
    ("which", "mean"),
    [
        ("", "50,0"),
        ("first", "50,0"),
        ("counted", "100,0"),
        ("best", "100,0"),
        ("last", "75,0"),
        ("all", "62,5"),
    ],
)
def test_one_chooses_the_attempts_that_figures_are_about(
    client: Client, course: CoursePage, which: str, mean: str
) -> None:
    lesson = make_quiz_lesson(course, questions=2)
    one, two = make_learner(course), make_learner(course)
    sit(one, lesson, False, False)
    sit(one, lesson, True, True, attempt=2)
    sit(one, lesson, True, False, attempt=3)
    sit(two, lesson, True, True)
    response = show(client, lesson, **({"which": which} if which else {}))
    assert response.context["figures"][0].value == f"{mean}\u00a0%"
    assert response.context["which"] is Which(which or "first")


def test_a_strange_choice_is_the_usual_one(
    client: Client, course: CoursePage, lesson: LessonPage
) -> None:
    sit(make_learner(course), lesson, True, True, True)
    response = show(client, lesson, which="x", p="y")
    assert response.context["which"] is Which.FIRST


def test_staff_who_try_a_quiz_are_not_in_its_results(
    client: Client, course: CoursePage, lesson: LessonPage
) -> None:
    sit(make_learner(course, code="LT-0001"), lesson, True, True, True)
    for staff in (PersonFactory(trainer=True), PersonFactory(is_superuser=True)):
        enrol(staff.pk, course_key=course.translation_key)
        sit(staff, lesson, False, False, False)
    response = show(client, lesson)
    assert [one["code"] for one in response.context["attempts"]] == ["LT-0001"]
    assert client.get(LIST).context["rows"][0]["summary"].people == 1


def test_what_waits_for_a_mark_is_said_and_not_listed_as_an_answer(
    client: Client, course: CoursePage
) -> None:
    block = quiz_block(1)
    essay = stored_question("essay", block_id="e", text="Ceritakan.", lines=3)
    block["value"]["questions"].append(essay)
    lesson = LessonPageFactory(parent=course, body=[block])
    person = make_learner(course)
    sit(person, lesson, True)
    send(person, lesson, {"attempt": 1, "question": "e", "text": "Saya menabung."})
    response = show(client, lesson)
    assert response.context["whole"].waiting == 1
    assert response.context["waiting_count"] == 1
    assert response.context["questions"] == []
    assert client.get(LIST).context["rows"][0]["summary"].waiting == 1


def test_a_page_of_results_costs_the_same_whatever_its_size(
    client: Client, course: CoursePage
) -> None:
    lesson = make_quiz_lesson(course, role="pre", pair="Tabungan")
    after = make_quiz_lesson(course, title="Sesudah", role="post", pair="Tabungan")
    counts = []
    for more in (2, 14):
        for number in range(more):
            person = make_learner(course)
            sit(person, lesson, True, number % 2 == 0)
            sit(person, lesson, True, True, attempt=2)
            sit(person, after, True, True)
        show(client, lesson)
        counts.append(count_statements(lambda: show(client, lesson)))
    assert counts[0] == counts[1]
    assert counts[1] <= 20


def test_fifty_attempts_a_page(client: Client, course: CoursePage) -> None:
    lesson = make_quiz_lesson(course, questions=1)
    person = make_learner(course)
    for attempt in range(1, 53):
        sit(person, lesson, False, attempt=attempt)
    assert len(show(client, lesson).context["attempts"]) == 50
    response = show(client, lesson, p=2, which="all")
    assert [one["row"].number for one in response.context["attempts"]] == [2, 1]
    assert "which=all" in html(response)


# --- Before and after -------------------------------------------------------------------------


def make_pair(course: CoursePage, pair: str = "Tabungan") -> tuple[LessonPage, LessonPage]:
    before = make_quiz_lesson(course, title="Sebelum", role="pre", pair=pair)
    return before, make_quiz_lesson(course, title="Sesudah", role="post", pair=f" {pair.upper()} ")


def test_before_and_after_are_compared_person_by_person(client: Client, course: CoursePage) -> None:
    before, after = make_pair(course)
    people = [make_learner(course) for _number in range(4)]
    for person, first in zip(people, [(False, False), (True, False), (True, True)], strict=False):
        sit(person, before, *first)
    for person in (people[0], people[1], people[3]):
        sit(person, after, True, False)
    for lesson in (before, after):
        found = show(client, lesson).context["pair"]
        pairs = found.pairs
        assert (pairs.paired, pairs.improved, pairs.equal, pairs.worse) == (2, 1, 1, 0)
        assert (pairs.only_before, pairs.only_after) == (1, 1)
        assert (found.median_before, found.median_after) == ("25,0\u00a0%", "50,0\u00a0%")
        assert found.median_difference == "+25,0"
        assert found.few


def test_a_copied_course_has_a_pair_of_its_own(client: Client, course: CoursePage) -> None:
    before, after = make_pair(course)
    make_pair(make_course(0, title="Salinan"))
    sit(make_learner(course), before, True, True)
    twin = show(client, before).context["twin"]
    assert twin.lesson_key == after.translation_key


def test_two_that_nothing_tells_apart_are_no_pair(client: Client, course: CoursePage) -> None:
    before, _after = make_pair(course)
    make_quiz_lesson(course, title="Sesudah lagi", role="post", pair="Tabungan")
    assert show(client, before).context["twin"] is None


def test_a_quiz_without_a_part_in_a_pair_has_no_twin(client: Client, lesson: LessonPage) -> None:
    assert show(client, lesson).context["twin"] is None


# --- One attempt ------------------------------------------------------------------------------


def with_essay(course: CoursePage) -> LessonPage:
    block = quiz_block(2)
    essay = stored_question("essay", block_id="e", text="Ceritakan.", lines=3)
    block["value"]["questions"].append(essay)
    lesson: LessonPage = LessonPageFactory(parent=course, body=[block])
    return lesson


def grade_address(lesson: LessonPage, person: Any, question: str) -> str:
    args = [lesson.translation_key, lesson.body[0].id, person.pk, 1, question]
    return reverse("quiz_grading:answer", args=args)


def test_an_attempt_shows_each_question_with_its_answer_the_right_one_and_the_mark(
    client: Client, course: CoursePage
) -> None:
    lesson = with_essay(course)
    siti = make_learner(course, code="LT-0001", name="Siti")
    sit(siti, lesson, True, False)
    send(siti, lesson, {"attempt": 1, "question": "e", "text": "Saya <b>menabung</b>."})
    url = attempt_address(lesson, siti)
    assert f'href="{url}"' in html(show(client, lesson))
    response = client.get(url)
    first, second, third = response.context["lines"]
    assert [line.text for line in first.answer] == ["Benar"]
    assert [line.text for line in second.answer] == ["Salah"]
    assert [line.text for line in second.solution] == ["Benar"]
    assert (first.score, second.score, third.waits) == ("100,0\u00a0%", "0,0\u00a0%", True)
    text = html(response)
    for said in ("LT-0001", "Siti", "Soal q1?", "Saya &lt;b&gt;menabung&lt;/b&gt;."):
        assert said in text
    for question in ("q1", "q2", "e"):
        assert f'href="{grade_address(lesson, siti, question)}"' in text
    mark = {"percent": "50", "comment": "Tulis <i>lebih</i> banyak."}
    assert client.post(grade_address(lesson, siti, "e"), mark).status_code == 302
    response = client.get(url)
    assert response.context["score"] == "50,0\u00a0%"
    assert response.context["row"].passed is False
    assert "Tulis &lt;i&gt;lebih&lt;/i&gt; banyak." in html(response)


def test_an_open_attempt_has_nothing_to_mark_yet(client: Client, lesson: LessonPage) -> None:
    person = make_learner(lesson.get_parent().specific)
    sit(person, lesson, True)
    response = client.get(attempt_address(lesson, person))
    assert [line.answered for line in response.context["lines"]] == [True, False, False]
    assert [line.score for line in response.context["lines"]] == ["100,0\u00a0%", "–", "–"]
    assert grade_address(lesson, person, "q1") not in html(response)


def test_only_who_may_see_results_sees_an_attempt_and_only_markers_are_led_to_marking(
    course: CoursePage, lesson: LessonPage
) -> None:
    person = make_learner(course)
    sit(person, lesson, True, True, True)
    url = attempt_address(lesson, person)
    for stranger in (client_of(coordinator=True), client_of(participant=True), Client()):
        assert stranger.get(url).status_code == 302
    reader = PersonFactory(coordinator=True)
    reader.user_permissions.add(
        Permission.objects.get(content_type__app_label="kind_quiz", codename="view_results"),
        Permission.objects.get(codename="access_admin"),
    )
    client = Client()
    client.force_login(reader, backend=PASSWORD)
    response = client.get(url)
    assert response.status_code == 200
    assert grade_address(lesson, person, "q1") not in html(response)
    assert client_of(trainer=True).post(url).status_code == 405


def test_an_address_whose_parts_do_not_belong_together_leads_nowhere(
    client: Client, course: CoursePage, lesson: LessonPage
) -> None:
    other = make_quiz_lesson(course, title="Lain")
    person, stranger = make_learner(course), make_learner(course)
    sit(person, lesson, True, True, True)
    args = [lesson.translation_key, lesson.body[0].id, person.pk, 1]
    assert client.get(reverse("quiz_results:attempt", args=args)).status_code == 200
    for at, wrong in (
        (0, other.translation_key),
        (1, other.body[0].id),
        (2, stranger.pk),
        (2, 10**30),
        (3, 2),
        (3, 0),
    ):
        ids = [wrong if place == at else arg for place, arg in enumerate(args)]
        assert client.get(reverse("quiz_results:attempt", args=ids)).status_code == 404, ids


def test_an_attempt_costs_the_same_however_many_questions_it_has(
    client: Client, course: CoursePage
) -> None:
    counts = []
    for questions in (2, 12):
        lesson = make_quiz_lesson(course, title=f"Kuis {questions}", questions=questions)
        person = make_learner(course)
        sit(person, lesson, *[True] * questions)
        url = attempt_address(lesson, person)
        client.get(url)
        counts.append(count_statements(lambda url=url: client.get(url)))
    assert counts[0] == counts[1]


def test_the_list_of_attempts_says_passed_of_each_by_its_own_score(
    client: Client, course: CoursePage, lesson: LessonPage
) -> None:
    person = make_learner(course)
    sit(person, lesson, True, True, True)
    sit(person, lesson, True, False, False, attempt=2)
    rows = [one["row"] for one in show(client, lesson).context["attempts"]]
    assert [(row.number, row.passed) for row in rows] == [(2, False), (1, True)]
