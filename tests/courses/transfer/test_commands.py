"""The two commands: what they print and where, and how they end."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from courses.catalog.models import CourseIndexPage, CoursePage
from tests.courses.transfer.conftest import COURSE, GIFT, Write, the_course


def run(*arguments: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_import_tells_what_it_did(write: Write, index: CourseIndexPage) -> None:
    folder = write()
    out, _err = run("import_course", folder, "--dry-run")
    assert "would be created: Kelas Kecil" in out
    assert not CoursePage.objects.exists()
    out, err = run("import_course", folder)
    assert "created: Kelas Kecil\ncreated: Satu\ncreated: Dua\n" in out
    assert err == "1/2 01-satu.md\n2/2 02-dua.md\n"
    assert the_course().get_parent().specific == index


def test_import_tells_every_problem(write: Write, index: CourseIndexPage) -> None:
    folder = write({"02-dua.gift": GIFT.replace("=", "~"), "01-satu.md": "x"})
    err = StringIO()
    with pytest.raises(CommandError, match="Nothing was imported: 2 to mend") as caught:
        call_command("import_course", str(folder), stderr=err)
    assert caught.value.returncode == 1
    lines = err.getvalue().splitlines()
    assert [line.split(": ")[0] for line in lines] == ["01-satu.md:1", "02-dua.gift:2"]


def test_import_without_a_folder_or_a_course(index: CourseIndexPage, tmp_path: Path) -> None:
    for folder in (tmp_path / "entah", tmp_path):
        with pytest.raises(CommandError, match="Nothing was imported"):
            run("import_course", folder)


def test_the_list_is_chosen_by_language_or_slug(write: Write, index: CourseIndexPage) -> None:
    english = CourseIndexPage.objects.get(locale__language_code="en")
    text = COURSE.replace("---\nSel", "language: en\n---\nSel")
    run("import_course", write({"course.md": text}))
    assert the_course().get_parent().specific == english
    the_course().delete()
    run("import_course", write({"course.md": COURSE}), "--index", english.slug)
    assert the_course().get_parent().specific == english
    with pytest.raises(CommandError, match="no course list with the slug 'entah'"):
        run("import_course", write(), "--index", "entah")
    with pytest.raises(CommandError, match="no course list in the language 'fr'"):
        run("import_course", write({"course.md": text.replace("en", "fr")}))


def test_export(write: Write, index: CourseIndexPage, tmp_path: Path) -> None:
    run("import_course", write())
    out, err = run("export_course", "kelas-kecil", tmp_path / "x")
    assert out.startswith("4 files written to ")
    assert "1/2 01-satu.md" in err
    with pytest.raises(CommandError, match="Nothing was exported"):
        run("export_course", "kelas-kecil", tmp_path / "x")
    run("export_course", "kelas-kecil", tmp_path / "x", "--force")
    with pytest.raises(CommandError, match="no course 'kelas-kecil' in the language 'en'"):
        run("export_course", "kelas-kecil", tmp_path / "y", "--language", "en")
