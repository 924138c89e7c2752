"""Settings of the test suite: cheap hashing, files in memory; DATABASE_URL chooses the database."""

from lms.settings.base import *

DEBUG = False
SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Nothing is collected for tests.
STATIC_ROOT = None
INSTALLED_APPS = [*INSTALLED_APPS, "tests.foreign_kind"]
LOGGING = {}

env.check()
