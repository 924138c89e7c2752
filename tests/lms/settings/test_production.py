"""A public installation: what it needs, what it refuses, and how it is locked down."""

from pathlib import Path
from typing import Any

import pytest

from tests.lms.settings.installation import SECRET_KEY, Installation, production

NOTHING = Installation("lms.settings.production")
S3 = {
    "AWS_STORAGE_BUCKET_NAME": "pijar",
    "AWS_ACCESS_KEY_ID": "kunci",
    "AWS_SECRET_ACCESS_KEY": "rahasia",
    "AWS_S3_REGION_NAME": "ap-southeast-3",
}
DIRECTIVES = """
from django.conf import settings
answer = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
"""
WHERE_FILES_ARE = """
from urllib.parse import urlsplit
from django.conf import settings
from django.core.files.storage import default_storage
directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
url = default_storage.url("suara/satu.mp3")
answer = [url, directives["img-src"], directives["media-src"]]
"""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Set up as docs/deploying.md says, on SQLite, with a job worker."""
    found = production(tmp_path_factory.mktemp("pijar"))
    found.variables["PIJAR_JOB_WORKER"] = "yes"
    found.manage("migrate", "--verbosity", "0")
    return found


def test_all_that_is_missing_is_named_in_one_sentence() -> None:
    refusal = NOTHING.refusal()
    assert refusal.startswith("manage.py: Pijar cannot start: SECRET_KEY is missing (")
    for name in ("ALLOWED_HOSTS", "DATABASE_URL", "PIJAR_BASE_URL"):
        assert f"; {name} is missing (" in refusal
    assert refusal.endswith("docs/deploying.md describes every variable.\n")
    assert refusal.count("\n") == 1


@pytest.mark.parametrize("module", ["lms.wsgi", "lms.asgi"])
def test_a_web_server_ends_with_the_same_sentence(module: str) -> None:
    process = NOTHING.run("-c", f"import {module}", DJANGO_SETTINGS_MODULE="")
    last = process.stderr.splitlines()[-1]
    assert process.returncode == 1
    assert "ImproperlyConfigured: Pijar cannot start: SECRET_KEY is missing" in last


def test_gunicorn_stops_and_says_why() -> None:
    process = NOTHING.run("-m", "gunicorn", "lms.wsgi", "--bind", "127.0.0.1:0")
    assert process.returncode == 3
    assert "Pijar cannot start: SECRET_KEY is missing" in process.stderr


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SECRET_KEY": "pendek"}, "SECRET_KEY must be at least 50 characters"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY must be at least 50 characters"),
        (
            {"SECRET_KEY": "django-insecure-" + "kX3-vQ8_zR1bT6nY0mW5cJ9hL2gF7dS4aP"},
            "SECRET_KEY must be at least 50 characters",
        ),
        ({"SECRET_KEY_FALLBACKS": f"{SECRET_KEY},pendek"}, "SECRET_KEY_FALLBACKS must be at least"),
        ({"ALLOWED_HOSTS": ".example.org"}, "set PIJAR_ALLOW_SUBDOMAINS=yes if all of them"),
        (
            {"ALLOWED_HOSTS": "belajar.example.org, .org", "PIJAR_ALLOW_SUBDOMAINS": "no"},
            "ALLOWED_HOSTS lets in every host below a domain",
        ),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must be host names"),
        ({"ALLOWED_HOSTS": "https://belajar.example.org"}, "ALLOWED_HOSTS must be host names"),
        ({"ALLOWED_HOSTS": "example.org"}, "ALLOWED_HOSTS must include belajar.example.org"),
        ({"PIJAR_BASE_URL": "http://belajar.example.org"}, "PIJAR_BASE_URL must begin with https"),
        ({"PIJAR_BASE_URL": "belajar.example.org"}, "PIJAR_BASE_URL must begin with https"),
        ({"PIJAR_BASE_URL": ""}, "PIJAR_BASE_URL is missing"),
        ({"DATABASE_URL": "postgres://a:b@c:d/e"}, "DATABASE_URL cannot be read"),
        ({"SECURE_HSTS_SECONDS": "setahun"}, "SECURE_HSTS_SECONDS must be a whole number"),
        ({"PIJAR_BEHIND_PROXY": "nginx"}, "PIJAR_BEHIND_PROXY must be yes or no"),
        ({"PIJAR_X_ACCEL_PREFIX": "x-accel"}, "PIJAR_X_ACCEL_PREFIX must be a path"),
        ({"PIJAR_LOG_LEVEL": "info"}, "PIJAR_LOG_LEVEL must be one of DEBUG, INFO"),
        ({**S3, "AWS_ACCESS_KEY_ID": ""}, "AWS_ACCESS_KEY_ID is missing"),
        ({**S3, "AWS_SECRET_ACCESS_KEY": ""}, "AWS_SECRET_ACCESS_KEY is missing"),
        ({**S3, "AWS_S3_REGION_NAME": ""}, "AWS_S3_REGION_NAME is missing"),
        ({**S3, "AWS_S3_ENDPOINT_URL": "s3.example.org"}, "AWS_S3_ENDPOINT_URL must look like"),
        ({**S3, "AWS_S3_CUSTOM_DOMAIN": "https://a.org"}, "AWS_S3_CUSTOM_DOMAIN must be a host"),
        ({**S3, "AWS_S3_ADDRESSING_STYLE": "auto"}, "AWS_S3_ADDRESSING_STYLE must be one of"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_refused(tmp_path: Path, variables: dict[str, str], sentence: str) -> None:
    refusal = production(tmp_path).refusal(**variables)
    assert sentence in refusal
    assert "; " not in refusal, "only what is wrong is named"
    assert "rahasia" not in refusal


def test_hosts_below_a_domain_may_be_allowed(tmp_path: Path) -> None:
    code = "from django.conf import settings\nanswer = settings.CSRF_TRUSTED_ORIGINS"
    second = {"ALLOWED_HOSTS": ".example.org, pijar.id", "PIJAR_ALLOW_SUBDOMAINS": "yes"}
    found = production(tmp_path).evaluate(code, **second)
    assert found == ["https://*.example.org", "https://pijar.id"]


def test_django_finds_nothing_to_warn_of(installation: Installation) -> None:
    installation.manage("check", "--deploy", "--fail-level", "WARNING")


def test_cookies_are_for_us_alone(installation: Installation) -> None:
    names = [
        f"{cookie}_COOKIE_{what}"
        for cookie in ("SESSION", "CSRF")
        for what in ("SECURE", "HTTPONLY", "SAMESITE")
    ]
    code = f"from django.conf import settings\nanswer = [getattr(settings, n) for n in {names}]"
    assert installation.evaluate(code) == [True, True, "Lax"] * 2


def test_cookies_are_named_so_that_no_other_host_can_set_them(installation: Installation) -> None:
    """`__Host-` asks browsers for Secure, the path / and no domain."""
    code = """
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import Client, RequestFactory
from lms.accounts.models import Person
client = Client()
client.force_login(Person.objects.create_user(code="X-1", name="X", password="x"),
                   backend="lms.accounts.backends.StaffPasswordBackend")
