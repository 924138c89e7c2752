"""What `make run` notices."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STATIC = [
    path.relative_to(ROOT)
    for app in ("lms", "courses", "media", "podcasts")
    for path in sorted((ROOT / app).rglob("static/**/*"))
    if path.is_file()
]


def is_collected(var: Path, *options: str) -> bool:
    done = subprocess.run(  # noqa: S603
        [
            shutil.which("make") or "make",
            "--question",
            *options,
            f"VAR={var}",
            "VENV=.",
            f"{var}/static/staticfiles.json",
        ],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith("MAKE")},
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


@pytest.mark.skipif(shutil.which("make") is None, reason="It needs make (apt-get install make).")
@pytest.mark.parametrize("path", STATIC, ids=str)
def test_a_new_static_file_of_any_app_is_collected(path: Path, tmp_path: Path) -> None:
    made = tmp_path / "static" / "staticfiles.json"
    made.parent.mkdir()
    made.touch()
    # Nobody installs anything here, and what was collected just now is newer than every file.
    options = ["--old-file", "./.run-installed"]
    assert is_collected(tmp_path, *options)
    assert not is_collected(tmp_path, *options, "--what-if", str(path))
