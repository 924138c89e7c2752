"""A corrected key: what a dry run shows is what is then done, and nothing else."""

from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from wagtail.models import Locale

from courses.kinds.quiz.grading.regrading import Kept, Plan, plan_regrade
from courses.progress.models import Event
from lms.accounts.models import Person
from tests.courses.kinds.quiz.grading.doing import Standing, allow, apply, mark, regrades, standing
from tests.factories.grading import ESSAY_TEXT, Room, choice, essay, item
from tests.factories.quiz import BankQuestionFactory, from_bank, stored_item, stored_question
from tests.statements import count_statements

pytestmark = pytest.mark.django_db


def expect(before: Standing, plan: Plan, person: Person) -> tuple[dict[Any, Any], ...]:
    """The scores that the plan promises: of answers, of attempts, and whether it is passed."""
    answers, attempts, passed = dict(before.answers), dict(before.attempts), before.passed
    for line in plan.changing:
        if line.learner_id != person.pk:
            continue
        assert line.change.passed_before == before.passed
        passed = line.change.passed_after
        for attempt in line.change.attempts:
            assert attempts[attempt.number] == pytest.approx(attempt.before)
            attempts[attempt.number] = attempt.after
            for one in attempt.changes:
                assert answers[attempt.number, one.question_id] == one.before
                answers[attempt.number, one.question_id] = one.after
    return answers, attempts, {"passed": passed}


# --- A whole class ------------------------------------------------------------------------------


def make_class(chance: Random, size: int = 8) -> tuple[Room, list[Person]]:
    """People who answered by chance, some twice, some not to the end, some marked by hand."""
    room = Room(
        *(choice(f"q{number}", ids=("right", "wrong", "other")) for number in (1, 2, 3, 4)),
        essay(weight=0.5),
        behaviour=chance.choice(["immediate", "tries", "deferred"]),
        counts=chance.choice(["best", "last", "first", "mean"]),
        pass_mark=chance.choice([0, 40, 60, 75]),
        question_tries=2,
    )
    people = [room.welcome() for _each in range(size)]
    for person in people:
        for attempt in range(1, chance.choice([1, 2, 3]) + 1):
            if not sit_by_chance(room, person, attempt, chance):
                break
    return room, people


def sit_by_chance(room: Room, person: Person, attempt: int, chance: Random) -> bool:
    """Whether the attempt was finished."""
    rules = room.quiz.rules
    for question in ("q1", "q2", "q3", "q4", "essay"):
        if chance.random() < 0.06:
            break
        if question == "essay":
            room.sit(person, (question, ESSAY_TEXT), attempt=attempt)
            break
        for _try in range(2 if rules.behaviour.value == "tries" else 1):
            picked = chance.choice(["right", "wrong", "other"])
            room.sit(person, (question, picked), attempt=attempt)
            if picked == "right":
                break
    if rules.behaviour.value == "deferred":
        room.send(person, {"attempt": attempt, "finish": "1"})
    attempts = room.attempts(person)
    if not attempts or attempts[-1].number != attempt or not attempts[-1].finished:
        return False
    if chance.random() < 0.2:
        allow(room, person, chance.randint(0, 3))
    if chance.random() < 0.5:
        mark(room, person, "essay", chance.choice([0.0, 0.5, 1.0]), attempt)
    if chance.random() < 0.3:
        mark(room, person, "q1", chance.choice([0.0, 0.5, 1.0]), attempt)
    return True


def correct_by_chance(room: Room, chance: Random) -> None:
    """Other answers are right, one is gone, an essay is asked otherwise."""
    everything = ("right", "wrong", "other")
    room.edit(
        choice("q1", right=chance.choice(everything), ids=everything),
        choice("q2", right=chance.choice(everything), ids=everything),
        choice("q3", right=chance.choice(["right", "wrong"]), ids=("right", "wrong")),
        essay(text="Anders?"),
    )


