"""The question bank in a course's folder: in, out, and what quizzes take from it."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wagtail.images import get_image_model

from courses.catalog.models import CourseIndexPage, CoursePage
from courses.kinds.quiz.bank.matching import stored_value
from courses.kinds.quiz.bank.models import BankQuestion, Category
from courses.transfer import importing, keys
from courses.transfer.exporting import export_course
from courses.transfer.importing import ImportReport, import_course
from courses.transfer.planning import read_body
from courses.transfer.problems import TransferError
from media.models import MediaItem
from tests.courses.transfer.conftest import (
    QUIZ,
    SVG,
    Write,
    body_of,
    lesson,
    reading,
    snapshot,
    the_course,
)
from tests.courses.transfer.quizzes import choice, xml
from tests.factories.catalog import CoursePageFactory, LessonPageFactory
from tests.factories.media import MP3
from tests.factories.quiz import (
    BankQuestionFactory,
    CategoryFactory,
    draw,
    from_bank,
    single_choice,
)

Load = Callable[..., ImportReport]
Complain = Callable[[dict[str, Any]], list[str]]

#: Two questions of one category and one below it; the first question begins at line 4.
BANK = """\
$CATEGORY: Keuangan/Utang

// [id:U-1] [tag:bunga]
::Bunga::Berapa bunganya?{
=Sepuluh
~Satu
}

// [level:hard]
::Tenor::Berapa lama?{
=Setahun
~Sehari
}

$CATEGORY: Keuangan/Utang/Pinjol

