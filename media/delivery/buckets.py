"""Files that lie in an S3 bucket: what is known of them, and signed links to them."""

import sys
from datetime import datetime
from http import HTTPStatus
from typing import Any

#: How long a signed link to a private file works: a recording of an hour may be listened to, with
#: a pause, since a browser asks for further parts by the link that it was given first.
PRIVATE_SECONDS = 2 * 60 * 60
#: A public file is no secret: its link may be kept for a while, and every replay is free.
PUBLIC_SECONDS = 24 * 60 * 60


def is_bucket(storage: Any) -> bool:
    """Whether `storage` is django-storages' S3. Nobody else pays for importing it."""
    module = sys.modules.get("storages.backends.s3")
    return module is not None and isinstance(storage, module.S3Storage)


def sign_link(storage: Any, name: str, *, seconds: int, headers: dict[str, str]) -> str:
    """A link that works for `seconds` without anything else (SigV4), for this one file.

    `headers` are those that the bucket answers with, by their names in S3
    (`ResponseContentType`, ...); they are signed as well, so that nobody can change them.
    """
    # Not `storage.url`: with a domain of its own that gives links that are open to everybody.
    return str(
        storage.connection.meta.client.generate_presigned_url(
            "get_object", Params={**_place(storage, name), **headers}, ExpiresIn=seconds
        )
    )


def open_link(storage: Any, name: str) -> str:
    """A link that never ends, "" where the bucket has no domain of its own for that."""
    return str(storage.url(name)) if storage.custom_domain else ""


def ask_bucket(storage: Any, name: str) -> tuple[int, datetime, str]:
    """Size in bytes, last change and ETag of a stored file, in one request.

    Raises `FileNotFoundError` where there is none.
    """
    client = storage.connection.meta.client
    try:
        found = client.head_object(**_place(storage, name))
    except client.exceptions.ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.NOT_FOUND:
            raise FileNotFoundError(name) from None
        raise
    return found["ContentLength"], found["LastModified"], found["ETag"]


def copy_within(storage: Any, name: str, *, to: str) -> None:
    """Copy a file in its bucket: its bytes don't travel through here."""
    source = _place(storage, name)
    target = _place(storage, to)
    storage.connection.meta.client.copy(source, target["Bucket"], target["Key"])


def _place(storage: Any, name: str) -> dict[str, str]:
    return {"Bucket": storage.bucket_name, "Key": storage._normalize_name(name)}