@pytest.mark.parametrize("seed", range(12))
def test_a_dry_run_equals_what_is_then_done(seed: int) -> None:
    chance = Random(seed)
    room, people = make_class(chance)
    for _round in range(2):
        correct_by_chance(room, chance)
        before = {person.pk: standing(room, person) for person in people}
        count = regrades()
        plan = plan_regrade(room.quiz)
        assert {person.pk: standing(room, person) for person in people} == before
        assert regrades() == count

        report = apply(room, plan)
        for done, promised_to in (
            (report.changed, plan.changing),
            (report.informed, plan.informing),
        ):
            assert [one.learner_id for one in done] == [one.learner_id for one in promised_to]
        assert (report.repeated, report.missed, report.left) == ([], [], 0)
        promised = sum(len(line.change.written) for line in plan.writing)
        assert regrades() == count + promised
        for person in people:
            after = standing(room, person)
            answers, attempts, passed = expect(before[person.pk], plan, person)
            assert after.answers == answers
            assert after.attempts == pytest.approx(attempts)
            assert after.passed == passed["passed"]
            assert after.passed or not before[person.pk].passed
            if before[person.pk].counted is not None:
                reached = (after.counted or 0) * 100 >= room.quiz.rules.pass_mark - 1e-9
                assert after.passed == (before[person.pk].passed or reached)
            assert after.lesson_done == after.passed
        assert plan_regrade(room.quiz).writing == []
    call_command("replay_progress", check=True)


# --- One by one ---------------------------------------------------------------------------------


def test_a_newly_passed_quiz_completes_the_lesson_and_the_plan_says_so() -> None:
    room = Room(choice("q1"), choice("q2"), pass_mark=100)
    person = room.welcome()
    room.sit(person, ("q1", "wrong"), ("q2", "right"))
    room.edit(choice("q1", right="wrong"), choice("q2"))
    plan = plan_regrade(room.quiz)
    [line] = plan.changing
    assert (line.person.code, line.change.newly_passed) == (person.code, True)
    [attempt] = line.change.attempts
    assert (attempt.number, attempt.before, attempt.after) == (1, 0.5, 1.0)
    [change] = attempt.changes
    assert (change.text, change.before, change.after) == ("Pertanyaan q1?", 0.0, 1.0)
    assert not room.lesson_done(person)
    report = apply(room, plan)
    assert report.newly_passed == report.changed
    assert room.lesson_done(person)


def test_a_pass_is_never_undone() -> None:
    room = Room(choice("q1"), pass_mark=100)
    person = room.welcome()
    room.sit(person, ("q1", "right"))
    room.edit(choice("q1", right="wrong"))
    plan = plan_regrade(room.quiz)
    assert plan.changing[0].change.stays_passed
    apply(room, plan)
    assert room.state(person).score == 0
    assert room.state(person).completed
    assert room.lesson_done(person)


def test_the_review_shows_the_question_as_it_was_marked_and_the_event_keeps_it() -> None:
    room = Room(choice("q1"))
    person = room.welcome()
    room.sit(person, ("q1", "wrong"))
    room.edit(choice("q1", right="wrong", text="Pertanyaan yang benar?"))
    apply(room, plan_regrade(room.quiz))
    [asked] = room.attempts(person)[0].questions
    assert asked.question.text == "Pertanyaan q1?"
    assert asked.marked_as.text == "Pertanyaan yang benar?"
    assert asked.mark is not None
    assert not asked.mark.by_person
    event = Event.objects.get(verb="regraded")
    assert event.recorded_by_id == room.trainer.pk
    assert event.detail["marks"]["q1"]["digest"] in event.detail["questions"]


def test_what_further_tries_cost_is_kept() -> None:
    everything = ("right", "wrong", "other")
    room = Room(choice("q1", ids=everything, penalty=0.25), behaviour="tries", question_tries=3)
    person = room.welcome()
    room.sit(person, ("q1", "wrong"), ("q1", "wrong"), ("q1", "other"))
    room.edit(choice("q1", right="other", ids=everything, penalty=0.0))
    apply(room, plan_regrade(room.quiz))
    assert room.state(person).score == pytest.approx(0.5)