form = CsrfViewMiddleware(lambda request: HttpResponse(get_token(request)))
cookies = form(RequestFactory().get("/", secure=True)).cookies | client.cookies
answer = [[name, bool(cookie["secure"]), cookie["path"], cookie["domain"] or ""]
          for name, cookie in sorted(cookies.items())]
"""
    assert installation.evaluate(code) == [
        [f"__Host-{name}", True, "/", ""] for name in ("csrftoken", "sessionid")
    ]


def test_what_a_former_secret_key_signed_holds_good(installation: Installation) -> None:
    """Sessions and private feed addresses, until the former key is taken away."""
    sign = """
from django.test import Client
from lms.accounts.models import Person
from podcasts.publishing.private import FeedToken, sign_token
person = Person.objects.create_user(code="X-2", name="X", password="x")
client = Client()
client.force_login(person, backend="lms.accounts.backends.StaffPasswordBackend")
answer = [client.cookies["__Host-sessionid"].value, sign_token(FeedToken())]
"""
    session, token = installation.evaluate(sign)
    read = f"""
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.core.signing import BadSignature
from django.http import HttpRequest
from podcasts.publishing.private import _signer
request = HttpRequest()
request.session = SessionStore({session!r})
try:
    _signer().unsign({token!r})
    known = True
