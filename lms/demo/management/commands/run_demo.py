"""`manage.py run_demo`: what `make run` does once everything is installed."""

import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from lms.demo.serving import manage, serve

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Migrates the embedded database, loads the demo where it is missing, and serves it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=os.environ.get("PORT", "8000"), help="default: 8000"
        )

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        if not settings.PIJAR_DEMO:
            raise CommandError("run_demo is for looking round: use it where PIJAR_DEMO is on.")
        refuse_taken_port(port)
        name_address(port)
        self.stderr.write("Preparing the database ...")
        call_command("migrate", verbosity=0)
        call_command("load_demo", stdout=self.stdout, stderr=self.stderr)
        self.stdout.write(f"\nPijar is at http://{HOST}:{port}/  (Ctrl-C stops it)\n")
        self.stdout.flush()
        connections.close_all()
        # One process with threads: an embedded SQLite has one writer anyway.
        server = [
            sys.executable,
            *("-m", "gunicorn", "lms.wsgi:application"),
            *("--bind", f"{HOST}:{port}"),
            *("--threads", "8", "--log-level", "warning", "--no-control-socket"),
        ]
        # What goes wrong with a recording is logged by itself; each small job is no news.
        worker = manage("db_worker", "--verbosity", "0", "--no-reload")
        if status := serve(server, worker, tell=self.stderr.write):
            raise CommandError(f"The server has ended with status {status}.")


def name_address(port: int) -> None:
    """Feeds and links name this port, unless PIJAR_BASE_URL says where the demo is."""
    address = os.environ.get("PIJAR_BASE_URL", "").strip() or f"http://{HOST}:{port}"
    # The server and the worker read it there; this process has read its settings already.
    os.environ["PIJAR_BASE_URL"] = address
    settings.WAGTAILADMIN_BASE_URL = address.rstrip("/")


def refuse_taken_port(port: int) -> None:
    """Say so at once, not after the demo was loaded. Raises `CommandError`."""
    if not 0 < port < 65536:
        raise CommandError(f"PORT must be between 1 and 65535, but it is {port}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} can't be used ({error.strerror}). Choose another: make run PORT=8001"
            ) from None
