"""Podcasts and media in a site that has neither courses nor a programme."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("radio")
    (folder / "templates").mkdir()
    for name in ("podcasts", "media"):
        (folder / "templates" / name).symlink_to(ROOT / "templates" / name)
    arguments = ["--with-ffmpeg"] if shutil.which("ffmpeg") else []
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error", "-m", "tests.reusable.walk", *arguments],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "DJANGO_SETTINGS_MODULE": "tests.reusable.settings",
            "REUSABLE_FOLDER": str(folder),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize(
    "page",
    [
        "index", "show", "episode", "feed", "file", "editor", "recordings", "followed",
        "followed feed",
    ],
)  # fmt: skip
def test_each_page_answers(seen: dict[str, Any], page: str) -> None:
    assert seen[page] == 200


def test_a_part_of_a_file_is_sent(seen: dict[str, Any]) -> None:
    assert seen["part"] == [206, 10]


def test_recordings_are_prepared_there_too(seen: dict[str, Any]) -> None:
    if not shutil.which("ffmpeg"):
        pytest.skip("There is no ffmpeg on this machine.")
    assert seen["state"] == "ready"


def test_nothing_of_the_courses_or_the_site_is_loaded(seen: dict[str, Any]) -> None:
    assert seen["ours"] == []
