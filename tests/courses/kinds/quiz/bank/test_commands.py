"""`import_questions` and `export_questions`: what they print and where, and how they end."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from courses.kinds.quiz.bank.models import BankQuestion
from tests.factories.quiz import BankQuestionFactory, stored_question

pytestmark = pytest.mark.django_db

GIFT = """::Satu::Berapa HPP-nya?{=8.500 ~9.500}

::Dua::Air mendidih pada 100 derajat.{T}
"""
BROKEN = GIFT + "\n::Tiga::Tanpa jawaban benar{~a ~b}\n"


class Run:
    """A command that ran: what it printed, and how it ended."""

    def __init__(self, *arguments: object) -> None:
        out, err = StringIO(), StringIO()
        self.end: CommandError | None = None
        try:
            call_command(*map(str, arguments), stdout=out, stderr=err)
        except CommandError as error:
            self.end = error
        self.out, self.err = out.getvalue(), err.getvalue()


@pytest.fixture
def gift(tmp_path: Path) -> Path:
    return write(tmp_path, GIFT)


def write(folder: Path, text: str, name: str = "soal.gift") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_import_counts_by_type(gift: Path) -> None:
    run = Run("import_questions", gift, "--format", "gift", "--category", "Keuangan / HPP")
    assert run.end is None
    assert run.err == ""
    assert len(run.out.splitlines()) == 3
    places = BankQuestion.objects.values_list("name", "type", "category__path")
    assert set(places) == {
        ("Satu", "single_choice", "Keuangan/HPP"),
        ("Dua", "true_false", "Keuangan/HPP"),
    }


def test_the_format_is_found_out(gift: Path, tmp_path: Path) -> None:
    assert Run("import_questions", gift, "--category", "K").end is None
    unknown = write(tmp_path, "Entah apa.", "x.bin")
    assert "--format" in str(Run("import_questions", unknown, "--category", "K").end)


def test_a_dry_run_writes_nothing(gift: Path) -> None:
    run = Run("import_questions", gift, "--category", "K", "--dry-run")
    assert (run.end, BankQuestion.objects.exists()) == (None, False)
    assert run.out.splitlines()[-2].startswith("2 ")


def test_every_error_is_told_with_its_line_and_nothing_written(tmp_path: Path) -> None:
    file = write(tmp_path, BROKEN)
    run = Run("import_questions", file, "--category", "K")
    assert run.end is not None
    assert run.end.returncode == 1
    [line] = run.err.splitlines()
    assert line.startswith(f"{file}:5: ")
    assert line.endswith("[Tiga]")
    assert not BankQuestion.objects.exists()


def test_the_good_ones_are_kept_if_wanted(tmp_path: Path) -> None:
    run = Run("import_questions", write(tmp_path, BROKEN), "--category", "K", "--keep-good")
    assert run.end is not None
    assert BankQuestion.objects.count() == 2


def test_without_a_category_it_asks_for_one(gift: Path) -> None:
    run = Run("import_questions", gift)
    assert run.err.splitlines()[0].startswith(f"{gift}:1: ")
    assert run.end is not None
    assert str(Run("import_questions", gift, "--category", "a//b").end)
    assert not BankQuestion.objects.exists()


def test_the_report_as_json(tmp_path: Path) -> None:
    run = Run("import_questions", write(tmp_path, BROKEN), "--category", "K", "--json")
    report: dict[str, Any] = json.loads(run.out)
    assert (report["format"], report["dry_run"], report["written"]) == ("gift", False, False)
    assert report["types"] == {"single_choice": 1, "true_false": 1}
    assert [(one["line"], one["name"]) for one in report["errors"]] == [(5, "Tiga")]
    assert report["warnings"] == []
    assert run.end is not None


@pytest.mark.parametrize("name", ["tiada.gift", "."])
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, name: str) -> None:
    run = Run("import_questions", tmp_path / name, "--format", "gift", "--category", "K")
    assert str(tmp_path) in str(run.end)


def test_a_long_file_says_how_far_it_is(tmp_path: Path) -> None:
    text = "\n".join(f"::Soal {n}::Benar?{{T}}\n" for n in range(260))
    run = Run("import_questions", write(tmp_path, text), "--category", "K", "--dry-run")
    assert "250" in run.err.splitlines()
    assert all(line.isdecimal() for line in run.err.splitlines())


def test_five_thousand_questions_in_one_go(tmp_path: Path) -> None:
    text = "\n".join(
        f"::Soal {n}::Berapa {n} kali 2?{{={2 * n} ~{2 * n + 1}}}\n" for n in range(5000)
    )
    run = Run("import_questions", write(tmp_path, text), "--category", "K", "--json")
    assert json.loads(run.out)["created"] == 5000
    assert BankQuestion.objects.filter(live=True, latest_revision__isnull=False).count() == 5000
    assert "5000" in run.err.splitlines()


def test_export_to_the_output_and_to_a_file(gift: Path, tmp_path: Path) -> None:
    Run("import_questions", gift, "--category", "Keuangan/HPP")
    BankQuestionFactory(category__path="Lain", name="Lain sekali")
    run = Run("export_questions", "--format", "gift", "--category", "Keuangan")
    assert (run.end, run.err) == (None, "")
    assert "Satu" in run.out
    assert "Lain sekali" not in run.out
    file = tmp_path / "keluar.gift"
    assert Run("export_questions", "--format", "gift", "--output", file).end is None
    assert "Lain sekali" in file.read_text(encoding="utf-8")
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".part")] == []
    again = Run("import_questions", file, "--json", "--dry-run")
    assert json.loads(again.out)["unchanged"] == 3


def test_export_names_what_it_leaves_out(gift: Path) -> None:
    Run("import_questions", gift, "--category", "K")
    BankQuestionFactory(
        name="Menulis", category__path="L", content=[stored_question("essay", text="Ceritakan.")]
    )
    run = Run("export_questions", "--format", "aiken")
    assert run.end is not None
    assert run.end.returncode == 1
    told = [line.split(": ")[0] for line in run.err.splitlines()]
    assert told == ["Dua (true_false)", "Menulis (essay)"]
    assert run.out.startswith("Berapa HPP-nya?\n")


def test_export_without_the_category_or_a_place_to_write(tmp_path: Path) -> None:
    BankQuestionFactory()
    assert "Entah" in str(Run("export_questions", "--format", "gift", "--category", "Entah").end)
    target = tmp_path / "tiada" / "x.gift"
    run = Run("export_questions", "--format", "gift", "--output", target)
    assert str(target) in str(run.end)
