"""An installation in a process of its own, with an environment that the test alone decides."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
SECRET_KEY = "kX3-vQ8_zR1bT6nY0mW5cJ9hL2gF7dS4aP-eU_iO8wE3qZ1xN6"


@dataclass(frozen=True, slots=True)
class Installation:
    """A server that is set up by environment variables and nothing else."""

    settings: str
    variables: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Python with these arguments. A variable that is "" counts as not set."""
        environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": self.settings,
            **self.variables,
            **variables,
        }
        return subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, *arguments],
            cwd=ROOT,
            env={name: value for name, value in environment.items() if value},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def manage(self, *arguments: str, **variables: str) -> str:
        """What a management command prints; it must succeed."""
        return _output(self.run("manage.py", *arguments, **variables))

    def evaluate(self, code: str, **variables: str) -> Any:
        """What `code`, run in a Django that is set up, leaves in `answer`."""
        lines = ["import django, json", "django.setup()", code, "print(json.dumps(answer))"]
        return json.loads(_output(self.run("-c", "\n".join(lines), **variables)).splitlines()[-1])

    def refusal(self, **variables: str) -> str:
        """Why the settings refuse to load; they must."""
        process = self.run("manage.py", "check", **variables)
        assert process.returncode == 1
        assert process.stdout == ""
        assert "Traceback" not in process.stderr
        return process.stderr


def _output(process: subprocess.CompletedProcess[str]) -> str:
    assert process.returncode == 0, process.stderr
    return process.stdout


def production(folder: Path) -> Installation:
    """A production installation that lacks nothing, with its files in `folder`."""
    return Installation(
        "lms.settings.production",
        {
            "SECRET_KEY": SECRET_KEY,
            "ALLOWED_HOSTS": "belajar.example.org",
            "DATABASE_URL": f"sqlite:///{folder}/pijar.sqlite3",
            "PIJAR_BASE_URL": "https://belajar.example.org",
            "PIJAR_VAR_DIR": str(folder),
        },
    )
