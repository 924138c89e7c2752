"""A storage of a test's own: the one in memory holds what all tests of a process have stored."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage


@pytest.fixture
def on_disk(settings: Any, tmp_path: Path) -> Path:
    """The default storage is an empty folder."""
    folder = tmp_path / "stored"
    folder.mkdir()
    local = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(folder)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": local}
    return folder


def stored_files() -> set[str]:
    """The names of what lies in the public folder of media items."""
    return {f"media/{name}" for name in default_storage.listdir("media")[1]}