def test_a_try_that_the_corrected_key_calls_right_counts_though_another_followed() -> None:
    room = Room(choice("q1", right="b", ids=("a", "b")), behaviour="tries", question_tries=3)
    person = room.welcome()
    room.sit(person, ("q1", "a"), ("q1", "b"))
    assert room.state(person).score == pytest.approx(2 / 3)
    room.edit(choice("q1", right="a", ids=("a", "b")))
    apply(room, plan_regrade(room.quiz))
    assert room.state(person).score == 1


def partly(feedback: str = "") -> dict[str, Any]:
    """One choice that is right, others worth 60 and 50 per cent."""
    worth = {"right": (True, None), "more": (False, 60.0), "less": (False, 50.0)}
    answers = [
        item(f"q1-{name}", {"text": name, "right": right, "credit": credit, "feedback": feedback})
        for name, (right, credit) in worth.items()
    ]
    return stored_question("single_choice", block_id="q1", text="Apa?", answers=answers)


def test_another_feedback_costs_nobody_the_best_of_their_tries_and_is_shown_to_them() -> None:
    room = Room(partly(), behaviour="tries", question_tries=2)
    person = room.welcome()
    room.sit(person, ("q1", "more"), ("q1", "less"))
    assert room.state(person).score == pytest.approx(0.6)
    room.edit(partly(feedback="Hampir."))
    plan = plan_regrade(room.quiz)
    assert (plan.changing, len(plan.informing)) == ([], 1)
    apply(room, plan)
    assert room.state(person).score == pytest.approx(0.6)
    [asked] = room.attempts(person)[0].questions
    assert {one["feedback"] for one in asked.marked_as.data["answers"]} == {"Hampir."}


def test_who_keeps_the_score_sees_the_corrected_right_answer() -> None:
    everything = ("right", "wrong", "other")
    room = Room(choice("q1", ids=everything), choice("q2"))
    wrong, rescored = room.welcome(), room.welcome()
    room.sit(wrong, ("q1", "other"), ("q2", "right"))
    room.sit(rescored, ("q1", "wrong"), ("q2", "right"))
    room.edit(choice("q1", right="wrong", ids=everything), choice("q2"))
    plan = plan_regrade(room.quiz)
    assert [line.learner_id for line in plan.changing] == [rescored.pk]
    assert [line.learner_id for line in plan.informing] == [wrong.pk]
    before = standing(room, wrong)
    report = apply(room, plan)
    assert [line.learner_id for line in report.informed] == [wrong.pk]
    assert standing(room, wrong) == before
    asked = room.attempts(wrong)[0].questions[0]
    assert [one["id"] for one in asked.marked_as.data["answers"] if one["right"]] == ["q1-wrong"]
    assert plan_regrade(room.quiz).writing == []
    again = apply(room, plan)
    assert (len(again.repeated), again.changed, again.informed) == (2, [], [])


def test_the_fingerprint_names_also_those_whose_score_stays() -> None:
    everything = ("right", "wrong", "other")
    room = Room(choice("q1", ids=everything))
    person = room.welcome()
    room.sit(person, ("q1", "other"))
    fingerprints = set()
    for feedback in ("Satu", "Dua"):
        room.edit(choice("q1", right="wrong", ids=everything, feedback=feedback))
        fingerprints.add(plan_regrade(room.quiz).fingerprint)
    assert len(fingerprints) == 2


def test_nobody_passes_by_a_key_that_leaves_the_score_as_it_was() -> None:
    room = Room(choice("q1"), choice("q2"), pass_mark=100)
    person = room.welcome()
    room.sit(person, ("q1", "right"), ("q2", "wrong"))
    room.edit(choice("q1", feedback="Bagus"), choice("q2"), pass_mark=50)
    plan = plan_regrade(room.quiz)
    assert not plan.informing[0].change.newly_passed
    apply(room, plan)
    assert not room.state(person).completed


