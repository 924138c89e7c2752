"""Entries of a file into the bank."""

import tracemalloc
import uuid

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from courses.kinds.quiz.bank import importing
from courses.kinds.quiz.bank.importing import BATCH, import_entries
from courses.kinds.quiz.bank.models import BankQuestion, Category
from courses.kinds.quiz.formats.entries import Entry, Finding
from courses.kinds.quiz.formats.registry import read_questions
from media.models import MediaItem
from tests.courses.kinds.quiz.bank.entries import (
    answer,
    broken,
    entry,
    png,
    read,
    said,
    snapshot,
    stored_files,
)
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory
from tests.factories.media import MP3, make_media_item
from tests.factories.quiz import BankQuestionFactory
from tests.statements import count_statements

pytestmark = pytest.mark.django_db


# --- New questions ----------------------------------------------------------------------------


def test_a_new_question_is_published_with_its_history() -> None:
    user = PersonFactory(trainer=True)
    one = entry("HPP?", tags=("hpp", "HPP"), number="7", weight=2.0, category="Keuangan/HPP")
    report = read(one, user=user)
    assert (report.written, report.created, report.counts) == (True, 1, {"single_choice": 1})
    assert report.findings == []
    stored = BankQuestion.objects.get()
    assert (stored.name, stored.number, stored.type, stored.level) == (
        "HPP?",
        "7",
        "single_choice",
        2,
    )
    assert stored.category.path == "Keuangan/HPP"
    assert list(stored.tags.names()) == ["HPP"]
    assert stored.live
    assert not stored.has_unpublished_changes
    assert stored.first_published_at
    assert stored.live_revision == stored.latest_revision
    question = stored.question()
    assert (question.text, question.weight) == ("HPP?", 2.0)
    assert [one["text"] for one in question.data["answers"]] == ["8.500", "9.500"]
    assert all(one["id"] for one in question.data["answers"])

    revision = stored.latest_revision
    assert (revision.user, revision.object_str) == (user, "HPP?")
    again = revision.as_object()
    assert again.question() == question
    assert list(again.tags.names()) == ["HPP"]
    history = ModelLogEntry.objects.for_instance(stored).values_list("action", "user")
    assert set(history) == {("wagtail.create", user.pk), ("wagtail.publish", user.pk)}
    assert list(get_search_backend().autocomplete("HPP", BankQuestion.objects.all())) == [stored]
    references = ReferenceIndex.get_references_to(stored.category)
    assert references.filter(object_id=stored.pk).exists()


def test_what_was_imported_can_be_edited_and_published_again() -> None:
    read(entry(tags=("a",)))
    stored = BankQuestion.objects.get()
    stored.name = "Baru"
    stored.save_revision().publish()
    assert BankQuestion.objects.get().name == "Baru"
    assert list(BankQuestion.objects.get().tags.names()) == ["a"]


def test_the_categories_of_the_file_and_the_one_for_the_rest() -> None:
    read(entry("Satu?"), entry("Dua?", category="", line=2), category="Lain/Baru")
    places = BankQuestion.objects.order_by("pk").values_list("name", "category__path")
    assert list(places) == [("Satu?", "Keuangan"), ("Dua?", "Lain/Baru")]


def test_a_slash_within_a_name_is_no_step() -> None:
    read(entry(category="Usaha/Beli//jual"))
    assert Category.objects.get(path__startswith="Usaha/").name == "Beli∕jual"


def test_without_any_category_nothing_is_read() -> None:
    report = read(entry(), entry(category="", line=5), entry("x", category="", line=9))
    [(line, sentence)] = said(report)
    assert line == 5
    assert "2 " in sentence
    assert (report.written, BankQuestion.objects.count()) == (False, 0)


def test_a_key_of_another_site_is_kept_and_an_id_of_another_system_is_not() -> None:
    key = uuid.uuid4()
    report = read(entry("Satu?", id=str(key)), entry("Dua?", id="q-17", line=2))
    assert BankQuestion.objects.get(name="Satu?").key == key
    [warning] = report.warnings
    assert (warning.line, "q-17" in warning.sentence) == (2, True)


