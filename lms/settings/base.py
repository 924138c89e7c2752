"""What every installation shares. Environment variables are described in docs/deploying.md."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lms.settings.databases import database
from lms.settings.environment import Environment

env = Environment()

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.text("PIJAR_VAR_DIR", str(BASE_DIR / "var")))

# --- Apps -------------------------------------------------------------------------------------

# An activity kind is an installed app with an `activity.py`; a third party's goes here as well.
ACTIVITY_KINDS = [
    "courses.kinds.reading",
    "courses.kinds.video",
    "courses.kinds.audio",
    "courses.kinds.quiz",
    "courses.kinds.podcast",
    *env.words("PIJAR_EXTRA_KINDS"),
]

INSTALLED_APPS = [
    "lms",
    "lms.demo",
    "lms.reports",
    "lms.accounts",
    "courses.transfer",
    "courses.catalog",
    *ACTIVITY_KINDS,
    "courses.progress",
    "courses.activities",
    "podcasts",
    "media",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "lms.accounts.apps.EditorUsersConfig",
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
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # First: redirects, refusals and static files carry these headers as well.
    "lms.hardening.headers.state_permissions",
    "lms.hardening.headers.ContentPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before whatever asks for a host name, a session or a language.
    "lms.views.answer_health_check",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.accounts.devices.keep_device",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # The innermost: no view runs for staff whose session has not passed the second factor.
    "lms.accounts.second_factor.middleware.SecondFactorMiddleware",
    "lms.editor_gate.EditorGate",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
ASGI_APPLICATION = "lms.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------

DATABASES = {"default": database(env, embedded=VAR_DIR / "pijar.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Runs a job where it is asked for, unless there is a worker (`manage.py db_worker`) to hand it to:
# an upload of an hour's sound must not hold up the page that saves it. `run_demo` brings its own.
TASKS: dict[str, Any] = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend"
        if env.switch("PIJAR_JOB_WORKER")
        else "django_tasks.backends.immediate.ImmediateBackend"
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pijar",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    }
}

STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT: Path | None = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "lms" / "static"]
MEDIA_URL = "/berkas/"
MEDIA_ROOT = VAR_DIR / "media"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# --- People -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "lms.accounts.backends.PinBackend",
    "lms.accounts.backends.StaffPasswordBackend",
]
PASSWORD_HASHERS = [
    "lms.accounts.hashers.LightArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "catalog:home"
LOGOUT_REDIRECT_URL = "catalog:home"
PHONENUMBER_DEFAULT_REGION = "ID"
PHONENUMBER_DB_FORMAT = "E164"

# So many sign-ins may fail within ten minutes, from one network and in all; then everybody there
# waits, but for devices that have signed in before. 0 sets no limit.
PIJAR_FAILED_SIGN_INS_PER_NETWORK = env.number("PIJAR_FAILED_SIGN_INS_PER_NETWORK", 60)
PIJAR_FAILED_SIGN_INS = env.number("PIJAR_FAILED_SIGN_INS", 300)
# No failure is answered sooner, whatever there was to check.
PIJAR_FAILED_SIGN_IN_SECONDS = 0.3
PIJAR_DEVICE_COOKIE_NAME = "perangkat"
# Whether the web server in front says who comes, and how: see docs/deploying.md.
PIJAR_BEHIND_PROXY = env.switch("PIJAR_BEHIND_PROXY")

# The second factor of staff, by django-allauth. It sends no mail and registers nobody here, and its
# own limits, which each process would count by itself, give way to `second_factor.attempts`.
ACCOUNT_ADAPTER = "lms.accounts.second_factor.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "code"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_RATE_LIMITS = False
ACCOUNT_FORMS = {"reauthenticate": "lms.accounts.second_factor.forms.ConfirmPasswordForm"}
MFA_ADAPTER = "lms.accounts.second_factor.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RATE_LIMITS = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A phone's clock may be half a minute out.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Pijar"
MFA_FORMS = {
    "authenticate": "lms.accounts.second_factor.forms.CodeForm",
    "authenticate_webauthn": "lms.accounts.second_factor.forms.PasskeyForm",
    "reauthenticate": "lms.accounts.second_factor.forms.ConfirmCodeForm",
    "reauthenticate_webauthn": "lms.accounts.second_factor.forms.ConfirmPasskeyForm",
    "activate_totp": "lms.accounts.second_factor.forms.SetUpAppForm",
    "add_webauthn": "lms.accounts.second_factor.forms.AddPasskeyForm",
}

SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lms.views.refuse_stale_form"

# --- Language ---------------------------------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / at for at in ("lms/locale", "courses/locale", "lms/wagtail_locale")]
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True

# --- Wagtail ----------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Pijar"
WAGTAILADMIN_BASE_URL = env.text("PIJAR_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILADMIN_USER_LOGIN_FORM = "lms.accounts.forms.StaffSignInForm"
WAGTAIL_FRONTEND_LOGIN_URL = "/masuk/"
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5 * 1024 * 1024
WAGTAILIMAGES_IMAGE_FORM_BASE = "media.forms.CheckedImageForm"
# By a view that asks whether the collection is private; `media.views` serves no documents.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "media.forms.CheckedDocumentForm"
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip",
]  # fmt: skip
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}
}

# --- Safety -----------------------------------------------------------------------------------

# Scripts, styles and workers come from the static path alone, which `lms.hardening.headers` adds:
# it begins with the host that was asked. What the editor needs beyond that stands there too.
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "img-src": [SELF, "data:"],
        # Episodes of followed podcasts are played from where they lie.
        "media-src": [SELF, "https:"],
    },
}
# What no page of ours uses. Passkeys, full screen and playing by itself stay as browsers have them.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        *("camera", "microphone", "display-capture", "geolocation", "midi"),
        *("bluetooth", "hid", "serial", "usb", "payment", "browsing-topics"),
    )
)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# The editor shows its previews in frames of our own.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

LOG_LEVEL = env.choice("PIJAR_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_secrets": {"()": "lms.accounts.logs.NoSecretsFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_secrets"],
        },
        "nothing": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # Each page saved queues small jobs; only what goes wrong is news.
    "loggers": {
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # Strangers ask for any host; they get 400, the log no traceback.
        "django.security.DisallowedHost": {"handlers": ["nothing"], "propagate": False},
    },
}

# --- Pijar ------------------------------------------------------------------------------------

# What a megabyte of mobile data costs a participant, in Rupiah: shown beside every size.
PIJAR_RUPIAH_PER_MEGABYTE = env.number("PIJAR_RUPIAH_PER_MEGABYTE", 12)
# A lesson's own files (pictures, not audio or video) above this many bytes warn the trainer.
PIJAR_LESSON_BUDGET_BYTES = env.number("PIJAR_LESSON_BUDGET_BYTES", 200_000)
# What one person's own answers may add to the ledger in a day: events, and bytes of what they hold.
PIJAR_EVENTS_A_DAY = env.number("PIJAR_EVENTS_A_DAY", 2000)
PIJAR_EVENT_BYTES_A_DAY = env.number("PIJAR_EVENT_BYTES_A_DAY", 2_000_000)
# How long staff may work before they have set up a second factor, from their first sign-in on.
PIJAR_SECOND_FACTOR_GRACE_DAYS = env.number("PIJAR_SECOND_FACTOR_GRACE_DAYS", 7)
# Staff who have asked for nothing this long are signed out.
PIJAR_STAFF_IDLE_MINUTES = env.number("PIJAR_STAFF_IDLE_MINUTES", 60)
if PIJAR_STAFF_IDLE_MINUTES < 1:
    env.refuse("PIJAR_STAFF_IDLE_MINUTES must be at least 1")
# Whether `load_demo` may make people whose sign-ins everybody knows.
PIJAR_DEMO = False
