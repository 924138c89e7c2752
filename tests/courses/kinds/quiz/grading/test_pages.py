"""The pages on which a trainer marks, marks again and allows more."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import ngettext

from courses.kinds.quiz.attempts import read_allowance
from courses.kinds.quiz.grading import regrade_views
from courses.progress.models import Event
from lms.accounts.models import Person
from tests.factories.accounts import PersonFactory
from tests.factories.grading import ESSAY_TEXT, Room, choice, essay, make_sent_file
from tests.factories.quiz import stored_question
from tests.statements import count_statements

pytestmark = pytest.mark.django_db

STAFF = "lms.accounts.backends.StaffPasswordBackend"
PIN = "lms.accounts.backends.PinBackend"


@pytest.fixture
def trainer(client: Client) -> Person:
    person: Person = PersonFactory(trainer=True, name="Ibu Pelatih", language="en")
    client.force_login(person, backend=STAFF)
    return person


def answer_url(room: Room, person: Person, question: str = "essay", attempt: int = 1) -> str:
    args = [room.lesson_key, room.activity_id, person.pk, attempt, question]
    return reverse("quiz_grading:answer", args=args)


def quiz_url(name: str, room: Room, *more: Any) -> str:
    return reverse(f"quiz_grading:{name}", args=[room.lesson_key, room.activity_id, *more])


def hidden(html: str, name: str) -> str:
    [value] = re.findall(rf'name="{name}" value="([^"]*)"', html)
    return str(value)


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def sat_by(room: Room, **fields: Any) -> Person:
    person = room.welcome(**fields)
    room.sit(person, ("q1", "right"), ("essay", ESSAY_TEXT))
    return person


QUEUE = "/admin/kuis/penilaian/"


# --- The queue ----------------------------------------------------------------------------------


def test_the_queue_lists_what_waits_and_the_menu_counts_it(client: Client, trainer: Person) -> None:
    assert reverse("quiz_grading:queue") == QUEUE
    empty = page(client, QUEUE)
    assert 'class="listing"' not in empty
    assert "quiz-marking" in empty
    assert "(1)" not in empty
    room = Room(choice("q1"), essay())
    person = sat_by(room, name="Siti Rahmawati", code="LT-0231")
    html = page(client, QUEUE)
    for text in ("Siti Rahmawati", "LT-0231", "Apa langkahmu, essay?", room.lesson.title, "(1)"):
        assert text in html
    assert f'href="{answer_url(room, person)}"' in html


def test_the_queue_of_one_quiz_leads_to_what_else_can_be_done_with_it(
    client: Client, trainer: Person
) -> None:
    rooms = [Room(choice("q1"), essay()) for _each in range(2)]
    people = [sat_by(room) for room in rooms]
    quiz = f"{rooms[0].lesson_key}/{rooms[0].activity_id}"
    html = page(client, f"{QUEUE}?quiz={quiz}")
    assert people[0].code in html
    assert people[1].code not in html
    assert f'href="{answer_url(rooms[0], people[0])}?only"' in html
    assert quiz_url("regrade", rooms[0]) in html
    assert quiz_url("find", rooms[0]) in html
    assert people[1].code in page(client, f"{QUEUE}?quiz=nonsense")


def test_the_pages_take_as_many_statements_for_few_as_for_many(
    client: Client, trainer: Person
) -> None:
    room = Room(choice("q1"), essay())
    person = sat_by(room)
    addresses = [QUEUE, answer_url(room, person), quiz_url("regrade", room)]

    def count() -> list[int]:
        return [count_statements(lambda url=url: client.get(url)) for url in addresses]

    count()
    few = count()
    for _number in range(4):
        sat_by(room)
    room.edit(choice("q1", right="wrong"), essay())
    many = count()
    assert many[:2] == few[:2]
    for _number in range(4):
        sat_by(room)
    assert count()[2] == many[2]


# --- One answer ---------------------------------------------------------------------------------


def test_an_answer_is_shown_as_it_was_given_with_a_good_one_beside_it(
    client: Client, trainer: Person
) -> None:
    room = Room(choice("q1"), essay())
    html = page(client, answer_url(room, sat_by(room)))
    assert "&lt;b&gt;Lalu&lt;/b&gt; harga jual &amp; untung." in html
    assert "<b>Lalu</b>" not in html
    assert "Saya hitung HPP dulu.</p>" in html
    assert "Contoh: hitung HPP." in html
    assert 'name="percent"' in html


def test_save_and_next_leads_through_the_queue(client: Client, trainer: Person) -> None:
    room = Room(choice("q1"), essay())
    people = [sat_by(room) for _each in range(3)]
    url = answer_url(room, people[1])
    html = page(client, url)
    sent = {
        "event": hidden(html, "event"),
        "seen": hidden(html, "seen"),
        "percent": "66.7",
        "comment": "Bagus.",
        "next": "",
    }
    response = client.post(url, sent)
    assert response.headers["Location"] == answer_url(room, people[2])
    [_q1, asked] = room.attempts(people[1])[0].questions
    assert asked.mark is not None
    assert (asked.mark.score, asked.mark.comment, asked.mark.by) == (
        pytest.approx(0.667),
        "Bagus.",
        str(trainer.pk),
    )
    # The same tap again is one mark.
    assert client.post(url, sent).status_code == 302
    assert Event.objects.filter(verb="scored").count() == 1
    # From the end it goes on at the beginning, then back to the empty queue.
    mark = {"percent": "10", "comment": "", "next": ""}
    response = client.post(answer_url(room, people[2]), mark)
    assert response.headers["Location"] == answer_url(room, people[0])
    response = client.post(answer_url(room, people[0]), mark)
    assert response.headers["Location"] == QUEUE


def test_staying_within_one_quiz(client: Client, trainer: Person) -> None:
    rooms = [Room(choice("q1"), essay()) for _each in range(2)]
    one, other, last = sat_by(rooms[0]), sat_by(rooms[1]), sat_by(rooms[0])
    mark = {"percent": "10", "next": ""}
    response = client.post(answer_url(rooms[0], one) + "?only", mark)
    assert response.headers["Location"] == answer_url(rooms[0], last) + "?only"
    response = client.post(answer_url(rooms[0], last), {"percent": "10", "stay": ""})
    assert response.headers["Location"] == answer_url(rooms[0], last)
    response = client.post(answer_url(rooms[0], last), mark)
    assert response.headers["Location"] == answer_url(rooms[1], other)


def test_a_rubric_is_marked_by_its_levels_and_can_be_changed(
    client: Client, trainer: Person
) -> None:
    room = Room(choice("q1"), essay(by_rubric=True))
    person = sat_by(room)
    url = answer_url(room, person)
    html = page(client, url)
    assert html.count('type="radio"') == 5
    assert "<legend" in html
    assert 'name="percent"' not in html
    refused = client.post(url, {"criterion-clear": "c1", "next": ""})
    assert refused.status_code == 200
    assert "error-message" in refused.content.decode()
    refused = client.post(url, {"criterion-clear": "c1", "criterion-real": "invented"})
    assert refused.status_code == 200
    assert not Event.objects.filter(verb="scored").exists()
    chosen = {"criterion-clear": "c1", "criterion-real": "r3", "percent": "100"}
    assert client.post(url, {**chosen, "stay": ""}).status_code == 302
    assert room.attempts(person)[0].questions[1].score == pytest.approx(0.8)
    html = page(client, url)
    assert re.search(r'value="c1"[^>]*checked', html)
    assert "Jelas: Sebagian" in html
    assert "Ibu Pelatih" in html


@pytest.mark.parametrize("percent", ["-1", "100.1", "", "abc", "nan", "inf"])
def test_a_mark_out_of_bounds_stays_on_the_page_with_what_was_typed(
    client: Client, trainer: Person, percent: str
) -> None:
    room = Room(choice("q1"), essay())
    person = sat_by(room)
    response = client.post(answer_url(room, person), {"percent": percent, "comment": "Ketikan"})
    assert response.status_code == 200
    assert "Ketikan" in response.content.decode()
    assert room.state(person).waiting


def test_somebody_elses_mark_is_shown_before_it_is_written_over(
    client: Client, trainer: Person
) -> None:
    room = Room(choice("q1"), essay())
    person = sat_by(room)
    url = answer_url(room, person)
    seen = hidden(page(client, url), "seen")
    client.post(url, {"percent": "90", "comment": "Dari orang lain."})
    response = client.post(url, {"percent": "10", "seen": seen})
    assert response.status_code == 200
    html = response.content.decode()
    assert "Dari orang lain." in html
    again = client.post(url, {"percent": "10", "seen": hidden(html, "seen"), "stay": ""})
    assert again.status_code == 302
    assert room.attempts(person)[0].questions[1].score == pytest.approx(0.1)


def test_what_a_machine_marked_needs_a_reason(client: Client, trainer: Person) -> None:
    room = Room(choice("q1"), essay())
    person = sat_by(room)
    url = answer_url(room, person, "q1")
    assert 'value="100' in page(client, url)
    assert client.post(url, {"percent": "0", "comment": ""}).status_code == 200
    assert not Event.objects.filter(verb="scored").exists()
    assert client.post(url, {"percent": "0", "comment": "Menebak."}).status_code == 302
    assert room.attempts(person)[0].questions[0].score == 0


def test_what_a_form_has_no_business_to_say_is_ignored(client: Client, trainer: Person) -> None:
    room = Room(choice("q1"), essay())
    person, other = sat_by(room), sat_by(room)
    forged = {
        "percent": "40", "score": "1", "passed": "1", "completed": "1", "learner": other.pk,
        "by": other.pk, "event": "no id", "seen": "2999-99-99",
    }  # fmt: skip
    assert client.post(answer_url(room, person), forged).status_code == 302
    event = Event.objects.get(verb="scored")
    assert (event.learner_id, event.recorded_by_id, event.score) == (person.pk, trainer.pk, 0.4)
    assert room.state(other).waiting


# --- Files --------------------------------------------------------------------------------------


def file_room() -> Room:
    question = stored_question(
        "file", block_id="f1", text="Kirim lembar", accept=["pdf"], max_megabytes=2, rubric=[]
    )
    return Room(question)


def test_a_file_is_reached_from_its_answer(client: Client, trainer: Person) -> None:
    room = file_room()
    person = room.welcome()
    sent = room.send_file(person, "f1")
    url = reverse("kind_quiz:sent_file", args=[sent.pk])
    assert f'href="{url}"' in page(client, answer_url(room, person, "f1"))
    response = client.get(url)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"%PDF-1.4 isi"
    assert "attachment" in response.headers["Content-Disposition"]


def test_another_persons_file_is_not_shown_as_an_answer(client: Client, trainer: Person) -> None:
    room = file_room()
    person, other = room.welcome(), room.welcome()
    sent = room.send_file(person, "f1", sender=other)
    assert str(sent.pk) not in page(client, answer_url(room, person, "f1"))


def test_a_sent_file_is_for_its_sender_and_for_those_who_mark() -> None:
    sender = PersonFactory(participant=True, pin="482913")
    sent = make_sent_file(sender)
    url = reverse("kind_quiz:sent_file", args=[sent.pk])
    found = {}
    for who, person, backend in (
        ("sender", sender, PIN),
        ("another", PersonFactory(participant=True, pin="482913"), PIN),
        ("coordinator", PersonFactory(coordinator=True), STAFF),
        ("trainer", PersonFactory(trainer=True), STAFF),
    ):
        client = Client()
        client.force_login(person, backend=backend)
        found[who] = client.get(url).status_code
        assert client.get(reverse("kind_quiz:sent_file", args=[uuid.uuid4()])).status_code == 404
        assert client.post(url).status_code == 405
    assert found == {"sender": 200, "another": 404, "coordinator": 404, "trainer": 200}
    assert Client().get(url).status_code == 404


# --- Who may, and what belongs together -----------------------------------------------------------


@pytest.mark.parametrize("who", ["coordinator", "participant"])
def test_nobody_else_sees_or_sends_anything(who: str) -> None:
    room = Room(choice("q1"), essay())
    person = sat_by(room)
    client = Client()
    backend = PIN if who == "participant" else STAFF
    client.force_login(PersonFactory(**{who: True}), backend=backend)
    for url in (
        QUEUE,
        answer_url(room, person),
        quiz_url("regrade", room),
        quiz_url("find", room),
        quiz_url("allow", room, person.pk),
    ):
        for response in (
            client.get(url),
            client.post(url, {"percent": "1", "minutes": "1", "attempts": "1", "code": "x"}),
        ):
            assert response.status_code in (302, 403, 405), url
    assert not Event.objects.filter(source="proxy").exists()
    if who == "coordinator":
        assert "quiz-marking" not in client.get("/admin/").content.decode()


def test_ids_that_do_not_belong_together_lead_nowhere(client: Client, trainer: Person) -> None:
    one, other = Room(choice("q1"), essay()), Room(choice("q1"), essay())
    person, stranger = sat_by(one), other.welcome()
    unfinished = one.welcome()
    one.sit(unfinished, ("q1", "right"))
    args = [one.lesson_key, one.activity_id, person.pk, 1, "essay"]

    def changed(at: int, value: Any) -> list[Any]:
        return [value if place == at else arg for place, arg in enumerate(args)]

    wrong = [
        changed(0, other.lesson_key),
        changed(0, uuid.uuid4()),
        changed(1, other.activity_id),
        changed(2, stranger.pk),
        changed(2, 10**30),
        changed(3, 2),
        changed(3, 10**30),
        changed(4, "q9"),
        [one.lesson_key, one.activity_id, unfinished.pk, 1, "q1"],
    ]
    for ids in wrong:
        url = reverse("quiz_grading:answer", args=ids)
        assert client.get(url).status_code == 404, ids
        assert client.post(url, {"percent": "50"}).status_code == 404, ids
    for name in ("regrade", "find"):
        url = reverse(f"quiz_grading:{name}", args=[one.lesson_key, other.activity_id])
        assert client.get(url).status_code == 404
        assert client.post(url, {"fingerprint": "x", "code": "x"}).status_code == 404
    # Has neither begun nor joined, or is nobody at all.
    for pk in (stranger.pk, 10**30):
        url = reverse("quiz_grading:allow", args=[one.lesson_key, one.activity_id, pk])
        assert client.get(url).status_code == 404
        assert client.post(url, {"minutes": "5", "attempts": "0"}).status_code == 404
    assert not Event.objects.filter(source="proxy").exists()


# --- Marking again --------------------------------------------------------------------------------


def corrected() -> tuple[Room, Person]:
    room = Room(choice("q1", ids=("right", "wrong", "other")), choice("q2"), pass_mark=100)
    person, gone = room.welcome(name="Siti"), room.welcome(name="Budi")
    room.sit(person, ("q1", "wrong"), ("q2", "right"))
    room.sit(gone, ("q1", "other"), ("q2", "right"))
    room.edit(choice("q1", right="wrong"), choice("q2"))
    return room, person


def test_marking_again_shows_first_and_writes_only_what_was_shown(
    client: Client, trainer: Person
) -> None:
    room, person = corrected()
    url = quiz_url("regrade", room)
    html = page(client, url)
    assert "Siti" in html
    assert "Budi" in html
    assert not Event.objects.filter(verb="regraded").exists()
    assert client.post(url, {"fingerprint": "invented"}).status_code == 200
    assert not Event.objects.filter(verb="regraded").exists()
    fingerprint = hidden(html, "fingerprint")
    for _tap in range(2):
        assert client.post(url, {"fingerprint": fingerprint}).status_code == 200
    assert Event.objects.get(verb="regraded").recorded_by_id == trainer.pk
    assert room.lesson_done(person)
    assert 'name="fingerprint"' not in page(client, url)


SENTENCES = (
    (
        "%(count)s person keeps their score and sees the corrected right answer.",
        "%(count)s people keep their score and see the corrected right answer.",
    ),
    (
        (
            "%(count)s attempt is still open. It is marked by the key with which it began: "
            "mark again when it is finished."
        ),
        (
            "%(count)s attempts are still open. They are marked by the key with which they "
            "began: mark again when they are finished."
        ),
    ),
    (
        "%(count)s answer is to a question that is gone",
        "%(count)s answers are to questions that are gone",
    ),
)


def test_the_list_counts_who_keeps_the_score_what_is_open_and_what_is_gone(
    client: Client, trainer: Person
) -> None:
    everything = ("right", "wrong", "other")
    room = Room(choice("q1", ids=everything), choice("q2"))
    keeps, begun = room.welcome(name="Wati"), room.welcome(name="Agus")
    room.sit(keeps, ("q1", "other"), ("q2", "right"))
    room.sit(begun, ("q1", "wrong"))
    room.edit(choice("q1", right="wrong", ids=everything))
    url = quiz_url("regrade", room)
    html = page(client, url)
    for one, many in SENTENCES:
        assert ngettext(one, many, 1) % {"count": 1} in html
    assert answer_url(room, keeps, "q2") in html
    assert answer_url(room, keeps, "q1") not in html
    done = client.post(url, {"fingerprint": hidden(html, "fingerprint")}).content.decode()
    assert ngettext(*SENTENCES[0], 1) % {"count": 1} in done
    assert Event.objects.get(verb="regraded").learner_id == keeps.pk
    assert 'name="fingerprint"' not in page(client, url)


def test_a_list_that_is_old_is_shown_anew(client: Client, trainer: Person) -> None:
    room, person = corrected()
    url = quiz_url("regrade", room)
    old = hidden(page(client, url), "fingerprint")
    client.post(answer_url(room, person, "q1"), {"percent": "50", "comment": "Hampir."})
    html = client.post(url, {"fingerprint": old}).content.decode()
    assert not Event.objects.filter(verb="regraded").exists()
    assert old not in html
    assert answer_url(room, person, "q1") in html


def test_what_one_request_has_no_time_for_is_left_for_the_next(
    client: Client, trainer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrade_views, "SECONDS", -1)
    monkeypatch.setattr("courses.kinds.quiz.grading.applying.BATCH", 1)
    room = Room(choice("q1"))
    for _number in range(3):
        room.sit(room.welcome(), ("q1", "wrong"))
    room.edit(choice("q1", right="wrong"))
    html, taps = page(client, quiz_url("regrade", room)), 0
    while 'name="fingerprint"' in html:
        sent = {"fingerprint": hidden(html, "fingerprint")}
        html, taps = client.post(quiz_url("regrade", room), sent).content.decode(), taps + 1
    assert taps == 3
    assert Event.objects.filter(verb="regraded").count() == 3


# --- More time and attempts -----------------------------------------------------------------------


def test_somebody_is_found_by_the_code_and_allowed_more(client: Client, trainer: Person) -> None:
    room = Room(choice("q1"), tries=1, minutes=10)
    person = room.welcome(code="LT-0231", name="Siti Rahmawati")
    find, url = quiz_url("find", room), quiz_url("allow", room, person.pk)
    assert client.post(find, {"code": "LT-9999"}).status_code == 200
    assert client.post(find, {"code": " lt-0231 "}).headers["Location"] == url
    html = page(client, url)
    sent = {"event": hidden(html, "event"), "minutes": "15", "attempts": "1"}
    for _tap in range(2):
        assert client.post(url, sent).headers["Location"] == find
    allowance = read_allowance(room.state(person))
    assert (allowance.minutes, allowance.attempts) == (15, 1)
    assert Event.objects.filter(verb="authorized").count() == 1
    assert "Siti Rahmawati" in page(client, find)
    assert 'value="15"' in page(client, url)
    for wrong in ({"minutes": "-1", "attempts": "0"}, {"minutes": "1", "attempts": "x"}, {}):
        assert client.post(url, wrong).status_code == 200
    assert Event.objects.filter(verb="authorized").count() == 1
