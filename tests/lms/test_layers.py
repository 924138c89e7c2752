"""`make lint` holds the house together: a planted upward import must be found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

LAYERS = "From the site down to stored files: import down, never up, never sideways"
REUSABLE = "The reusable apps know nothing of this site"
KINDS = "Activity kinds do not know each other"
LEDGER = "Only the ledger touches its tables"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for package in ("lms", "courses", "podcasts", "media"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(house: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the linter beside our interpreter
        [LINT_IMPORTS, "--no-cache"],
        cwd=house,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_house_stands(house: Path) -> None:
    process = lint_imports(house)
    assert process.returncode == 0, process.stdout


@pytest.mark.parametrize(
    ("where", "line", "broken"),
    [
        ("courses/progress", "from lms.accounts import models", [LAYERS, REUSABLE]),
        ("media", "import podcasts", [LAYERS]),
        ("courses/activities", "from courses.catalog import access", [LAYERS]),
        ("courses/kinds/reading", "from courses.kinds.quiz import activity", [KINDS]),
        ("lms/reports", "from courses.progress.models import Event", [LEDGER]),
    ],
)
def test_a_planted_import_is_found(house: Path, where: str, line: str, broken: list[str]) -> None:
    (house / where / "planted.py").write_text(f"{line}\n")
    process = lint_imports(house)
    assert process.returncode == 1
    found = [
        name for name in (LAYERS, REUSABLE, KINDS, LEDGER) if f"{name} BROKEN" in process.stdout
    ]
    assert found == broken
    assert f"{where.replace('/', '.')}.planted -> " in process.stdout
