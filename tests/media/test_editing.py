"""Audio and video in the editor: what is queued, what is told, and who may try again."""

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from media.encoding.preparing import STUCK_AFTER
from media.models import MediaItem
from media.wagtail_hooks import MediaItemForm, MediaItemViewSet
from tests.factories.accounts import PersonFactory
from tests.factories.media import MP3, add_encodings, make_media_item

pytestmark = pytest.mark.django_db

LIST = "/admin/snippets/media/mediaitem/"


def sign_in(**traits: Any) -> Client:
    client = Client()
    person = PersonFactory(**traits)
    client.force_login(person, backend="lms.accounts.backends.StaffPasswordBackend")
    return client


@pytest.fixture
def trainer() -> Client:
    return sign_in(trainer=True)


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The primary keys of items that a job took up, in order."""
    seen: list[int] = []
    monkeypatch.setattr("media.encoding.jobs.prepare", lambda item: seen.append(item.pk))
    return seen


@pytest.fixture
def item() -> MediaItem:
    return make_media_item(MP3, "suara.mp3", seconds=62)


def set_state(item: MediaItem, state: str, **fields: Any) -> None:
    fields = {"worked_at": timezone.now(), **fields}
    MediaItem.objects.filter(pk=item.pk).update(state=state, **fields)


def mp3_upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("baru.mp3", MP3 + b"x", content_type="audio/mpeg")


def save(client: Client, item: MediaItem, capture: Any, **fields: Any) -> None:
    with capture(execute=True):
        response = client.post(f"{LIST}edit/{item.pk}/", {"title": "Judul", "cover": "", **fields})
        assert response.status_code == 302


def test_a_new_upload_is_queued_once(
    trainer: Client, prepared: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        trainer.post(f"{LIST}add/", {"title": "Baru", "cover": "", "file": mp3_upload()})
    assert prepared == [MediaItem.objects.get().pk]


@pytest.mark.parametrize(
    ("state", "times"), [("waiting", 0), ("working", 0), ("ready", 0), ("failed", 1)]
)
def test_saving_again_queues_only_what_failed(
    trainer: Client,
    item: MediaItem,
    prepared: list[int],
    django_capture_on_commit_callbacks: Any,
    state: str,
    times: int,
) -> None:
    set_state(item, state)
    save(trainer, item, django_capture_on_commit_callbacks)
    assert prepared == [item.pk] * times
    assert MediaItem.objects.get().title == "Judul"


def test_another_file_is_queued_even_while_the_old_one_is_worked_on(
    trainer: Client,
    item: MediaItem,
    prepared: list[int],
    django_capture_on_commit_callbacks: Any,
) -> None:
    set_state(item, "working")
    save(trainer, item, django_capture_on_commit_callbacks, file=mp3_upload())
    assert prepared == [item.pk]
    assert MediaItem.objects.get().state == "waiting"


def test_a_save_does_not_undo_what_a_job_wrote_meanwhile(item: MediaItem) -> None:
    set_state(item, "working", progress=95)
    stale = MediaItem.objects.get()
    set_state(item, "ready", progress=100, seconds=60, loudness=-17.5)
    form_class = MediaItemViewSet().get_form_class(for_update=True)
    assert issubclass(form_class, MediaItemForm)
    form = form_class({"title": "Judul", "private": "on"}, instance=stale)
    assert form.is_valid()
    form.save()
    fresh = MediaItem.objects.get()
    assert (fresh.title, fresh.private) == ("Judul", True)
    assert (fresh.state, fresh.progress, fresh.seconds, fresh.loudness) == ("ready", 100, 60, -17.5)
    assert str(fresh.file.name).startswith("private/")


# --- The panel --------------------------------------------------------------------------------


def words_of(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def panel(client: Client, item: MediaItem) -> str:
    """The panel as it stands on the form; it is what the script gets as well."""
    page = client.get(f"{LIST}edit/{item.pk}/").content.decode()
    [address] = re.findall(r'data-media-status="([^"]+)"', page)
    inside = client.get(address)
    assert inside.headers["Cache-Control"].startswith("max-age=0")
    assert inside.content.decode() in page
    assert 'src="/static/media/status.js" type="module"' in page
    return inside.content.decode()


def test_the_panel_says_how_far_it_is(trainer: Client, item: MediaItem) -> None:
    assert 'data-state="goes-on"' in panel(trainer, item)
    set_state(item, "working", progress=35)
    working = panel(trainer, item)
    assert 'data-state="goes-on"' in working
    assert 'value="35"' in working
    assert "35 %" in words_of(working)
    assert "formaction" not in working


def test_the_panel_says_what_came_of_it(trainer: Client, item: MediaItem) -> None:
    add_encodings(item, main=400_000, saver=200_000)
    set_state(item, "ready", loudness=-21.66, size=900_000)
    ready = panel(trainer, item)
    assert 'data-state="done"' in ready
    for text in ("1:02", "0,9 MB", "-21,7 LUFS", "0,4 MB", "0,2 MB"):
        assert text in words_of(ready)
    assert "formaction" not in ready
    set_state(item, "ready", loudness=None)
    assert "LUFS" not in panel(trainer, item)


@pytest.mark.parametrize("stuck", [False, True], ids=["failed", "stuck"])
def test_what_failed_can_be_tried_again_from_the_panel(
    trainer: Client,
    item: MediaItem,
    prepared: list[int],
    django_capture_on_commit_callbacks: Any,
    stuck: bool,
) -> None:
    if stuck:
        set_state(item, "working", worked_at=timezone.now() - 2 * STUCK_AFTER)
    else:
        set_state(item, "failed", problem="broken")
    failed = panel(trainer, item)
    assert stuck or 'data-state="done"' in failed
    assert stuck or "tidak bisa diputar" in failed
    [address] = re.findall(r'formaction="([^"]+)"', failed)
    with django_capture_on_commit_callbacks(execute=True):
        response = trainer.post(address, follow=True)
    assert response.redirect_chain == [(f"{LIST}edit/{item.pk}/", 302)]
    assert "suara.mp3" in words_of(response.content.decode().partition('class="messages"')[2])
    assert prepared == [item.pk]
    fresh = MediaItem.objects.get()
    assert (fresh.state, fresh.problem) == ("waiting", "")


def test_trying_again_twice_queues_once(
    trainer: Client,
    item: MediaItem,
    prepared: list[int],
    django_capture_on_commit_callbacks: Any,
) -> None:
    set_state(item, "failed", problem="broken")
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            trainer.post(f"/admin/media/{item.pk}/retry/")
    assert prepared == [item.pk]


@pytest.mark.parametrize("traits", [{"participant": True}, {"coordinator": True}])
def test_only_who_may_change_recordings_sees_and_tries(
    traits: dict[str, bool], item: MediaItem, prepared: list[int]
) -> None:
    set_state(item, "failed", problem="broken")
    client = sign_in(**traits)
    answers = [
        client.get(f"/admin/media/{item.pk}/status/"),
        client.post(f"/admin/media/{item.pk}/retry/"),
    ]
    assert all(one.status_code in (302, 403) for one in answers)
    assert MediaItem.objects.get().state == "failed"
    assert prepared == []


def test_trying_again_is_a_post_with_a_token(item: MediaItem) -> None:
    strict = Client(enforce_csrf_checks=True)
    person = PersonFactory(trainer=True)
    strict.force_login(person, backend="lms.accounts.backends.StaffPasswordBackend")
    set_state(item, "failed", problem="broken")
    address = f"/admin/media/{item.pk}/retry/"
    assert strict.get(address).status_code == 405
    assert strict.post(address).status_code == 403
    assert MediaItem.objects.get().state == "failed"


def test_the_form_for_a_new_recording_has_no_panel(trainer: Client) -> None:
    page = trainer.get(f"{LIST}add/").content.decode()
    assert "data-media-status" not in page


# --- The list ---------------------------------------------------------------------------------


def test_the_list_says_the_state_in_words(trainer: Client, item: MediaItem) -> None:
    set_state(item, "failed", problem="broken")
    other = make_media_item(MP3, "lain.mp3", seconds=0)
    set_state(other, "working", progress=35)
    text = words_of(trainer.get(LIST).content.decode())
    assert "sedang disiapkan, 35 %" in text
    assert "gagal: Berkas ini tidak bisa diputar." in text
    assert "1:02" in text


def test_a_long_list_costs_no_more_statements_than_a_short_one(trainer: Client) -> None:
    counts = []
    for size in (1, 5):
        while MediaItem.objects.count() < size:
            add_encodings(make_media_item(MP3, "suara.mp3"), main=4, saver=2)
        trainer.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            trainer.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
