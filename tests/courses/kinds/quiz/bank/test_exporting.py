"""Questions of the bank as entries of a file, and round again."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from courses.kinds.quiz.bank.exporting import export_questions, list_refusals
from courses.kinds.quiz.bank.importing import import_entries
from courses.kinds.quiz.bank.models import BankQuestion
from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.moodlexml import writing
from courses.kinds.quiz.formats.registry import FORMATS, find_format, read_questions
from tests.courses.kinds.quiz.bank.entries import question
from tests.factories.catalog import LessonPageFactory
from tests.factories.media import MP3, make_media_item
from tests.factories.quiz import BankQuestionFactory, single_choice, stored_item, stored_question
from tests.statements import count_statements

pytestmark = pytest.mark.django_db


class Listing:
    """A format that carries all but what is read, and whose file is a list of entries."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def refusals(self, entry: Entry) -> str | None:
        return "Tak ada jawaban." if entry.question.type == "description" else None

    def write(self, entries: Any) -> Any:
        for entry in entries:
            self.entries.append(entry)
            yield entry.question.text + "\n"


def exported(category: str = "") -> list[Entry]:
    listing = Listing()
    list(export_questions(listing, category=category))
    return listing.entries


def test_published_questions_of_a_category_and_below_in_its_order() -> None:
    for path, text in (("B", "Tiga?"), ("A/x", "Dua?"), ("A", "Satu?"), ("AB", "Lain?")):
        BankQuestionFactory(category__path=path, text=text)
    BankQuestionFactory(category__path="A", draft=True)
    assert [one.question.text for one in exported("A")] == ["Satu?", "Dua?"]
    assert len(exported()) == 4
    assert exported("Entah") == []
    assert "".join(export_questions(Listing(), category="A")) == "Satu?\nDua?\n"


def test_an_entry_has_what_belongs_to_the_question() -> None:
    stored = BankQuestionFactory(
        category__path="Usaha/Beli∕jual", number="7", tags=["b", "a"], name="HPP", level=3
    )
    [entry] = exported()
    assert (entry.question.id, entry.question.name) == (str(stored.key), "HPP")
    assert (entry.category, entry.tags, entry.number) == ("Usaha/Beli//jual", ("a", "b"), "7")
    assert entry.level == 3
    stored.level = 2
    stored.save()
    assert exported()[0].level is None


def test_what_to_read_again_stays_here() -> None:
    BankQuestionFactory(content=[single_choice(read_again=LessonPageFactory().pk)])
    assert exported()[0].question.read_again is None


def test_pictures_and_sounds_go_along_by_name() -> None:
    image = get_image_model().objects.create(title="P", file=get_test_image_file("a.png"))
    item = make_media_item(MP3, "a.mp3")
    picture = {"alt": "Merah", "text": "", "feedback": ""}
    answers = [
        stored_item({**picture, "picture": image.pk, "right": True}),
        stored_item({**picture, "picture": 99999, "right": False}),
    ]
    fields = {"picture": image.pk, "picture_alt": "Pasar", "sound": item.pk}
    BankQuestionFactory(
        content=[stored_question("picture_choice", text="Mana?", answers=answers, **fields)],
        draft=True,
    )
    BankQuestion.objects.update(live=True)
    [entry] = exported()
    names = list(entry.files)
    assert len(names) == 3
    assert entry.question.picture == {"image": names[0], "alt": "Pasar"}
    assert entry.question.sound == {"media": names[1]}
    assert [one["picture"] for one in entry.question.data["answers"]] == [names[2], ""]
    with image.file.open() as file:
        assert entry.files[names[0]] == file.read()
    assert entry.files[names[1]] == MP3


def test_what_cannot_be_carried_is_named_and_left_out() -> None:
    BankQuestionFactory(text="Satu?")
    text = stored_question("description", text="Baca.")
    BankQuestionFactory(name="Bacaan", category__path="A", content=[text])
    gone = BankQuestionFactory(name="Peta", category__path="B")
    BankQuestion.objects.filter(pk=gone.pk).update(type="hotspot")
    refusals = list_refusals(Listing())
    assert [(one.name, one.type) for one in refusals] == [
        ("Bacaan", "description"),
        ("Peta", "hotspot"),
    ]
    assert refusals[0].sentence == "Tak ada jawaban."
    assert refusals[1].sentence
    assert [one.question.text for one in exported()] == ["Satu?"]