except BadSignature:
    known = False
answer = [get_user(request).is_authenticated, known]
"""
    new = {"SECRET_KEY": SECRET_KEY[::-1]}
    assert installation.evaluate(read, **new, SECRET_KEY_FALLBACKS=SECRET_KEY) == [True, True]
    assert installation.evaluate(read, **new) == [False, False]


def test_a_redirect_to_https_says_where_scripts_come_from(installation: Installation) -> None:
    code = """
from django.test import Client
answer = dict(Client(headers={"host": "belajar.example.org"}).get("/masuk/").headers)
"""
    headers = installation.evaluate(code)
    assert "script-src belajar.example.org/static/" in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("behind_proxy", ["yes", "no"])
def test_everything_but_the_health_check_moves_to_https(
    installation: Installation, behind_proxy: str
) -> None:
    code = """
from django.test import Client
def ask(path, **headers):
    response = Client(headers=headers).get(path)
    return [response.status_code, response.headers.get("Location"),
            response.headers.get("Strict-Transport-Security"), bool(response.cookies)]
answer = {
    "page": ask("/masuk/?a=1", host="belajar.example.org"),
    "health": ask("/healthz", host="10.0.0.7"),
    "forwarded": ask("/healthz", host="10.0.0.7", x_forwarded_proto="https"),
}
"""
    hsts = "max-age=31536000; includeSubDomains; preload"
    assert installation.evaluate(code, PIJAR_BEHIND_PROXY=behind_proxy) == {
        "page": [301, "https://belajar.example.org/masuk/?a=1", None, False],
        "health": [200, None, None, False],
        # Who isn't behind a proxy must not believe what a stranger says of one.
        "forwarded": [200, None, hsts if behind_proxy == "yes" else None, False],
    }


@pytest.mark.parametrize(
    "url", ["postgres://pijar:rahasia@127.0.0.1:1/pijar", "sqlite:////nonesuch/pijar.sqlite3"]
)
def test_a_database_that_cannot_be_opened_is_unhealthy(tmp_path: Path, url: str) -> None:
    code = """
from django.test import Client
response = Client().get("/healthz")
answer = [response.status_code, response.content.decode()]
"""
    found = production(tmp_path).evaluate(code, DATABASE_URL=url)
    assert found == [503, "database unreachable\n"]


def test_jobs_wait_for_the_worker(installation: Installation) -> None:
    waiting = """
