"""Somebody else's site: Wagtail with podcasts and media, and nothing of ours beside them."""

import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Where the test lays the templates that belong to the two apps, and the database.
FOLDER = Path(os.environ["REUSABLE_FOLDER"])

SECRET_KEY = "for this test alone"
DEBUG = False
ALLOWED_HOSTS = ["radio.example.org"]
WAGTAIL_SITE_NAME = "Radio"
WAGTAILADMIN_BASE_URL = "https://radio.example.org"
INSTALLED_APPS = [
    "podcasts",
    "media",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "tests.reusable.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates", FOLDER / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "radio.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = FOLDER / "media"
MEDIA_URL = "/files/"
STATIC_URL = "/static/"
LANGUAGE_CODE = "en"
USE_TZ = True
