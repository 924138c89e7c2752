"""What runs inside the server process: the real application, with weak points put in.

Gunicorn loads it as its configuration and as the application. The master loads Django once and
forks the workers, so a killed worker is replaced in milliseconds and a short test can kill often.
"""

import logging
import os
from pathlib import Path
from typing import Any

from django.core.wsgi import get_wsgi_application


def load_application() -> Any:
    application = get_wsgi_application()
    # Only now: they import what Django must have loaded.
    from tests.chaos import fuses, variants

    variants.install(os.environ["CHAOS_VARIANT"])
    fuses.install(Path(os.environ["CHAOS_FUSES"]))
    # The settings of tests log nothing; here each fault is to be seen.
    logging.getLogger("django").addHandler(logging.StreamHandler())
    return application


application = load_application()
preload_app = True
worker_class = "gthread"
workers = 2
threads = 4
control_socket_disable = True


def post_fork(server: Any, worker: Any) -> None:
    """Tell the test whom it may kill."""
    (Path(os.environ["CHAOS_WORKERS"]) / str(worker.pid)).touch()
