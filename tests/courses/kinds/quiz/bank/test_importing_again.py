"""The same file again: what is found again by key or number, and what is a contradiction."""

import uuid

import pytest
from wagtail.models import Revision

from courses.kinds.quiz.bank import importing
from courses.kinds.quiz.bank.importing import BATCH, import_entries
from courses.kinds.quiz.bank.models import BankQuestion
from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.registry import read_questions
from tests.courses.kinds.quiz.bank.entries import (
    answer,
    entry,
    read,
    said,
    snapshot,
)
from tests.factories.catalog import LessonPageFactory
from tests.factories.quiz import BankQuestionFactory

pytestmark = pytest.mark.django_db


# --- New questions ----------------------------------------------------------------------------


def test_the_same_again_changes_nothing() -> None:
    entries = [
        entry("Satu?", number="1", tags=("a", "b")),
        entry("Dua?", id=str(uuid.uuid4()), hints=("Lihat modal.",), line=2),
    ]
    read(*entries)
    before = snapshot()
    report = read(*entries)
    assert (report.unchanged, report.created, report.updated) == (2, 0, 0)
    assert (report.written, report.findings) == (False, [])
    assert snapshot() == before


def test_a_change_is_a_new_revision_and_answers_keep_their_ids() -> None:
    read(entry("Satu?", number="1", tags=("a",)))
    old = BankQuestion.objects.get()
    ids = [one["id"] for one in old.question().data["answers"]]
    answers = [answer("9.000"), answer("8.500", right=True), answer("9.500", feedback="Hitung.")]
    data = {"answers": answers, "keep_order": False}
    report = read(entry("Satu?", number="1", tags=("b",), data=data))
    assert (report.updated, report.written) == (1, True)
    new = BankQuestion.objects.get()
    assert (new.pk, new.key) == (old.pk, old.key)
    assert list(new.tags.names()) == ["b"]
    found = [(one["text"], one["id"]) for one in new.question().data["answers"]]
    assert found[1] == ("8.500", ids[0])
    assert found[2][1] not in ids or found[2][1] == ids[1]
    assert len({answer_id for _text, answer_id in found}) == 3
    assert Revision.objects.for_instance(new).count() == 2
    assert new.live_revision.as_object().question() == new.question()
    assert old.latest_revision.as_object().question() == old.question()


def test_an_answer_that_is_reworded_in_its_place_stays_itself() -> None:
    read(entry(number="1"))
    ids = [one["id"] for one in BankQuestion.objects.get().question().data["answers"]]
    data = {"answers": [answer("Rp8.500", right=True), answer("9.500")], "keep_order": False}
    read(entry(number="1", data=data))
    answers = BankQuestion.objects.get().question().data["answers"]
    assert [one["id"] for one in answers] == ids
    assert answers[0]["text"] == "Rp8.500"


def test_ids_of_answers_in_the_file_win() -> None:
    key = str(uuid.uuid4())
    read(entry(id=key))
    data = {
        "answers": [answer("8.500", right=True, answer_id="one"), answer("9.500", answer_id="two")],
        "keep_order": False,
    }
    assert read(entry(id=key, data=data)).updated == 1
    answers = BankQuestion.objects.get().question().data["answers"]
    assert [one["id"] for one in answers] == ["one", "two"]
    assert read(entry(id=key, data=data)).unchanged == 1


def test_a_key_finds_its_question_in_any_category() -> None:
    stored = BankQuestionFactory(category__path="Lama", number="3", level=3, name="Nama")
    report = read(entry(id=str(stored.key), name="", category=""), category="Lain")
    assert report.updated == 1
    stored.refresh_from_db()
    assert (stored.category.path, stored.number, stored.level, stored.name) == (
        "Lama",
        "3",
        3,
        "Nama",
    )
    read(entry(id=str(stored.key), category="Baru"))
    stored.refresh_from_db()
    assert stored.category.path == "Baru"


def test_a_number_finds_its_question_in_its_category_alone() -> None:
    stored = BankQuestionFactory(category__path="Keuangan", number="3")
    report = read(entry("Lain?", number="3", category="Usaha"), entry("Ini?", number="3", line=2))
    assert (report.created, report.updated) == (1, 1)
    stored.refresh_from_db()
    assert stored.question().text == "Ini?"


def test_two_of_one_file_with_one_key_or_number_are_told() -> None:
    key = str(uuid.uuid4())
    report = read(
        entry(id=key, line=1),
        entry(id=key, line=7),
        entry(number="1", line=9),
        entry(number="1", line=12),
    )
    assert [line for line, _sentence in said(report)] == [7, 12]
    assert "1" in said(report)[0][1]
    assert "9" in said(report)[1][1]


def test_key_and_number_of_two_questions_are_a_contradiction() -> None:
    one = BankQuestionFactory(category__path="Keuangan", number="1")
    BankQuestionFactory(category__path="Keuangan", number="2")
    report = read(entry(id=str(one.key), number="2", line=4))
    assert [(one.line, one.error) for one in report.findings] == [(4, True)]