def test_a_try_before_that_chose_what_is_gone_leaves_the_answer_alone() -> None:
    everything = ("right", "wrong", "other")
    room = Room(choice("q1", ids=everything), behaviour="tries", question_tries=2)
    person = room.welcome()
    room.sit(person, ("q1", "other"), ("q1", "wrong"))
    room.edit(choice("q1", right="wrong"))
    plan = plan_regrade(room.quiz)
    assert plan.writing == []
    assert plan.keeping[0].change.kept[0].why is Kept.UNREADABLE


def test_marks_by_hand_and_essays_are_left_alone() -> None:
    room = Room(choice("q1"), essay())
    person = room.welcome()
    room.sit(person, ("q1", "wrong"), ("essay", ESSAY_TEXT))
    mark(room, person, "q1", 0.3)
    room.edit(choice("q1", right="wrong"), essay(text="Lain?"))
    plan = plan_regrade(room.quiz)
    assert plan.changing == []
    [line] = plan.keeping
    assert [(one.question_id, one.why) for one in line.change.kept] == [("q1", Kept.BY_HAND)]
    apply(room, plan)
    assert room.attempts(person)[0].questions[0].score == 0.3


def test_an_answer_that_the_question_does_not_have_any_more_is_listed_and_left() -> None:
    room = Room(choice("q1", ids=("right", "wrong", "other")))
    gone, stays = room.welcome(), room.welcome()
    room.sit(gone, ("q1", "other"))
    room.sit(stays, ("q1", "wrong"))
    room.edit(choice("q1", right="wrong"))
    plan = plan_regrade(room.quiz)
    assert [line.learner_id for line in plan.changing] == [stays.pk]
    [line] = plan.keeping
    assert (line.learner_id, line.change.kept[0].why) == (gone.pk, Kept.UNREADABLE)
    apply(room, plan)
    assert room.state(gone).score == 0


def test_a_question_that_became_another_type_or_is_gone_marks_nothing_again() -> None:
    room = Room(choice("q1"), choice("q2"))
    person = room.welcome()
    room.sit(person, ("q1", "wrong"), ("q2", "wrong"))
    room.edit(stored_question("true_false", block_id="q1", text="Benar?", right=True))
    plan = plan_regrade(room.quiz)
    assert plan.writing == []
    assert [one.why for one in plan.keeping[0].change.kept] == [Kept.UNREADABLE]
    [gone] = plan.losing[0].change.gone
    assert (gone.question_id, gone.why) == ("q2", Kept.GONE)


@pytest.mark.parametrize("now", ["more", "fewer"])
def test_lines_that_nobody_saw_are_not_held_against_anybody(now: str) -> None:
    def matching(*names: str) -> dict[str, Any]:
        pairs = [
            {"type": "item", "id": name, "value": {"prompt": name, "answer": name.upper()}}
            for name in names
        ]
        return stored_question(
            "matching", block_id="m1", text="Pasangkan", pairs=pairs, keep_order=True
        )

    room = Room(matching("a", "b", "c"))
    person = room.welcome()
    right = {"pair-a": "0", "pair-b": "1", "pair-c": "2"}
    room.sit(person, ("m1", right), start=True)
    assert room.state(person).score == 1
    room.edit(matching("a", "b", "c", "d") if now == "more" else matching("a", "b"))
    plan = plan_regrade(room.quiz)
    assert plan.changing == []
    assert plan.keeping[0].change.kept[0].why is Kept.UNREADABLE