from django_tasks_db.models import DBTaskResult
answer = list(DBTaskResult.objects.values_list("status", flat=True).order_by().distinct())
"""
    installation.manage("setup_site")
    assert installation.evaluate(waiting) == ["READY"]
    installation.manage("db_worker", "--batch", "--no-startup-delay")
    assert installation.evaluate(waiting) == ["SUCCESSFUL"]


@pytest.mark.parametrize(
    ("variables", "url", "source"),
    [
        (
            {},
            "https://pijar.s3.ap-southeast-3.amazonaws.com/",
            "https://pijar.s3.ap-southeast-3.amazonaws.com",
        ),
        (
            {"AWS_STORAGE_BUCKET_NAME": "berkas.pijar"},
            "https://s3.ap-southeast-3.amazonaws.com/berkas.pijar/",
            "https://s3.ap-southeast-3.amazonaws.com/berkas.pijar/",
        ),
        (
            {"AWS_S3_ENDPOINT_URL": "https://is3.example.org/", "AWS_S3_REGION_NAME": ""},
            "https://is3.example.org/pijar/",
            "https://is3.example.org/pijar/",
        ),
        (
            {"AWS_S3_ENDPOINT_URL": "https://s3.example.org", "AWS_S3_ADDRESSING_STYLE": "virtual"},
            "https://pijar.s3.example.org/",
            "https://pijar.s3.example.org",
        ),
    ],
)
def test_files_come_from_the_bucket_by_signed_links_that_the_csp_lets_in(
    tmp_path: Path, variables: dict[str, str], url: str, source: str
) -> None:
    found, *sources = production(tmp_path).evaluate(WHERE_FILES_ARE, **{**S3, **variables})
    assert found.startswith(f"{url}suara/satu.mp3?X-Amz-Algorithm=AWS4-HMAC-SHA256&")
    assert sources == [["'self'", "data:", source], ["'self'", "https:", source]]


def test_a_domain_of_its_own_serves_files_in_the_open(tmp_path: Path) -> None:
    variables = {**S3, "AWS_S3_CUSTOM_DOMAIN": "berkas.example.org"}
    found, *sources = production(tmp_path).evaluate(WHERE_FILES_ARE, **variables)
    assert found == "https://berkas.example.org/suara/satu.mp3"
    # Private files come from the bucket itself, by signed links.
    own = ["https://berkas.example.org", "https://pijar.s3.ap-southeast-3.amazonaws.com"]
    assert sources == [["'self'", "data:", *own], ["'self'", "https:", *own]]


def test_links_are_signed_for_a_region_and_for_the_newest_scheme(tmp_path: Path) -> None:
    code = """
from django.conf import settings
options = settings.STORAGES["default"]["OPTIONS"]
answer = [options["signature_version"], options["region_name"]]
"""
    elsewhere = {"AWS_S3_ENDPOINT_URL": "https://s3.example.org", "AWS_S3_REGION_NAME": ""}
    assert production(tmp_path).evaluate(code, **S3) == ["s3v4", "ap-southeast-3"]
    assert production(tmp_path).evaluate(code, **{**S3, **elsewhere}) == ["s3v4", "us-east-1"]


def test_the_web_server_in_front_may_send_files(tmp_path: Path) -> None:
    code = "from django.conf import settings\nanswer = settings.MEDIA_X_ACCEL_PREFIX"
    assert production(tmp_path).evaluate(code) == ""
    assert production(tmp_path).evaluate(code, PIJAR_X_ACCEL_PREFIX="/x-accel") == "/x-accel"


def test_without_a_bucket_no_other_host_is_let_in(tmp_path: Path) -> None:
    directives: dict[str, Any] = production(tmp_path).evaluate(DIRECTIVES)
    # But sound alone: episodes of followed podcasts are played from where they lie.
    assert directives.pop("media-src") == ["'self'", "https:"]
    assert {source for sources in directives.values() for source in sources} == {
        "'self'",
        "'none'",
        "data:",
    }


@pytest.mark.parametrize("settings", ["lms.settings.dev", "lms.settings.test"])
def test_developers_need_nothing(tmp_path: Path, settings: str) -> None:
    Installation(settings, {"PIJAR_VAR_DIR": str(tmp_path)}).manage("check")


def test_a_strange_host_is_refused_and_fills_no_log(installation: Installation) -> None:
    code = """
from django.test import Client
answer = Client(headers={"host": "strange.example"}).get("/masuk/").status_code
"""
    process = installation.run("-c", f"import django\ndjango.setup()\n{code}\nprint(answer)")
    assert process.stdout == "400\n"
    assert "strange.example" not in process.stderr
