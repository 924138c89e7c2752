"""docs/deploying.md leaves out no variable, docs/ no command."""

import ast
from collections.abc import Iterator

import pytest

from tests.lms.settings.installation import ROOT

READERS = {"text", "words", "number", "switch", "choice"}


def variables() -> Iterator[str]:
    """The names that the settings read: `env.text("NAME")`, `env.require(NAME=...)`."""
    for path in sorted((ROOT / "lms" / "settings").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="env"), attr=reader),
                    args=[ast.Constant(value=str(name)), *_],
                ) if reader in READERS:
                    yield name
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="env"), attr="require"), keywords=keywords
                ):
                    yield from (keyword.arg for keyword in keywords if keyword.arg)


def commands() -> Iterator[str]:
    for package in ("lms", "courses", "podcasts", "media"):
        for path in (ROOT / package).rglob("management/commands/*.py"):
            if not path.name.startswith("_"):
                yield path.stem


@pytest.mark.parametrize("name", sorted(set(variables())))
def test_every_variable_is_in_the_table(name: str) -> None:
    rows = (ROOT / "docs" / "deploying.md").read_text().splitlines()
    assert any(row.startswith(f"| `{name}` |") for row in rows), f"{name} has no row"


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_in_the_docs(name: str) -> None:
    pages = [path.read_text() for path in sorted((ROOT / "docs").glob("*.md"))]
    assert any(f"`{name}" in page or f"manage.py {name}" in page for page in pages)
