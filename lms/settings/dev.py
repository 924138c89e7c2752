"""The embedded installation that `make run` starts: SQLite, local files, no secrets."""

from lms.settings.base import *

DEBUG = env.switch("DEBUG", default=False)
SECRET_KEY = "embedded-installation-on-loopback-only"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

# Known sign-ins, for looking round; `load_demo` refuses to make them anywhere else.
PIJAR_DEMO = True

# Turned on by `run_demo`, which runs the worker: an upload of an hour's sound must not hold up the
# page that saves it. Without a worker, as under `runserver`, jobs run where they are asked for.
if env.switch("PIJAR_JOB_WORKER", default=False):
    TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

env.check()
