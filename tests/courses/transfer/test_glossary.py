"""A course's glossary and the links to its terms, between files and site."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Revision

from courses.catalog.models import CourseIndexPage
from courses.transfer.exporting import export_course
from courses.transfer.importing import ImportReport, import_course
from courses.transfer.richtext.harm import is_harmless
from tests.courses.transfer.conftest import (
    COURSE,
    READING,
    body_of,
    lesson,
    reading,
    the_course,
)

Load = Callable[..., ImportReport]
GLOSSARY = """\
- term: Biaya tetap
  explanation: Biaya yang sama tiap bulan.
- term: Omzet
  explanation: >
    Semua uang dari penjualan,
    sebelum dikurangi biaya.
"""
LINKED = reading(
    "Bayar **dulu** [biaya *tetap*](glossary:biaya-tetap), lalu [omzet](glossary:omzet)."
)
HTML = (
    '<p>Bayar <b>dulu</b> <a href="../kamus/#biaya-tetap">biaya <i>tetap</i></a>, lalu '
    '<a href="../kamus/#omzet">omzet</a>.</p>'
)


def stored() -> list[dict[str, Any]]:
    return list(the_course().glossary.get_prep_value())


def words() -> list[tuple[str, str]]:
    return [(one["value"]["term"], one["value"]["explanation"]) for one in stored()]


def ids() -> dict[str, str]:
    return {one["value"]["term"]: one["id"] for one in stored()}


def text_of(slug: str) -> str:
    return str(body_of(slug)[0]["value"]["body"][0]["value"])


def test_terms_and_links_come_in(load: Load) -> None:
    load({"glossary.yaml": GLOSSARY, "01-satu.md": LINKED})
    assert words() == [
        ("Biaya tetap", "Biaya yang sama tiap bulan."),
        ("Omzet", "Semua uang dari penjualan, sebelum dikurangi biaya."),
    ]
    course = the_course().translation_key
    assert ids()["Biaya tetap"] == str(uuid.uuid5(course, "glossary/biaya-tetap"))
    assert text_of("satu") == HTML


def test_a_second_import_changes_nothing(load: Load) -> None:
    load({"glossary.yaml": GLOSSARY, "01-satu.md": LINKED})
    before = Revision.objects.count()
    assert load().is_empty
    assert Revision.objects.count() == before


@pytest.mark.parametrize(
    "changed",
    [
        GLOSSARY.replace("sama", "tetap"),
        GLOSSARY.replace("Omzet", "Omset"),
        GLOSSARY + "- {term: Modal, explanation: Uang.}\n",
        None,
    ],
)
def test_a_change_is_one_revision_of_the_course(load: Load, changed: str | None) -> None:
    load({"glossary.yaml": GLOSSARY})
    before, old = Revision.objects.count(), ids()
    report = load({"glossary.yaml": changed})
    assert (report.changed, report.created) == (["Kelas Kecil"], [])
    assert Revision.objects.count() == before + 1
    assert load().is_empty
    new = ids()
    assert all(new[term] == old[term] for term in new.keys() & old.keys())
    assert len(set(new.values())) == len(new)


def test_what_an_editor_wrote_keeps_its_ids(
    load: Load, index: CourseIndexPage, tmp_path: Path
) -> None:
    """Also when they come to another site: translations go by them."""
    load({"glossary.yaml": GLOSSARY})
    own = str(uuid.uuid4())
    course = the_course()
    course.glossary = [{**one, "id": own} if at == 0 else one for at, one in enumerate(stored())]
    course.save_revision().publish()
    assert load().is_empty
    export_course(the_course(), tmp_path / "out")
    assert (tmp_path / "out" / "glossary.yaml").read_text().count("id: ") == 1
    the_course().delete()
    import_course(tmp_path / "out", index=index)
    assert ids()["Biaya tetap"] == own


def test_it_goes_out_as_it_came_in(load: Load, index: CourseIndexPage, tmp_path: Path) -> None:
    plain = GLOSSARY.replace(">\n    Semua", "Semua").replace("\n    sebelum", " sebelum")
    tricky = "- term: 'no'\n  explanation: 'Arti: \"tidak\" # 1'\n"
    load({"glossary.yaml": plain + tricky, "01-satu.md": LINKED})
    out = tmp_path / "out"
    export_course(the_course(), out)
    assert (out / "glossary.yaml").read_text() == plain + tricky
    assert (
        "[biaya *tetap*](glossary:biaya-tetap), lalu [omzet](glossary:omzet)."
        in (out / "01-satu.md").read_text()
    )
    before = stored(), text_of("satu")
    assert import_course(out, index=index).is_empty
    the_course().delete()
    import_course(out, index=index)
    assert (stored(), text_of("satu")) == before


def test_an_export_takes_away_the_glossary_that_was(load: Load, tmp_path: Path) -> None:
    load({"glossary.yaml": GLOSSARY})
    out = tmp_path / "out"
    export_course(the_course(), out)
    load({"glossary.yaml": None})
    export_course(the_course(), out, force=True)
    assert not (out / "glossary.yaml").exists()


def test_a_link_that_an_editor_wrote_goes_out_as_one_to_the_term(
    load: Load, tmp_path: Path
) -> None:
    load({"glossary.yaml": GLOSSARY, "01-satu.md": LINKED})
    page = lesson("satu")
    body = body_of("satu")
    address = f"{the_course().url}kamus/#omzet"
    body[0]["value"]["body"][0]["value"] = (
        f'<p><a href="{address}">a</a> <a href="https://example.org{address}">b</a></p>'
    )
    page.body = body
    page.save_revision().publish()
    export_course(the_course(), tmp_path / "out")
    assert (
        "[a](glossary:omzet) [b](https://example.org/" in (tmp_path / "out/01-satu.md").read_text()
    )


@pytest.mark.parametrize(
    ("files", "problems"),
    [
        (
            {"01-satu.md": reading("Satu.\n\nLihat [modal](glossary:modal)\ndan [x](glossary:X).")},
            [
                "01-satu.md:10: The glossary has no term 'modal'; add it to glossary.yaml.",
                "01-satu.md:11: The glossary has no term 'X'; add it to glossary.yaml.",
            ],
        ),
        (
            {"course.md": COURSE.replace("**datang**", "[omzet](glossary:omzet)")},
            [
                (
                    "course.md:6: Only a lesson links to the glossary; the course's page does it "
                    "by itself."
                )
            ],
        ),
        (
            {"01-satu.md": READING.replace("slug: satu", "slug: kamus")},
            ["01-satu.md:3: The course's glossary has the address 'kamus'; choose another slug."],
        ),
        (
            {"glossary.yaml": GLOSSARY + "- term: OMZET\n  explanation: Lagi.\n"},
            ["glossary.yaml:7: term: “OMZET” is in the glossary twice; delete one."],
        ),
        (
            {"glossary.yaml": "- term: Modal\n- explanation: Uang.\n  arti: Uang.\n- Omzet\n"},
            [
                "glossary.yaml:1: The setting 'explanation' is missing.",
                "glossary.yaml:2: The setting 'term' is missing.",
                (
                    "glossary.yaml:3: There is no setting 'arti' here. There are: term, "
                    "explanation, id."
                ),
                (
                    "glossary.yaml:4: A term is written as `- term: ...`, with `explanation: ...` "
                    "below it."
                ),
            ],
        ),
        (
            {"glossary.yaml": f"- term: {'x' * 81}\n  explanation: {'y' * 301}\n"},
            [
                "glossary.yaml:1: term: Ensure this value has at most 80 characters (it has 81).",
                (
                    "glossary.yaml:2: explanation: Ensure this value has at most 300 characters "
                    "(it has 301)."
                ),
            ],
        ),
        (
            {"glossary.yaml": "- term: '%'\n  explanation: Persen.\n"},
            ["glossary.yaml:1: term: Write a term with letters or digits."],
        ),
        (
            {"glossary.yaml": f"- {{term: A, explanation: B, id: {uuid.UUID(int=7)}}}\n" * 2},
            [
                "glossary.yaml:2: Line 1 has the same id; delete one.",
                "glossary.yaml:2: term: “A” is in the glossary twice; delete one.",
            ],
        ),
        (
            {"glossary.yaml": "term: Modal\n"},
            ["glossary.yaml:1: These lines must be a list: each item begins with `- `."],
        ),
        (
            {"glossary.yaml": "- term: Modal\n  explanation: [a, b]\n- - term\n"},
            [
                "glossary.yaml:2: 'explanation' must be a text, on one line.",
                "glossary.yaml:3: A list stands within the list 'glossary.yaml'; write it flat.",
            ],
        ),
        (
            {
                "glossary.yaml": "".join(
                    f"- {{term: Kata {at}, explanation: Arti.}}\n" for at in range(201)
                )
            },
            ["glossary.yaml:1: The maximum number of items is 200"],
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_line(
    complain: Callable[..., list[str]], files: dict[str, Any], problems: list[str]
) -> None:
    assert complain({"glossary.yaml": GLOSSARY, **files}) == problems


def test_links_are_not_judged_by_a_glossary_that_cannot_be_read(
    complain: Callable[..., list[str]],
) -> None:
    [problem] = complain({"glossary.yaml": "- term: [\n", "01-satu.md": LINKED})
    assert problem.startswith("glossary.yaml:2: This is not valid YAML")
    [problem] = complain({"glossary.yaml": b"\xff", "01-satu.md": LINKED})
    assert problem == "glossary.yaml:1: This is not UTF-8. Save the file as UTF-8."


def test_an_empty_glossary_is_none(load: Load) -> None:
    load({"glossary.yaml": "# belum ada\n"})
    assert stored() == []


def test_raw_html_may_link_to_a_term() -> None:
    assert is_harmless(HTML)
