"""Reads settings from environment variables, with sentences a deployer can act on."""

import os
from collections.abc import Collection, Mapping

from django.core.exceptions import ImproperlyConfigured

_YES = {"1", "yes", "true", "on"}
_NO = {"0", "no", "false", "off"}


class Environment:
    """Environment variables by name.

    What is missing or wrong is collected, and `check` refuses to start with all of it at once:
    nobody should have to start a server five times to learn five names.
    """

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self.variables = os.environ if variables is None else variables
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, "").strip() or default

    def words(self, name: str, default: str = "") -> list[str]:
        """A comma-separated list: `"a, b"` is `["a", "b"]`."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        # isdecimal() leaves out signs: none of our numbers may be negative.
        if not (value.isascii() and value.isdecimal()):
            self.refuse(f"{name} must be a whole number, but it is {value!r}")
            return default
        return int(value)

    def switch(self, name: str, default: bool = False) -> bool:
        value = self.text(name, "yes" if default else "no")
        if value.lower() not in _YES | _NO:
            self.refuse(f"{name} must be yes or no, but it is {value!r}")
            return default
        return value.lower() in _YES

    def choice(self, name: str, default: str, allowed: Collection[str]) -> str:
        value = self.text(name, default)
        if value not in allowed:
            self.refuse(f"{name} must be one of {', '.join(allowed)}, but it is {value!r}")
            return default
        return value

    def require(self, **purposes: str) -> None:
        """Every variable named must be set; the values say what it is for."""
        for name, purpose in purposes.items():
            if not self.text(name):
                self.refuse(f"{name} is missing ({purpose})")

    def refuse(self, problem: str) -> None:
        """Make `check` refuse to start. Say what is wrong and how to mend it; show no secret."""
        # Settings that failed may be loaded again: then the same is found wrong again.
        if problem not in self.problems:
            self.problems.append(problem)

    def check(self) -> None:
        """Raise `ImproperlyConfigured` if anything was missing or wrong. Settings end with it."""
        if self.problems:
            raise ImproperlyConfigured(
                f"Pijar cannot start: {'; '.join(self.problems)}. "
                "docs/deploying.md describes every variable."
            )
