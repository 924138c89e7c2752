"""Another queue for jobs, within a test."""

from types import ModuleType
from typing import Any

import pytest
from django_tasks import task

DATABASE = "django_tasks_db.DatabaseBackend"
IMMEDIATE = "django_tasks.backends.immediate.ImmediateBackend"


def use_queue(
    backend: str, settings: Any, monkeypatch: pytest.MonkeyPatch, **jobs: ModuleType
) -> None:
    """Jobs go to this backend; `jobs` are the modules of those that the test needs, by the names
    of the jobs. A job is of the class that the backend had when it was made: they are made anew."""
    settings.TASKS = {"default": {"BACKEND": backend}}
    for name, module in jobs.items():
        made: Any = getattr(module, name)
        monkeypatch.setattr(module, name, task(priority=made.priority)(made.func))