::Izin::Siapa yang memberi izin?{
=OJK
~Kantor pos
}
"""
#: The list begins at line 7, its rows at line 8.
DRAWN = QUIZ.replace("source: 02-dua.gift\n", "questions:\n")
FILES = {"bank/utang.gift": BANK, "02-dua.md": DRAWN + "- draw: 2 from Keuangan/Utang\n"}


@pytest.fixture
def write(write: Write) -> Write:
    def write_below(files: dict[str, Any] | None = None) -> Path:
        (write() / "bank").mkdir(exist_ok=True)
        return write(files)

    return write_below


def row_values() -> list[dict[str, Any]]:
    return [one["value"] for one in body_of("dua")[0]["value"]["questions"]]


def bank() -> dict[str, BankQuestion]:
    return {one.name: one for one in BankQuestion.objects.select_related("category")}


# --- In ---------------------------------------------------------------------------------------


def test_questions_come_into_the_bank_published_and_with_what_the_file_says(load: Load) -> None:
    report = load(FILES)
    assert "created in the question bank: 3 questions" in report.lines()
    found = bank()
    assert {name: one.category.path for name, one in found.items()} == {
        "Bunga": "Keuangan/Utang",
        "Tenor": "Keuangan/Utang",
        "Izin": "Keuangan/Utang/Pinjol",
    }
    assert all(one.live for one in found.values())
    assert (found["Bunga"].number, found["Bunga"].level) == ("U-1", 2)
    assert list(found["Bunga"].tags.names()) == ["bunga"]
    assert found["Tenor"].level == 3
    [row] = row_values()
    assert row == {
        "count": 2,
        "category": Category.objects.get(path="Keuangan/Utang").pk,
        "with_below": True,
        "tags": "",
        "level": "",
    }


def test_keys_and_ids_are_the_same_on_every_site(load: Load) -> None:
    load(FILES)
    key = keys.bank_question_key("Keuangan/Utang", "Bunga")
    question = BankQuestion.objects.get(key=key).question()
    assert [one["id"] for one in question.data["answers"]] == [
        keys.part_id(str(key), "answers", 1),
        keys.part_id(str(key), "answers", 2),
    ]


def test_importing_again_changes_nothing_and_an_edit_only_its_question(load: Load) -> None:
    load(FILES)
    before = snapshot()
    assert load().is_empty
    assert snapshot() == before
    ids = [one["id"] for one in bank()["Bunga"].question().data["answers"]]
    report = load({"bank/utang.gift": BANK.replace("=Sepuluh\n~Satu", "~1\n=Sepuluh")})
    assert [(one.created, one.changed) for one in report.shelved] == [(0, 1)]
    assert "changed in the question bank: 1 questions" in report.lines()
    assert report.changed == []
    assert [one["id"] for one in bank()["Bunga"].question().data["answers"]] != ids
    assert set(ids) & {one["id"] for one in bank()["Bunga"].question().data["answers"]} == {ids[0]}


def test_a_dry_run_tells_and_writes_nothing(load: Load) -> None:
    before = snapshot()
    report = load(FILES, dry_run=True)
    assert "would be created in the question bank: 3 questions" in report.lines()
    assert snapshot() == before


def test_a_folders_question_without_a_level_is_in_the_middle_again(load: Load) -> None:
    load(FILES)
    BankQuestion.objects.filter(name="Bunga").update(level=1)
    load()
    assert bank()["Bunga"].level == 2


def test_a_question_of_the_site_is_found_by_its_number(load: Load) -> None:
    own = BankQuestionFactory(category__path="Keuangan/Utang", number="U-1", name="Lama")
    report = load(FILES)
    assert [(one.created, one.changed) for one in report.shelved] == [(2, 1)]
    own.refresh_from_db()
    assert own.name == "Bunga"


def test_rows_name_the_banks_questions_by_key_number_or_name(load: Load) -> None:
    key = keys.bank_question_key("Keuangan/Utang", "Tenor")
    rows = f"- from_bank: {key}\n- from_bank: U-1\n  weight: 2.5\n- from_bank: Izin\n  weight: 0\n"
    load({**FILES, "02-dua.md": DRAWN + rows})
    found = bank()
    assert row_values() == [
        {"question": found["Tenor"].pk, "weight": None},
        {"question": found["Bunga"].pk, "weight": 2.5},
        {"question": found["Izin"].pk, "weight": 0.0},
    ]


def test_every_setting_of_a_draw(load: Load) -> None:
    row = "- draw: 1 from  Keuangan / Utang\n  below: false\n  tags: bunga, , \n  level: middle\n"
    load({**FILES, "02-dua.md": DRAWN + row})
    [value] = row_values()
    assert (value["with_below"], value["tags"], str(value["level"])) == (False, "bunga", "2")


def test_pictures_sounds_and_lessons_to_read_again_in_the_bank(
    load: Load, complain: Complain
) -> None:
    html = '<img src="@@PLUGINFILE@@/a.svg" alt="x"><audio src="@@PLUGINFILE@@/a.mp3"></audio>Apa?'
    beside = {"beside": ["a.svg", "a.mp3"], "sound": {"seconds": 95}}
    category = '<question type="category"><category><text>K</text></category></question>'
    source = xml(category, choice(html, pijar={**beside, "read_again": "lesson:satu"}))
    files = {"bank/k.xml": source, "02-dua.md": DRAWN + "- draw: 1 from K\n", "a.mp3": MP3}
    bad = SVG.replace("/>", "><script/></svg>")
    [problem] = complain({**files, "a.svg": bad})
    assert problem.startswith("bank/k.xml:3: a.svg: The SVG holds a <script>")
    report = load({**files, "a.svg": SVG})
    assert (report.pictures, report.recordings) == (["a.svg"], ["a.mp3"])
    question = BankQuestion.objects.get().question()
    assert question.picture == {"image": get_image_model().objects.get().pk, "alt": "x"}
    assert question.sound == {"media": MediaItem.objects.get(seconds=95).pk}
    assert question.read_again == {"page": lesson("satu").pk}
    assert load().is_empty


# --- All or nothing ---------------------------------------------------------------------------

NEXT = "$CATEGORY: K\n\n::a::Apa?{T}\n"


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("files", "place", "words"),
    [
        ({"bank/utang.gift": BANK.replace("=OJK", "~OJK")}, "bank/utang.gift:18", "no right"),
        ({"bank/utang.gift": NEXT.replace("$CATEGORY: K", "")}, "bank/utang.gift:3", "category"),
        ({"bank/utang.gift": NEXT.replace("K", "x" * 260)}, "bank/utang.gift:3", "characters"),
        ({"bank/a.gift": NEXT, "bank/utang.gift": NEXT}, "bank/utang.gift:3", "at bank/a.gift:3"),
        ({"bank/utang.gift": BANK.replace("Sepuluh", "x" * 1001)}, "bank/utang.gift:4", "1000"),
        ({"bank/catatan.txt": "x"}, "bank/catatan.txt:1", "must end with .gift"),
        ({"bank/x.xml": "<a/>"}, "bank/x.xml:1", "not Moodle XML"),
        ({"bank/utang.gift": "$CATEGORY: K\n\n::a::Apa?{T"}, "bank/utang.gift:3", "closed"),
        (
            {"bank/k.gift": "$CATEGORY: K\n\n// [id:1]\n::a::A?{T}\n\n// [id:1]\n::b::B?{T}\n"},
            "bank/k.gift:7",
            "same number",
        ),
    ],
)  # fmt: skip
def test_each_bad_file(complain: Complain, files: dict[str, Any], place: str, words: str) -> None:
    problems = complain({**FILES, **files})
    assert len(problems) == 1, problems
    assert problems[0].startswith(f"{place}: ")
    assert words in problems[0]


@pytest.mark.parametrize(
    ("row", "line", "words"),
    [
        ("- draw: 4 from Keuangan/Utang", 8, "only 3 published ones match"),
        ("- draw: 3 from Keuangan/Utang\n  below: false", 8, "only 2 published"),
        ("- draw: 1 from Keuangan/Utang\n  level: easy", 8, "only 0 published"),
        ("- draw: 1 from Keuangan/Hutang", 8, "no category 'Keuangan/Hutang'"),
        ("- draw: 0 from Keuangan", 8, "count: "),
        ("- from_bank: Entah", 8, "no question 'Entah'"),
        (f"- from_bank: {uuid.UUID(int=3)}", 8, "no question"),
        ("- from_bank: Izin\n  weight: 1001", 8, "weight: "),
    ],
)
def test_each_row_that_asks_too_much(complain: Complain, row: str, line: int, words: str) -> None:
    [problem] = complain({**FILES, "02-dua.md": f"{DRAWN}{row}\n"})
    assert problem.startswith(f"02-dua.md:{line}: ")
    assert words in problem


def test_a_name_that_means_two_questions_is_told(load: Load, complain: Complain) -> None:
    BankQuestionFactory(name="Izin")
    [problem] = complain({**FILES, "02-dua.md": DRAWN + "- from_bank: Izin\n"})
    assert "2 questions of the bank are called 'Izin'; write the key" in problem


def test_a_draft_is_told(complain: Complain) -> None:
    BankQuestionFactory(name="Konsep", draft=True)
    [problem] = complain({**FILES, "02-dua.md": DRAWN + "- from_bank: Konsep\n"})
    assert "02-dua.md:8: question: This question is a draft" in problem


def test_a_locked_question_is_told(load: Load, complain: Complain) -> None:
    load(FILES)
    BankQuestion.objects.filter(name="Bunga").update(locked=True)
    [problem] = complain({"bank/utang.gift": BANK.replace("Sepuluh", "10")})
    assert problem.startswith("bank/utang.gift:4: The question is locked")


def test_a_failure_later_leaves_nothing_in_the_bank(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_args: Any) -> None:
        assert BankQuestion.objects.count() == 3
        raise RuntimeError("listrik padam")

    monkeypatch.setattr(importing, "_publish_lesson", stumble)
    before = snapshot()
    with pytest.raises(RuntimeError):
        load(FILES)
    assert snapshot() == before


def test_a_lesson_to_read_again_that_is_not_there_is_told_once(complain: Complain) -> None:
    category = '<question type="category"><category><text>K</text></category></question>'
    source = xml(category, choice("x", pijar={"read_again": "lesson:entah"}))
    files = {"bank/k.xml": source, "02-dua.md": DRAWN + "- draw: 1 from K\n"}
    [problem] = complain(files)
    assert problem == "bank/k.xml:3: The link 'lesson:entah' leads to no page of this course."


def test_hidden_files_are_nobodys_business(load: Load) -> None:
    load({**FILES, "bank/.utang.gift.swp": b"\x00"})
    assert BankQuestion.objects.count() == 3


def test_a_symbolic_link_is_refused(write: Write, index: CourseIndexPage, tmp_path: Path) -> None:
    folder = write(FILES)
    (folder / "bank/utang.gift").rename(tmp_path / "luar.gift")
    (folder / "bank/utang.gift").symlink_to(tmp_path / "luar.gift")
    with pytest.raises(TransferError, match="symbolic link"):
        import_course(folder, index=index)


# --- Out --------------------------------------------------------------------------------------


def clear_bank() -> None:
    BankQuestion.objects.all().delete()
    Category.objects.all().delete()


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_quizzes_take_goes_out_and_comes_back(index: CourseIndexPage, tmp_path: Path) -> None:
    """A course and a bank from the editor, with keys and ids of their own."""
    course = CoursePageFactory(slug="kelas-kecil")
    debts = CategoryFactory(path="Keuangan/Utang")
    first = BankQuestionFactory(category=debts, number="7", tags=["b", "a"], level=3, name="Satu")
    BankQuestionFactory(category__path="Keuangan/Utang/Pinjol", name="Di bawah")
    BankQuestionFactory(category=debts, name="Konsep", draft=True)
    listed = BankQuestionFactory(
        category__path="Usaha/Beli∕jual",
        name="Lain",
        content=[single_choice("Dengar?", hints=[{"type": "item", "value": "Ya", "id": "h"}])],
    )
    BankQuestionFactory(category__path="Tak dipakai")
    rows = [
        single_choice("Sendiri?", block_id="s1"),
        draw(1, debts, tags="a, b", level=3, with_below=True),
        single_choice("Lagi?", block_id="s2"),
        from_bank(listed, weight=2.5),
    ]
    quiz = {"type": "quiz", "id": str(uuid.uuid4()), "value": {"title": "K", "questions": rows}}
    LessonPageFactory(parent=course, slug="dua", body=[quiz])
    before = state_of_bank(), rows_of(course)
    export_course(course, tmp_path / "x")
    assert {name for name in files_of(tmp_path / "x") if "/" in name} == {
        "bank/keuangan-utang.gift",
        "bank/keuangan-utang-pinjol.gift",
        "bank/usaha-belijual.xml",
    }
    text = (tmp_path / "x/01-dua.md").read_text()
    assert f"\n- from_bank: {listed.key}\n  weight: 2.5\n  id: " in text
    assert (
        "\n- source: 1\n- draw: 1 from Keuangan/Utang\n  tags:\n  - a\n  - b\n  level: hard" in text
    )
    assert import_course(tmp_path / "x", index=index).is_empty
    course.delete()
    clear_bank()
    import_course(tmp_path / "x", index=CourseIndexPage.objects.get(pk=index.pk))
    after = state_of_bank(), rows_of(the_course())
    used = [one for one in before[0] if one[0] != "Konsep" and one[1] != "Tak dipakai"]
    assert len(used) == 3
    assert _without_hint_ids(after[0]) == _without_hint_ids(used)
    assert after[1] == before[1]
    assert BankQuestion.objects.get(name="Satu").key == first.key
    export_course(the_course(), tmp_path / "y")
    assert files_of(tmp_path / "y") == files_of(tmp_path / "x")


def state_of_bank() -> list[Any]:
    return [
        (
            one.name,
            one.category.path,
            one.key,
            one.number,
            one.level,
            sorted(one.tags.names()),
            stored_value(one, one.type),
        )
        for one in BankQuestion.objects.order_by("category__path", "name")
    ]


def _without_hint_ids(state: list[Any]) -> list[Any]:
    """The ids of hints name nothing: no file writes them."""
    return [
        [*around, {**value, "hints": [one["value"] for one in value["hints"]]}]
        for *around, value in state
    ]


def rows_of(course: CoursePage) -> list[Any]:
    """The quiz's list with names in place of primary keys."""
    [quiz] = read_body(course.get_children().live().first().specific)
    found = []
    for one in quiz["value"]["questions"]:
        value = dict(one["value"])
        if one["type"] == "draw":
            value["category"] = Category.objects.get(pk=value["category"]).path
        elif one["type"] == "from_bank":
            value["question"] = BankQuestion.objects.get(pk=value["question"]).key
        found.append((one["type"], one["id"], value))
    return found


