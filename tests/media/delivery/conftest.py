"""The two places where files may lie: a folder, and a bucket on a real server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from tests.media.delivery.bucket_server import (
    BUCKET,
    MISSING,
    BucketServer,
    find_server,
    run_bucket_server,
)


@pytest.fixture(scope="session")
def bucket_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BucketServer]:
    if find_server() is None:
        pytest.skip(MISSING)
    with run_bucket_server(tmp_path_factory.mktemp("bucket")) as server:
        yield server


@pytest.fixture
def disk(settings: Any, tmp_path: Path) -> Path:
    """Files lie in this folder."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    return tmp_path


@pytest.fixture
def bucket(settings: Any, bucket_server: BucketServer) -> Iterator[Any]:
    """Files lie in the bucket; this is the client that knows the key."""
    settings.STORAGES = {**settings.STORAGES, "default": bucket_server.storage}
    storage: Any = default_storage
    client = storage.connection.meta.client
    if not client.list_buckets()["Buckets"]:
        client.create_bucket(Bucket=BUCKET)
    yield client
    client.close()
