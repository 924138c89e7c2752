"""What is imported is declared, and what is installed is what was pinned."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = ("lms", "courses", "podcasts", "media")
#: Only those who test a kind of their own import it, from `courses.activities.testing`.
BROUGHT_ALONG = {"hypothesis"}


def normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def nodes_that_run(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those that only a type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from nodes_that_run(node)


def imported_packages() -> set[str]:
    """The top-level names that our code imports from others."""
    found = set()
    for folder in OURS:
        for path in (ROOT / folder).rglob("*.py"):
            for node in nodes_that_run(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.level == 0:
                    found.add((node.module or "").partition(".")[0])
    return found - sys.stdlib_module_names - {*OURS} - BROUGHT_ALONG


def test_whatever_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {normalize(re.split(r"[\[<>=~!; ]", line)[0]) for line in project["dependencies"]}
    brings = packages_distributions()
    missing = {
        name
        for name in imported_packages()
        if not declared & {normalize(package) for package in brings.get(name, [name])}
    }
    assert missing == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_carries_hashes(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    pins = re.findall(r"^[a-z0-9][^\s=]*==\S+.*\n(.*)", text, re.M)
    assert len(pins) > 20
    assert [line for line in pins if not re.match(r"\s+--hash=sha256:[0-9a-f]{64}", line)] == []
