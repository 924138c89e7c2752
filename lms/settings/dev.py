"""The embedded installation that `make run` starts: SQLite, local files, no secrets."""

from lms.settings.base import *  # noqa: F403 - settings modules build on each other

DEBUG = env.switch("DEBUG", default=False)  # noqa: F405
SECRET_KEY = "embedded-installation-on-loopback-only"  # noqa: S105 - never used in production
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