def test_a_folder_goes_out_as_it_came_in(load: Load, tmp_path: Path) -> None:
    load({**FILES, "01-satu.md": reading("a")})
    export_course(the_course(), tmp_path / "x")
    assert (
        (tmp_path / "x/02-dua.md")
        .read_text()
        .endswith("\nquestions:\n- draw: 2 from Keuangan/Utang\n")
    )
    text = (tmp_path / "x/bank/keuangan-utang.gift").read_text()
    assert "// id:" not in text
    assert "// [id:U-1] [tag:bunga]\n::Bunga::Berapa bunganya?{" in text
    assert "// [level:hard]\n::Tenor::" in text
    assert not (tmp_path / "x/02-dua.gift").exists()


def test_a_course_without_draws_has_no_bank(load: Load, tmp_path: Path) -> None:
    BankQuestionFactory()
    load()
    export_course(the_course(), tmp_path / "x")
    assert not (tmp_path / "x/bank").exists()


def test_force_replaces_the_files_of_the_bank_and_no_others(load: Load, tmp_path: Path) -> None:
    load(FILES)
    folder = tmp_path / "x"
    export_course(the_course(), folder)
    (folder / "bank/catatan.txt").write_text("milikku")
    (folder / "01-lama.xml").write_text("x")
    (folder / "data.xml").write_text("milikku")
    load({"02-dua.md": DRAWN + "- from_bank: Izin\n"})
    export_course(the_course(), folder, force=True)
    names = files_of(folder).keys()
    assert {name for name in names if name.startswith("bank/")} == {
        "bank/keuangan-utang-pinjol.gift",
        "bank/catatan.txt",
    }
    assert "data.xml" in names
    assert "01-lama.xml" not in names


