"""The documents say everything that there is, and what they point at is there."""

import dataclasses
import re
from pathlib import Path

import pytest

from courses.activities import contract
from courses.kinds.quiz.types.contract import QuestionType

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def public_members(cls: type) -> list[str]:
    named = [name for name in vars(cls) if not name.startswith("_")]
    return sorted({*named, *getattr(cls, "__annotations__", {})} - {"_abc_impl"})


@pytest.mark.parametrize("member", public_members(contract.ActivityKind))
def test_every_member_of_the_contract_is_documented(member: str) -> None:
    assert re.search(rf"^\| `{member}[`(]", read("docs/activity-kinds.md"), re.M)


@pytest.mark.parametrize("member", public_members(contract.AnswerForm))
def test_every_member_of_the_answer_form_is_documented(member: str) -> None:
    assert f"| `answer.{member}` |" in read("docs/activity-kinds.md")


@pytest.mark.parametrize("member", public_members(QuestionType))
def test_every_member_of_a_question_type_is_documented(member: str) -> None:
    assert re.search(rf"^\| `{member}[`(]", read("docs/question-types.md"), re.M)


@pytest.mark.parametrize("value", [contract.Result, contract.State, contract.Asset])
def test_every_field_of_a_contract_value_is_documented(value: type) -> None:
    text = read("docs/activity-kinds.md")
    for field in dataclasses.fields(value):
        assert re.search(rf"\b{field.name}\b", text), field.name


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_points_at_is_there(path: Path) -> None:
    prose = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    targets = re.findall(r"\]\(([^)#\s]+)", prose)
    local = [
        target for target in targets if "://" not in target and not target.startswith("mailto")
    ]
    assert [target for target in local if not (path.parent / target).exists()] == []


def test_the_house_in_the_architecture_is_the_house() -> None:
    text = read("docs/architecture.md")
    for folder in ("lms", "courses"):
        packages = [path.parent.name for path in (ROOT / folder).glob("*/__init__.py")]
        rooms = set(packages) - {"management", "migrations"}
        assert [name for name in sorted(rooms) if f"  {name}/" not in text] == []


def test_every_promise_of_safety_names_tests_that_are_there() -> None:
    rows = re.findall(r"^\| (\d+) \|.*\| (.+) \|$", read("docs/deploying.md"), re.M)
    assert [int(number) for number, _tests in rows] == [*range(1, 26)]
    for number, tests in rows:
        named = re.findall(r"`(tests/\S+)`", tests)
        assert named or tests.startswith("not built yet"), number
        assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_newest_change_is_this_version() -> None:
    [version] = re.findall(r'^version = "([^"]+)"', read("pyproject.toml"), re.M)
    [newest, *_older] = re.findall(r"^## (\S+)", read("CHANGELOG.md"), re.M)
    assert newest == version


def test_no_source_file_is_longer_than_500_lines() -> None:
    folders = ("lms", "courses", "media", "podcasts", "tests", "templates")
    files = [
        path
        for folder in folders
        for ending in ("py", "js", "css", "html")
        for path in (ROOT / folder).rglob(f"*.{ending}")
        if not {"migrations", "node_modules"} & set(path.parts)
    ]
    assert len(files) > 100
    assert [str(path) for path in files if len(path.read_text("utf-8").splitlines()) > 500] == []


def test_templates_carry_no_inline_script_or_style() -> None:
    bad = re.compile(
        r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son(?:click|change|error|input|key\w+|load|submit)=",
        re.I,
    )
    templates = [*(ROOT / "templates").rglob("*.html")]
    assert templates
    assert [str(path) for path in templates if bad.search(path.read_text("utf-8"))] == []