def test_a_question_without_a_name_is_called_by_its_words() -> None:
    read(entry("<p>Berapa <b>HPP</b>?</p>", name="", format="html"))
    assert BankQuestion.objects.get().name == "Berapa HPP?"


def test_what_is_too_long_is_cut_or_refused_and_told() -> None:
    report = read(
        entry(name="x" * 300, tags=("t" * 200,)),
        entry("Dua?", number="9" * 101, line=2),
        entry("Tiga?", category="y" * 251, line=3),
        keep_good=True,
    )
    assert [line for line, _sentence in said(report)] == [1, 1, 2, 3]
    assert [one.line for one in report.errors] == [2, 3]
    stored = BankQuestion.objects.get()
    assert (len(stored.name), len(stored.tags.names()[0])) == (255, 100)


# --- All or nothing ---------------------------------------------------------------------------


def test_an_error_in_the_last_question_leaves_nothing() -> None:
    before = snapshot()
    many = [entry(f"Soal {number}?", line=number) for number in range(1, BATCH + 2)]
    picture = entry(
        "Gambar?", picture={"image": "a.png", "alt": "Pasar"}, files={"a.png": png()}, line=2
    )
    report = read(picture, *many, broken(line=999))
    [(line, sentence)] = said(report)
    assert line == 999
    assert "benar" in sentence or "right" in sentence
    assert (report.written, report.good) == (False, BATCH + 2)
    assert snapshot() == before


def test_a_finding_of_the_format_is_an_error_as_well() -> None:
    before = snapshot()
    report = read(entry(), Finding(3, "Kurung tidak ditutup."))
    assert said(report) == [(3, "Kurung tidak ditutup.")]
    assert not report.written
    assert snapshot() == before


def test_a_warning_stops_nothing() -> None:
    report = read(Finding(3, "Warna hilang.", error=False), entry())
    assert (report.written, len(report.warnings)) == (True, 1)


def test_the_good_ones_alone() -> None:
    entries = [entry("Satu?"), broken(line=2), Finding(3, "Rusak."), entry("Empat?", line=4)]
    report = read(*entries, entry("Lima?", category="", line=5), keep_good=True)
    assert [one.line for one in report.errors] == [2, 3, 5]
    assert (report.written, report.created) == (True, 2)
    assert set(BankQuestion.objects.values_list("name", flat=True)) == {"Satu?", "Empat?"}


def test_what_came_with_a_refused_question_does_not_stay() -> None:
    files = {"a.png": png(colour="red"), "a.mp3": MP3}
    picture, sound = {"image": "a.png", "alt": "Pasar"}, {"media": "a.mp3"}
    read(entry("Satu?", number="1"))
    before = snapshot()
    report = read(broken(picture=picture, sound=sound, files=files), keep_good=True)
    assert (len(report.errors), report.written) == (1, False)
    assert snapshot() == before

    # Another question has the same files: whether before or after, it keeps them.
    entries = [
        broken("Rusak?", picture=picture, sound=sound, files=files, line=1),
        entry("Baik?", picture=picture, files=files, line=2),
        broken("Rusak lagi?", picture=picture, sound=sound, files=files, line=3),
    ]
    report = read(*entries, keep_good=True)
    assert ([one.line for one in report.errors], report.created) == ([1, 3], 1)
    image = get_image_model().objects.get()
    with image.file.open() as file:
        assert file.read() == files["a.png"]
    assert MediaItem.objects.count() == 0
    assert len(list(stored_files())) == len(before[-1]) + 1
    assert BankQuestion.objects.get(name="Baik?").question().picture["image"] == image.pk


def test_without_the_right_a_category_is_not_made() -> None:
    BankQuestionFactory(category__path="Keuangan")
    entries = [entry("Satu?"), entry("Dua?", category="Keuangan/Baru", line=2)]
    for options in ({"dry_run": True}, {}, {"keep_good": True}):
        report = read(*entries, make_categories=False, **options)
        [error] = report.errors
        assert (error.line, "Keuangan/Baru" in error.sentence, report.created) == (2, True, 1)
    assert list(Category.objects.values_list("path", flat=True)) == ["Keuangan"]
    assert BankQuestion.objects.count() == 2


