"""Files in a bucket, on a real S3 server."""

import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from wagtail.documents import get_document_model

from media.delivery import buckets
from media.delivery.addresses import address_of
from media.delivery.answers import deliver
from tests.factories.accounts import PersonFactory
from tests.media.delivery.bucket_server import BUCKET, REGION
from tests.media.delivery.fetching import fetch, fetch_link

CONTENT = b"suara" * 30_000


@pytest.fixture
def name(bucket: Any) -> str:
    return default_storage.save("media/suara.mp3", ContentFile(CONTENT))


def ask(name: str, **asked: Any) -> HttpResponseBase:
    asked = {"content_type": "audio/mpeg", "cache_control": "private, no-store", **asked}
    return deliver(RequestFactory().get("/"), name, **asked)


def seconds_of(link: str) -> int:
    return int(parse_qs(urlsplit(link).query)["X-Amz-Expires"][0])


def test_get_is_a_redirect_to_a_link_signed_for_one_file_type_and_region(name: str) -> None:
    response: Any = Client().get(address_of(name))
    link = response.headers["Location"]
    query = parse_qs(urlsplit(link).query)
    assert response.status_code == 302
    assert urlsplit(link).path == f"/{BUCKET}/{name}"
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert f"/{REGION}/s3/aws4_request" in query["X-Amz-Credential"][0]
    assert query["response-content-type"] == ["audio/mpeg"]
    answer = fetch_link(link)
    assert (answer.status, answer.body) == (200, CONTENT)
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-disposition"].startswith("inline")


def test_head_is_answered_here(name: str) -> None:
    answer = fetch(name, method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-length"] == str(len(CONTENT))
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["etag"] == fetch(name).headers["etag"]
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_not_there_is_not_found(bucket: Any, method: str) -> None:
    answer = fetch("media/none.mp3", method=method)
    # The link is made unasked: one question less for each file that is there.
    assert answer.status == 404


def test_a_kept_redirect_leads_to_a_link_that_still_works(name: str) -> None:
    public = Client().get(address_of(name))
    assert public.headers["Cache-Control"] == f"public, max-age={buckets.PUBLIC_SECONDS // 2}"
    assert seconds_of(public.headers["Location"]) == buckets.PUBLIC_SECONDS
    for kept in ("private, no-cache", "private, no-store"):
        private = ask(name, cache_control=kept)
        assert private.headers["Cache-Control"] == kept
        assert seconds_of(private.headers["Location"]) == buckets.PRIVATE_SECONDS


def test_nobody_gets_a_file_without_a_link(name: str, bucket_server: Any) -> None:
    private = default_storage.save("private/suara.mp3", ContentFile(CONTENT))
    for stored in (name, private):
        assert fetch_link(f"{bucket_server.endpoint}/{BUCKET}/{stored}").status == 403
    assert fetch_link(f"{bucket_server.endpoint}/{BUCKET}/").status == 403


def test_a_link_opens_nothing_else(name: str) -> None:
    link = urlsplit(ask(name).headers["Location"])
    other = default_storage.save("private/lain.mp3", ContentFile(b"x"))
    assert fetch_link(urlunsplit(link)).status == 200
    assert fetch_link(urlunsplit(link._replace(path=f"/{BUCKET}/{other}"))).status == 403
    assert fetch_link(urlunsplit(link), method="DELETE").status == 403
    query = {key: value[0] for key, value in parse_qs(link.query).items()}
    for change in ({"response-content-type": "text/html"}, {"X-Amz-Expires": "604800"}):
        changed = urlunsplit(link._replace(query=urlencode({**query, **change})))
        assert fetch_link(changed).status == 403


def test_a_link_ends(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "PRIVATE_SECONDS", 1)
    link = ask(name).headers["Location"]
    time.sleep(2.1)
    assert fetch_link(link).status == 403


@pytest.mark.django_db
def test_a_private_file_gets_its_link_after_the_question_who_asks(bucket: Any) -> None:
    name = default_storage.save("private/suara.mp3", ContentFile(CONTENT))
    assert fetch(name).status == 404
    assert fetch(name, method="HEAD").status == 404
    client = Client()
    client.force_login(PersonFactory(participant=True))
    assert fetch(name, client=client, range="bytes=5-9").body == b"suara"


def test_a_download_keeps_its_name(name: str) -> None:
    answer = fetch_link(
        ask(name, filename="Rencana usaha.mp3", attachment=True).headers["Location"]
    )
    assert answer.headers["content-disposition"] == 'attachment; filename="Rencana usaha.mp3"'


@pytest.mark.django_db
def test_a_document_leaves_the_bucket_as_a_download_that_runs_nowhere(bucket: Any) -> None:
    file = ContentFile(b"alert(1)", name="x.js")
    document = get_document_model().objects.create(title="x", file=file)
    redirect = Client().get(document.url)
    assert redirect.headers["Cache-Control"] == "private, no-cache"
    answer = fetch_link(redirect.headers["Location"])
    assert (answer.status, answer.body) == (200, b"alert(1)")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


def test_a_domain_of_its_own_gives_public_files_alone(name: str, settings: Any) -> None:
    options = {**settings.STORAGES["default"]["OPTIONS"], "custom_domain": "berkas.example.org"}
    options["querystring_auth"] = False
    default = {**settings.STORAGES["default"], "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    storage: Any = default_storage
    public = ask(name, cache_control="public, max-age=60")
    assert public.headers["Location"] == f"https://berkas.example.org/{name}"
    private = ask(name).headers["Location"]
    assert fetch_link(private).status == 200
    assert seconds_of(private) == buckets.PRIVATE_SECONDS
    download = ask(name, cache_control="public, max-age=60", attachment=True).headers["Location"]
    assert fetch_link(download).headers["content-disposition"].startswith("attachment")
    storage.connection.meta.client.close()


def test_scripts_of_our_site_may_ask_for_parts_and_others_may_not(name: str, bucket: Any) -> None:
    """The rule that docs/deploying.md names."""
    rule = {
        "AllowedOrigins": ["https://belajar.example.org"],
        "AllowedMethods": ["GET", "HEAD"],
        "AllowedHeaders": ["Range", "If-Range"],
        "ExposeHeaders": ["Accept-Ranges", "Content-Range", "Content-Length", "ETag"],
        "MaxAgeSeconds": 3600,
    }
    bucket.put_bucket_cors(Bucket=BUCKET, CORSConfiguration={"CORSRules": [rule]})
    try:
        link = ask(name).headers["Location"]
        asked = {"access_control_request_method": "GET", "access_control_request_headers": "range"}
        ours = fetch_link(link, method="OPTIONS", origin="https://belajar.example.org", **asked)
        assert ours.status == 200
        assert ours.headers["access-control-allow-origin"] == "https://belajar.example.org"
        assert "range" in ours.headers["access-control-allow-headers"].lower()
        part = fetch_link(link, origin="https://belajar.example.org", range="bytes=0-4")
        assert (part.status, part.body) == (206, b"suara")
        assert part.headers["access-control-allow-origin"] == "https://belajar.example.org"
        assert "content-range" in part.headers["access-control-expose-headers"].lower()
        other = fetch_link(link, method="OPTIONS", origin="https://other.example", **asked)
        allowed = other.headers.get("access-control-allow-origin", "")
        assert allowed not in {"*", "https://other.example"}
    finally:
        bucket.delete_bucket_cors(Bucket=BUCKET)