def told_alike(*entries: Entry) -> list[int]:
    """The lines with errors, the same in a dry run and in earnest, in one batch and in many."""
    dry = read(*entries, dry_run=True)
    lines = [one.line for one in dry.errors]
    real = read(*entries, keep_good=True)
    assert said(real) == said(dry)
    assert (real.created, real.updated) == (dry.created, dry.updated)
    return lines


@pytest.fixture(params=[1, BATCH])
def batch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", request.param)


@pytest.mark.usefixtures("batch")
def test_a_number_is_looked_for_where_the_question_will_be() -> None:
    """The file names no category; by its key the question is in another than the chosen one."""
    stored = BankQuestionFactory(category__path="Keuangan", number="1")
    BankQuestionFactory(category__path="Keuangan", number="7")
    text = f"// id: {stored.key}\n// [id:7]\n::Satu::Benar?{{T}}\n"
    for dry_run in (True, False):
        entries = read_questions(text.encode(), "gift")
        report = import_entries(entries, category="Umum", dry_run=dry_run)
        assert len(report.errors) == 1
        assert "7" in report.errors[0].sentence
    stored.refresh_from_db()
    assert stored.number == "1"


@pytest.mark.usefixtures("batch")
def test_a_number_that_moves_along_is_looked_for_as_well() -> None:
    stored = BankQuestionFactory(category__path="Lama", number="7")
    BankQuestionFactory(category__path="Baru", number="7")
    assert told_alike(entry(id=str(stored.key), category="Baru", line=3)) == [3]


@pytest.mark.usefixtures("batch")
def test_one_number_in_two_categories_is_no_clash() -> None:
    stored = BankQuestionFactory(category__path="Lama", number="1")
    one = entry(id=str(stored.key), category="", number="7")
    entries = [one, entry("Baru?", category="", number="7", line=2)]
    report = read(*entries, category="Umum")
    assert (report.errors, report.created, report.updated) == ([], 1, 1)


@pytest.mark.usefixtures("batch")
@pytest.mark.parametrize("turned", [False, True])
def test_a_number_that_its_question_leaves_in_the_same_file_is_not_free(turned: bool) -> None:
    stored = BankQuestionFactory(category__path="Keuangan", number="1", name="Lama")
    entries = [
        entry("Diubah?", id=str(stored.key), number="9", line=1),
        entry("Baru?", number="1", line=2),
    ]
    if turned:
        entries.reverse()
    assert told_alike(*entries) == [1 if turned else 2]
    assert BankQuestion.objects.count() == 1


@pytest.mark.usefixtures("batch")
def test_a_place_that_a_moved_question_leaves_or_takes_is_not_free() -> None:
    moved = BankQuestionFactory(category__path="Lama", number="3")
    other = BankQuestionFactory(category__path="Keuangan", number="4")
    entries = [
        entry("Pindah?", id=str(moved.key), category="Baru", line=1),
        entry("Di tempat lama?", number="3", category="Lama", line=2),
        entry("Di tempat baru?", number="3", category="Baru", line=3),
        entry("Lain?", id=str(other.key), number="3", category="Lama", line=4),
        entry("Lagi?", number="5", category="Baru", line=5),
    ]
    assert told_alike(*entries) == [2, 3, 4]


def test_a_draft_that_is_passed_over_is_told() -> None:
    stored = BankQuestionFactory(category__path="Keuangan", number="1")
    stored.name = "Konsep"
    stored.save_revision()
    report = read(entry("Baru?", number="1"))
    assert [one.line for one in report.warnings] == [1]
    stored.refresh_from_db()
    assert (stored.name, stored.has_unpublished_changes) == ("Baru?", False)


def test_a_locked_question_is_left_alone() -> None:
    stored = BankQuestionFactory(category__path="Keuangan", number="1", name="Lama")
    BankQuestion.objects.update(locked=True)
    assert len(read(entry("Baru?", number="1")).errors) == 1
    stored.refresh_from_db()
    assert stored.name == "Lama"


def test_a_question_may_become_another_type() -> None:
    BankQuestionFactory(category__path="Keuangan", number="1")
    data = {"right": True, "feedback_true": "", "feedback_false": ""}
    assert read(entry("Benar?", number="1", type="true_false", data=data)).updated == 1
    stored = BankQuestion.objects.get()
    assert (stored.type, stored.question().data["right"]) == ("true_false", True)


def test_what_to_read_again_stays() -> None:
    stored = BankQuestionFactory(category__path="Keuangan", number="1")
    page = BankQuestion.objects.get().content[0]
    assert page.value["read_again"] is None

    lesson = LessonPageFactory()
    stored.content[0].value["read_again"] = lesson
    stored.save_revision().publish()
    read(entry("Baru?", number="1"))
    assert BankQuestion.objects.get().question().read_again == {"page": lesson.pk}


def test_a_name_that_is_taken_is_told() -> None:
    read(entry("Satu?"))
    report = read(entry("Satu?"))
    assert (report.created, len(report.warnings)) == (1, 1)
    assert read(entry("Satu?", category="Lain")).warnings == []