def with_picture(name: str) -> Any:
    """A question with a picture, and the picture."""
    file = get_test_image_file(f"{name}.png")
    image = get_image_model().objects.create(title=name, file=file)
    BankQuestionFactory(name=name, content=[single_choice(picture=image.pk, picture_alt="Pasar")])
    return image


def test_what_is_too_large_for_the_format_is_said_before(monkeypatch: pytest.MonkeyPatch) -> None:
    image = with_picture("Besar")
    with_picture("Kecil")
    monkeypatch.setattr(writing, "MAX_FILE_BYTES", image.file.size)
    moodle = find_format("moodlexml")
    assert list_refusals(moodle) == []
    storage, name = image.file.storage, image.file.name
    with storage.open(name, "rb") as file:
        content = file.read()
    storage.delete(name)
    assert storage.save(name, ContentFile(content + b"x")) == name
    [refusal] = list_refusals(moodle)
    assert refusal.name == "Besar"
    text = "".join(export_questions(moodle))
    assert "Kecil" in text
    assert "Besar" not in text


def test_a_file_that_is_missing_is_said_before() -> None:
    image = with_picture("Hilang")
    item = make_media_item(MP3, "a.mp3")
    BankQuestionFactory(name="Sunyi", content=[single_choice(sound=item.pk)])
    nameless = with_picture("Tanpa nama")
    get_image_model().objects.filter(pk=nameless.pk).update(file="")
    BankQuestionFactory(name="Ada", text="Ada?")
    moodle = find_format("moodlexml")
    assert [one.name for one in list_refusals(moodle)] == ["Tanpa nama"]
    image.file.storage.delete(image.file.name)
    item.file.storage.delete(item.file.name)
    refusals = list_refusals(moodle)
    assert {one.name for one in refusals} == {"Hilang", "Sunyi", "Tanpa nama"}
    assert any("Hilang.png" in one.sentence for one in refusals)
    text = "".join(export_questions(moodle))
    assert "Ada?" in text
    assert "Hilang" not in text
    # What the format refuses anyway is said as before.
    assert not any("Hilang.png" in one.sentence for one in list_refusals(find_format("gift")))


def test_a_check_reads_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    with_picture("Satu")

    def refuse(*arguments: Any) -> Any:
        raise AssertionError(arguments)

    monkeypatch.setattr(InMemoryStorage, "open", refuse)
    assert list_refusals(find_format("moodlexml")) == []


def test_statements_do_not_grow_with_the_questions() -> None:
    BankQuestionFactory(tags=["a"])
    few = count_statements(exported)
    BankQuestionFactory.create_batch(9, tags=["a", "b"])
    assert count_statements(exported) == few


@pytest.mark.parametrize("slug", [one.slug for one in FORMATS])
def test_in_out_and_in_again_are_the_same_questions(slug: str) -> None:
    answers = [
        {"id": "", "text": text, "right": text == "b", "credit": None, "feedback": ""}
        for text in "abc"
    ]
    data = {"answers": answers, "keep_order": False}
    entries = [Entry(question(f"Soal {n}?", data=data), category="K", line=n) for n in (1, 2, 3)]
    import_entries(entries)
    before = [one.question() for one in BankQuestion.objects.order_by("pk")]
    file_format = find_format(slug)
    assert list_refusals(file_format) == []
    text = "".join(export_questions(file_format))
    again = import_entries(read_questions(text.encode(), slug), category="K", dry_run=True)
    assert (again.errors, again.good) == ([], 3)
    BankQuestion.objects.all().delete()
    import_entries(read_questions(text.encode(), slug), category="K")
    after = [one.question() for one in BankQuestion.objects.order_by("pk")]
    assert [plain(one) for one in after] == [plain(one) for one in before]


def plain(one: Any) -> Any:
    """What every format keeps of a question: no ids, no names."""
    answers = [(answer["text"], answer["right"]) for answer in one.data["answers"]]
    return one.type, one.text, answers
