"""The embedded installation that `make run` starts: SQLite, local files, no secrets."""

from lms.settings.base import *

DEBUG = env.switch("DEBUG", default=False)
SECRET_KEY = "embedded-installation-on-loopback-only"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

# Known sign-ins, for looking round; `load_demo` refuses to make them anywhere else.
PIJAR_DEMO = True

env.check()
