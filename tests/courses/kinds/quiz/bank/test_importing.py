"""Entries of a file into the bank."""

import tracemalloc
import uuid

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ModelLogEntry, ReferenceIndex
from wagtail.search.backends import get_search_backend

from courses.kinds.quiz.bank import importing
from courses.kinds.quiz.bank.importing import BATCH, import_entries
from courses.kinds.quiz.bank.models import BankQuestion, Category
from courses.kinds.quiz.formats.entries import Finding
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
