"""A public installation: everything comes from the environment, and what is missing is named."""

from urllib.parse import urlsplit

from csp.constants import SELF
from django.http.request import validate_host

from lms.settings.base import *
from lms.settings.storages import s3_storage

DEBUG = False

env.require(
    SECRET_KEY="a long random text that signs sessions",
    ALLOWED_HOSTS="the host names that people use, separated by commas",
    DATABASE_URL="for example postgres://user:password@host:5432/pijar",
    PIJAR_BASE_URL="the public address, for example https://belajar.example.org",
)

SECRET_KEY = env.text("SECRET_KEY")
# The keys before it: what they signed holds good until nothing of it is left.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
for _name, _keys in (
    ("SECRET_KEY", filter(None, [SECRET_KEY])),
    ("SECRET_KEY_FALLBACKS", SECRET_KEY_FALLBACKS),
):
    if any(
        len(key) < 50 or len(set(key)) < 15 or key.startswith("django-insecure-") for key in _keys
    ):
        env.refuse(
            f"{_name} must be at least 50 characters that nobody can guess (make one with "
            "`openssl rand -base64 48`)"
        )

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [
    f"https://*{host}" if host.startswith(".") else f"https://{host}" for host in ALLOWED_HOSTS
]
# Whoever may set up one of them can answer there under a name of ours, and post to us from it.
if any(host.startswith(".") for host in ALLOWED_HOSTS) and not env.switch("PIJAR_ALLOW_SUBDOMAINS"):
    env.refuse(
        "ALLOWED_HOSTS lets in every host below a domain: name each host instead, or set "
        "PIJAR_ALLOW_SUBDOMAINS=yes if all of them are yours"
    )

_base_url = env.text("PIJAR_BASE_URL")
_address = urlsplit(_base_url)
if _base_url and (_address.scheme != "https" or not _address.hostname):
    env.refuse(f"PIJAR_BASE_URL must begin with https:// and a host name, but it is {_base_url!r}")
if any(set(host) & set("*/") for host in ALLOWED_HOSTS):
    env.refuse(
        "ALLOWED_HOSTS must be host names such as belajar.example.org, or .example.org for all "
        "below it, without https:// and without *"
    )
elif ALLOWED_HOSTS and _address.hostname and not validate_host(_address.hostname, ALLOWED_HOSTS):
    env.refuse(f"ALLOWED_HOSTS must include {_address.hostname}, the host of PIJAR_BASE_URL")

SECURE_SSL_REDIRECT = env.switch("SECURE_SSL_REDIRECT", default=True)
# The health check is asked by the machine beside us, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# By this name browsers take a cookie from this very host alone, for all paths, and by HTTPS.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
PIJAR_DEVICE_COOKIE_NAME = "__Host-perangkat"
if PIJAR_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

if env.text("AWS_STORAGE_BUCKET_NAME"):
    STORAGES["default"], _sources = s3_storage(env)
    for _directive in ("img-src", "media-src"):
        CONTENT_SECURITY_POLICY["DIRECTIVES"].setdefault(_directive, [SELF]).extend(_sources)

# What the web server in front sends by itself when we name it, such as /x-accel: see docs.
MEDIA_X_ACCEL_PREFIX = env.text("PIJAR_X_ACCEL_PREFIX")
if MEDIA_X_ACCEL_PREFIX and not MEDIA_X_ACCEL_PREFIX.startswith("/"):
    env.refuse("PIJAR_X_ACCEL_PREFIX must be a path such as /x-accel")

env.check()
