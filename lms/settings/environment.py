"""Reads settings from environment variables, with sentences a deployer can act on."""

import os
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured


class Environment:
    """Environment variables by name; collects what is missing so that one run names it all."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self.variables = os.environ if variables is None else variables

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, "").strip() or default

    def words(self, name: str, default: str = "") -> list[str]:
        """A comma-separated list: `"a, b"` is `["a", "b"]`."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        try:
            return int(value)
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} must be a whole number, but it is {value!r}."
            ) from None

    def switch(self, name: str, default: bool = False) -> bool:
        value = self.text(name, "yes" if default else "no").lower()
        if value in {"1", "yes", "true", "on"}:
            return True
        if value in {"0", "no", "false", "off"}:
            return False
        raise ImproperlyConfigured(f"{name} must be yes or no, but it is {value!r}.")

    def require(self, **purposes: str) -> None:
        """Refuse to start where any of the named variables is missing; the values say what for."""
        missing = [
            f"{name} ({purpose})" for name, purpose in purposes.items() if not self.text(name)
        ]
        if missing:
            raise ImproperlyConfigured(
                "Pijar cannot start: set the environment variable(s) "
                + ", ".join(missing)
                + ". See docs/deploying.md."
            )