def test_other_texts_weights_and_penalties_change_nobodys_score() -> None:
    room = Room(choice("q1"), choice("q2"))
    person = room.welcome()
    room.sit(person, ("q1", "wrong"), ("q2", "right"))
    room.edit(choice("q1", text="Lain?", weight=7, penalty=1), choice("q2"))
    assert plan_regrade(room.quiz).lines == []
    room.edit(choice("q1", text="Lain?", weight=7, penalty=1), choice("q2", feedback="Bagus"))
    plan = plan_regrade(room.quiz)
    assert plan.changing == []
    [attempt] = plan.informing[0].change.written
    assert [one.question_id for one in attempt.marked] == ["q2"]


def test_an_open_attempt_is_left_alone() -> None:
    room = Room(choice("q1"), choice("q2"))
    person = room.welcome()
    room.sit(person, ("q1", "wrong"))
    room.edit(choice("q1", right="wrong"), choice("q2"))
    plan = plan_regrade(room.quiz)
    assert (plan.lines, plan.open) == ([], 1)


def test_questions_of_the_bank_are_marked_by_what_is_published_there() -> None:
    answers = [
        stored_item({"text": text, "right": text == "8.500", "credit": None, "feedback": ""})
        for text in ("8.500", "9.500")
    ]
    content = stored_question("single_choice", text="HPP?", answers=answers)
    question = BankQuestionFactory(content=[content])
    # What it counts here is no part of the key.
    room = Room(from_bank(question, weight=5.0))
    person = room.welcome()
    key = str(question.key)
    room.sit(person, (key, {"choice": answers[1]["id"]}), start=True)
    assert room.state(person).score == 0
    assert plan_regrade(room.quiz).lines == []

    corrected = [{**one, "value": {**one["value"], "right": one is answers[1]}} for one in answers]
    question.content = [{**content, "value": {**content["value"], "answers": corrected}}]
    revision = question.save_revision()
    assert plan_regrade(room.quiz).lines == []
    revision.publish()
    # Also where the quiz asks something else by now.
    room.edit(choice("q1"))
    plan = plan_regrade(room.quiz)
    [line] = plan.changing
    assert line.change.attempts[0].changes[0].question_id == key
    apply(room, plan)
    assert room.state(person).score == 1
    question.refresh_from_db()
    question.unpublish()
    [line] = plan_regrade(room.quiz).losing
    assert (line.change.written, [one.why for one in line.change.gone]) == ((), [Kept.GONE])


def test_who_sat_a_translation_is_marked_by_the_translation() -> None:
    def capital(*accepted: str) -> dict[str, Any]:
        answers = [item(one, {"text": one, "credit": 100.0, "feedback": ""}) for one in accepted]
        return stored_question("short_answer", block_id="s1", text="?", answers=answers)

    room = Room(capital("modal"))
    english = Locale.objects.get_or_create(language_code="en")[0]
    translated = room.lesson.copy_for_translation(english, copy_parents=True)
    [raw] = translated.body.raw_data
    translated.body = [{**raw, "value": {**raw["value"], "questions": [capital("capital")]}}]
    translated.save_revision().publish()
    people = {}
    for language, text in (("id", "uang"), ("en", "money")):
        people[language] = room.welcome(language=language)
        room.sit(people[language], ("s1", {"text": text}), language=language)
    assert [room.attempts(one)[0].language for one in people.values()] == ["id", "en"]
    assert plan_regrade(room.quiz).lines == []
    room.edit(capital("modal", "uang", "money"))
    assert [line.learner_id for line in plan_regrade(room.quiz).changing] == [people["id"].pk]


def test_a_plan_takes_as_many_statements_for_one_as_for_many() -> None:
    room = Room(choice("q1"))
    room.sit(room.welcome(), ("q1", "wrong"))
    room.edit(choice("q1", right="wrong"))
    quiz = room.quiz
    few = count_statements(lambda: plan_regrade(quiz))
    room.edit(choice("q1"))
    for _number in range(5):
        room.sit(room.welcome(), ("q1", "wrong"))
    room.edit(choice("q1", right="wrong"))
    quiz = room.quiz
    assert len(plan_regrade(quiz).changing) == 6
    assert count_statements(lambda: plan_regrade(quiz)) == few