def test_a_dry_run_tells_the_same_and_writes_nothing() -> None:
    known = BankQuestionFactory(category__path="Keuangan", number="7")
    entries = [
        entry("Baru?", category="Lain", tags=("x",)),
        entry("Diubah?", number="7", line=2),
        entry(
            "Gambar?", picture={"image": "a.png", "alt": "Pasar"}, files={"a.png": png()}, line=3
        ),
        entry("Suara?", sound={"media": "a.mp3"}, files={"a.mp3": MP3}, line=4),
        broken(line=5),
    ]
    before = snapshot()
    dry = read(*entries, dry_run=True)
    assert snapshot() == before
    assert (dry.written, dry.created, dry.updated, len(dry.errors)) == (False, 3, 1, 1)
    real = read(*entries, keep_good=True)
    assert said(real) == said(dry)
    assert (real.created, real.updated) == (3, 1)
    known.refresh_from_db()
    assert known.name == "Diubah?"


def test_an_empty_file_is_told() -> None:
    [(line, _sentence)] = said(read())
    assert line == 1


@pytest.mark.parametrize("type_slug", ["hotspot", ""])
def test_an_unknown_type_is_named(type_slug: str) -> None:
    [(line, sentence)] = said(read(entry(type=type_slug, line=4)))
    assert line == 4
    assert f"“{type_slug}”" in sentence


def test_what_the_editor_would_refuse_is_said_with_the_field() -> None:
    data = {"answers": [answer("", right=True), answer("b", credit=250)], "keep_order": False}
    [(_line, sentence)] = said(read(entry(data=data, weight=-1.0)))
    assert "2:" in sentence
    assert sentence.count(":") >= 4


# --- The same file again ----------------------------------------------------------------------


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
    from tests.factories.catalog import LessonPageFactory

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


# --- Many -------------------------------------------------------------------------------------


def test_it_says_how_far_it_is() -> None:
    heard: list[int] = []
    entries = [entry(f"Soal {number}?", line=number) for number in range(1, 2 * BATCH + 10)]
    report = read(*entries, tell=heard.append, dry_run=True)
    assert report.good == 2 * BATCH + 9
    assert {BATCH, 2 * BATCH} <= set(heard)
    few: list[int] = []
    read(*entries[:3], tell=few.append, dry_run=True)
    assert few == []


def test_statements_grow_by_batch_not_by_question() -> None:
    def statements(count: int) -> int:
        entries = [
            entry(f"{count} {number}?", line=number, tags=("a",), number=f"{count}-{number}")
            for number in range(1, count + 1)
        ]
        return count_statements(lambda: read(*entries))

    statements(1)
    few, many = statements(10), statements(100)
    # Long lists go into the database in several pieces.
    assert many <= few + 6


def test_memory_does_not_grow_with_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = 40
    monkeypatch.setattr(importing, "BATCH", batch)

    def peak(count: int) -> int:
        entries = (entry(f"{count} {number}?", line=number) for number in range(count))
        tracemalloc.start()
        try:
            import_entries(entries)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(batch)
    assert peak(5 * batch) < 1.5 * peak(batch)


def test_a_level_is_read_and_kept_where_the_file_names_none() -> None:
    read(entry(level=3, number="1"))
    assert BankQuestion.objects.get().level == 3
    assert read(entry(number="1")).unchanged == 1
    assert BankQuestion.objects.get().level == 3
    assert read(entry(level=1, number="1")).updated == 1
    assert BankQuestion.objects.get().level == 1


def test_an_unpublished_question_that_comes_again_is_published() -> None:
    read(entry(number="1"))
    BankQuestion.objects.get().unpublish()
    assert read(entry(number="1")).updated == 1
    assert BankQuestion.objects.get().live


def test_what_the_caller_has_stored_itself_is_taken_by_its_number() -> None:
    image = get_image_model().objects.create(title="P", file=get_test_image_file())
    item, page = make_media_item(MP3, "a.mp3"), LessonPageFactory()
    fields = {
        "picture": {"image": image.pk, "alt": "Pasar"},
        "sound": {"media": item.pk},
        "read_again": {"page": page.pk},
    }
    report = read(entry(**fields))
    assert (report.findings, report.created) == ([], 1)
    stored = BankQuestion.objects.get().question()
    assert (stored.picture, stored.sound, stored.read_again) == tuple(fields.values())
