"""A public installation: everything comes from the environment, and what is missing is named."""

from lms.settings.base import *

env.require(
    SECRET_KEY="a long random text that signs sessions",
    ALLOWED_HOSTS="the host names that people use, separated by commas",
    DATABASE_URL="for example postgres://user:password@host:5432/pijar",
    PIJAR_BASE_URL="the public address, for example https://belajar.example.org",
)

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [
    f"https://{host.lstrip('.')}" if not host.startswith(".") else f"https://*{host}"
    for host in ALLOWED_HOSTS
]

SECURE_SSL_REDIRECT = env.switch("SECURE_SSL_REDIRECT", default=True)
# The health check is asked by the machine beside us, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if env.switch("PIJAR_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

if env.switch("PIJAR_JOB_WORKER"):
    TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

if env.text("AWS_STORAGE_BUCKET_NAME"):
    env.require(
        AWS_ACCESS_KEY_ID="the key of the bucket named by AWS_STORAGE_BUCKET_NAME",
        AWS_SECRET_ACCESS_KEY="the secret of AWS_ACCESS_KEY_ID",
    )
    STORAGES = {
        **STORAGES,
        "default": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": env.text("AWS_STORAGE_BUCKET_NAME"),
                "access_key": env.text("AWS_ACCESS_KEY_ID"),
                "secret_key": env.text("AWS_SECRET_ACCESS_KEY"),
                "region_name": env.text("AWS_S3_REGION_NAME") or None,
                "endpoint_url": env.text("AWS_S3_ENDPOINT_URL") or None,
                "signature_version": "s3v4",
                "file_overwrite": False,
                "default_acl": None,
                "querystring_auth": True,
            },
        },
    }
