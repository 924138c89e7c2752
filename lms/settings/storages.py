"""Uploads in an S3 bucket, and where browsers fetch them from."""

from typing import Any
from urllib.parse import urlsplit

from lms.settings.environment import Environment


def s3_storage(env: Environment) -> tuple[dict[str, Any], list[str]]:
    """The `default` of STORAGES for `AWS_STORAGE_BUCKET_NAME`, and its sources for the CSP."""
    env.require(
        AWS_ACCESS_KEY_ID="the key of the bucket that AWS_STORAGE_BUCKET_NAME names",
        AWS_SECRET_ACCESS_KEY="the secret that belongs to AWS_ACCESS_KEY_ID",
    )
    bucket = env.text("AWS_STORAGE_BUCKET_NAME")
    region = env.text("AWS_S3_REGION_NAME")
    endpoint = env.text("AWS_S3_ENDPOINT_URL").rstrip("/")
    domain = env.text("AWS_S3_CUSTOM_DOMAIN")
    # Amazon wants the bucket in the host name; most others take it in the path as well.
    style = env.choice(
        "AWS_S3_ADDRESSING_STYLE", "path" if endpoint else "virtual", ("path", "virtual")
    )
    if not endpoint:
        if not region:
            env.refuse(
                "AWS_S3_REGION_NAME is missing (the bucket's region, or set AWS_S3_ENDPOINT_URL "
                "for a bucket that is not Amazon's)"
            )
        endpoint = f"https://s3.{region}.amazonaws.com"
    address = urlsplit(endpoint)
    if address.scheme not in {"http", "https"} or not address.hostname:
        env.refuse("AWS_S3_ENDPOINT_URL must look like https://s3.example.org")
    if "/" in domain or ":" in domain:
        env.refuse("AWS_S3_CUSTOM_DOMAIN must be a host name alone, such as berkas.example.org")
    options: dict[str, Any] = {
        "bucket_name": bucket,
        "access_key": env.text("AWS_ACCESS_KEY_ID"),
        "secret_key": env.text("AWS_SECRET_ACCESS_KEY"),
        # Links are signed for a region. Stores that have none take the name of Amazon's first.
        "region_name": region or "us-east-1",
        "endpoint_url": endpoint,
        "addressing_style": style,
        "signature_version": "s3v4",
        "custom_domain": domain or None,
        # Links of a custom domain can't be signed. It must be let read public folders alone:
        # `media.delivery` signs the links to private ones, at the bucket itself.
        "querystring_auth": not domain,
        # Of pictures: a rendered lesson is kept for a day, and the links in it must outlive it.
        "querystring_expire": 7 * 24 * 60 * 60,
        "file_overwrite": False,
        "default_acl": None,
    }
    if style == "virtual" and "." not in bucket:
        source = f"{address.scheme}://{bucket}.{address.netloc}"
    else:
        # TLS covers one label below the host: a bucket with dots goes into the path.
        source = f"{address.scheme}://{address.netloc}/{bucket}/"
    sources = [f"https://{domain}", source] if domain else [source]
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}, sources
