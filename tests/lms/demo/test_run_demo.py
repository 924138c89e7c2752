"""Where the demo says it is."""

import os
import socket
from typing import Any

import pytest
from django.core.management import call_command

from podcasts.publishing.addresses import base_address

RUN_DEMO = "lms.demo.management.commands.run_demo"


@pytest.fixture
def port() -> int:
    """One that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.mark.parametrize("configured", ["", "https://belajar.example.org/"])
def test_addresses_follow_the_port_unless_they_are_configured(
    settings: Any, monkeypatch: Any, port: int, configured: str
) -> None:
    settings.PIJAR_DEMO = True
    settings.WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
    monkeypatch.setattr(os, "environ", {**os.environ, "PIJAR_BASE_URL": configured})
    seen: dict[str, str] = {}

    def load(name: str, **options: Any) -> None:
        seen[name] = base_address()

    def serve(*commands: Any, **options: Any) -> int:
        seen["served"] = os.environ["PIJAR_BASE_URL"].rstrip("/")
        return 0

    monkeypatch.setattr(f"{RUN_DEMO}.call_command", load)
    monkeypatch.setattr(f"{RUN_DEMO}.serve", serve)
    call_command("run_demo", port=port)
    address = configured.rstrip("/") or f"http://127.0.0.1:{port}"
    assert seen == {"migrate": address, "load_demo": address, "served": address}