@pytest.mark.parametrize("kind", ["file", "link"])
def test_something_else_in_the_place_of_the_folder_is_told(
    load: Load, tmp_path: Path, kind: str
) -> None:
    load(FILES)
    folder = tmp_path / "x"
    export_course(the_course(), folder)
    for path in (folder / "bank").iterdir():
        path.unlink()
    (folder / "bank").rmdir()
    if kind == "file":
        (folder / "bank").write_text("x")
    else:
        (folder / "bank").symlink_to(tmp_path)
    before = files_of(folder)
    with pytest.raises(TransferError, match="'bank' in the folder is no folder"):
        export_course(the_course(), folder, force=True)
    assert files_of(folder) == before


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda one: one.unpublish(), "is a draft; publish it or take it out"),
        (lambda one: one.delete(), "A question of the bank was deleted"),
    ],
)
def test_a_listed_question_that_nobody_could_find_again_is_told(
    load: Load, tmp_path: Path, spoil: Callable[[Any], None], words: str
) -> None:
    load({**FILES, "02-dua.md": DRAWN + "- from_bank: Izin\n"})
    spoil(bank()["Izin"])
    with pytest.raises(TransferError, match=words):
        export_course(the_course(), tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_a_draw_from_a_category_that_is_gone_is_told(load: Load, tmp_path: Path) -> None:
    load(FILES)
    clear_bank()
    with pytest.raises(TransferError, match="The category of a draw was deleted"):
        export_course(the_course(), tmp_path / "x")
