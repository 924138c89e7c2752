"""The test suite: cheap hashing, no waiting, files in memory; DATABASE_URL chooses the database."""

import os
import tempfile

from lms.settings.base import *

DEBUG = False
SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PIJAR_FAILED_SIGN_IN_SECONDS = 0
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in real life: threads that share a database in memory lock each other out.
    test_file = f"pijar-test-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(tempfile.gettempdir(), test_file)}
# Nothing is collected for tests.
STATIC_ROOT = None
INSTALLED_APPS = [*INSTALLED_APPS, "tests.foreign_kind"]
LOGGING = {}

env.check()
