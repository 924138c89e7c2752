"""What courses say of the world and can change is on record, with a source and a review date."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "lms" / "demo"
COURSES = sorted(path.parent for path in DEMO.glob("*/course.md"))
RECORD = (ROOT / "docs" / "content-facts.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in RECORD.splitlines()
    if line.startswith("|")
][2:]
#: Names under which something stands that can change.
NAMES = ("OJK", "KUR", "P-IRT", "BPOM", "BPJPH", "WhatsApp Business", "upah minimum")
#: What no lesson may say, because it changes: the number of a law, a year to come, a rate of KUR.
LAWS = re.compile(r"\b(UU|PP|Perpres|Permen\w*|Perka)\s*(No\.?|Nomor)?\s*\d+", re.I)
YEARS = re.compile(r"\b20(2[6-9]|3\d)\b")


def read_course(folder: Path) -> dict[str, str]:
    """The text of each file that participants read, by its name without its ending."""
    files = [*folder.glob("*.md"), *folder.glob("*.gift"), *folder.glob("bank/*.gift")]
    files += folder.glob("glossary.yaml")
    texts: dict[str, str] = {}
    for file in files:
        name = "bank" if file.parent.name == "bank" else file.stem
        texts[name] = texts.get(name, "") + file.read_text(encoding="utf-8")
    return texts


def recorded(folder: Path) -> list[tuple[str, str]]:
    """Fact and place of each row that names the course."""
    return [(row[0], row[1]) for row in ROWS if folder.name in row[1]]


def test_every_row_says_where_from_and_when_to_look_again() -> None:
    assert len(ROWS) >= 10
    for row in ROWS:
        assert len(row) == 5, row
        assert all(row), row
        assert re.fullmatch(r"20\d\d-\d\d", row[4]), row


def test_every_place_is_there() -> None:
    for fact, places, *_rest in ROWS:
        for course in re.findall(r"`([a-z-]+)/", places) + re.findall(
            r"bank of `([a-z-]+)`", places
        ):
            assert (DEMO / course).is_dir(), fact
        for course, lesson in re.findall(r"`([a-z-]+)/(\d\d-[a-z0-9-]+)`", places):
            assert (DEMO / course / f"{lesson}.md").is_file(), (fact, lesson)


@pytest.mark.parametrize("folder", COURSES, ids=lambda folder: folder.name)
@pytest.mark.parametrize("name", NAMES)
def test_what_can_change_is_on_record(folder: Path, name: str) -> None:
    word = re.compile(rf"\b{re.escape(name)}\b")
    said = [lesson for lesson, text in read_course(folder).items() if word.search(text)]
    if said:
        facts = " ".join(f"{fact} {places}" for fact, places in recorded(folder)).lower()
        translated = {"upah minimum": "minimum wage"}.get(name, name)
        assert translated.lower() in facts, said


@pytest.mark.parametrize("folder", COURSES, ids=lambda folder: folder.name)
def test_no_law_and_no_year_is_named(folder: Path) -> None:
    for lesson, text in read_course(folder).items():
        assert LAWS.findall(text) == [], lesson
        assert YEARS.findall(text) == [], lesson
