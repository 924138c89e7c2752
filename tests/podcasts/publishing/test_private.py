"""Private feeds: one person, one show, until it is taken back."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from podcasts.models import EpisodePage, FeedToken, ShowPage
from podcasts.publishing.enclosures import find_main
from podcasts.publishing.private import (
    issue_token,
    revoke_token,
    revoke_tokens,
    sign_token,
    token_address,
)
from tests.factories.accounts import PersonFactory
from tests.factories.podcasts import (
    EpisodePageFactory,
    ShowPageFactory,
    make_chapters,
    make_full_show,
    make_recording,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def show() -> ShowPage:
    found = ShowPageFactory(private=True)
    EpisodePageFactory(parent=found, slug="satu", recording=make_recording(private=True))
    return found


@pytest.fixture
def token(show: ShowPage) -> FeedToken:
    return issue_token(show, person=PersonFactory())


def get(address: str, **headers: Any) -> Any:
    return Client().get(urlsplit(address).path, headers=headers)


def file_address(token: FeedToken, show: ShowPage, *, through: ShowPage | None = None) -> str:
    """The address of the show's first recording, asked for by `token` through a show's path."""
    episode = EpisodePage.objects.child_of(show).get()
    main = find_main(episode.recording)
    assert main is not None
    return f"/podcast/{(through or show).slug}/saya/{sign_token(token)}/{main.name}"


def test_the_feed_is_for_its_person_and_hidden_from_directories(token: FeedToken) -> None:
    response = get(token_address(token))
    content = response.content.decode()
    assert response.status_code == 200
    assert "<itunes:block>Yes</itunes:block>" in content
    assert "<podcast:block>yes</podcast:block>" in content
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Access-Control-Allow-Origin" not in response.headers
    assert not response.cookies
    assert get(token_address(token), if_none_match=response.headers["ETag"]).status_code == 304


def test_every_file_goes_through_the_token(token: FeedToken, show: ShowPage) -> None:
    content = get(token_address(token)).content.decode()
    assert content.count(f"/saya/{sign_token(token)}/private/") == 3
    assert "/berkas/private/" not in content
    response = get(file_address(token, show), range="bytes=0-3")
    assert (response.status_code, b"".join(response)) == (206, b"ID3\x03")
    assert response.headers["Content-Type"] == "audio/mpeg"


def test_what_was_taken_back_ends_at_once_for_feed_and_files(
    token: FeedToken, show: ShowPage
) -> None:
    assert get(token_address(token)).status_code == 200
    revoke_token(token)
    with override("en"):
        feed, file = get(token_address(token)), get(file_address(token, show))
    assert (feed.status_code, file.status_code) == (410, 410)
    assert feed.headers["Cache-Control"] == "no-store"
    assert b"<item>" not in feed.content


def test_a_new_address_after_a_revoked_one_is_another_one(token: FeedToken, show: ShowPage) -> None:
    assert issue_token(show, person=token.person) == token
    revoke_token(token)
    again = issue_token(show, person=token.person)
    assert again != token
    assert get(token_address(again)).status_code == 200
    assert get(token_address(token)).status_code == 410


def test_all_addresses_of_a_person_are_taken_back_at_once(token: FeedToken) -> None:
    other = issue_token(ShowPageFactory(private=True), person=token.person)
    somebody = issue_token(token.show, person=PersonFactory())
    revoke_tokens(token.person)
    assert [get(token_address(one)).status_code for one in (token, other, somebody)] == [
        410,
        410,
        200,
    ]


def test_a_former_secret_key_opens_what_it_signed(token: FeedToken, settings: Any) -> None:
    address = token_address(token)
    settings.SECRET_KEY, former = "another", settings.SECRET_KEY
    assert get(address).status_code == 404
    settings.SECRET_KEY_FALLBACKS = [former]
    assert get(address).status_code == 200


def test_who_may_not_sign_in_any_more_hears_no_more(token: FeedToken) -> None:
    token.person.is_active = False
    token.person.save()
    assert get(token_address(token)).status_code == 410


def test_a_token_opens_no_other_show(token: FeedToken, show: ShowPage) -> None:
    other = ShowPageFactory(private=True)
    EpisodePageFactory(parent=other, recording=make_recording(private=True))
    text = sign_token(token)
    assert get(f"/podcast/{other.slug}/saya/{text}/feed.xml").status_code == 404
    assert get(file_address(token, other)).status_code == 404
    assert get(file_address(token, other, through=show)).status_code == 404


def test_nobody_makes_a_token_up(token: FeedToken, show: ShowPage) -> None:
    pk = token.pk.hex
    for text in (pk, f"{pk}.", f"{pk}.abc", sign_token(token)[:-1], "x.y", "..", "%00"):
        assert get(f"/podcast/{show.slug}/saya/{text}/feed.xml").status_code == 404


def test_files_that_no_episode_plays_and_episodes_to_come_stay_closed(
    token: FeedToken, show: ShowPage
) -> None:
    base = f"/podcast/{show.slug}/saya/{sign_token(token)}"
    for name in ("private/nothing.mp3", "sent/x.mp3", "private/../pijar.sqlite3", "teks/1.exe"):
        assert get(f"{base}/{name}").status_code == 404
    assert get(file_address(token, show)).status_code == 200
    EpisodePage.objects.update(publication_date=timezone.now() + timedelta(days=1))
    assert get(file_address(token, show)).status_code == 404


def test_chapters_go_through_the_token_as_well(token: FeedToken, show: ShowPage) -> None:
    make_chapters(EpisodePage.objects.child_of(show).get())
    url = f"/podcast/{show.slug}/saya/{sign_token(token)}/bab/satu.json"
    assert url in get(token_address(token)).content.decode()
    assert [one["startTime"] for one in get(url).json()["chapters"]] == [0, 30]
    assert get(f"/podcast/{show.slug}/satu/chapters.json").status_code == 404


def test_captions_go_through_the_token_as_well() -> None:
    show, episode = make_full_show(audience=ShowPage.Audience.PRIVATE)
    token = issue_token(show, person=PersonFactory())
    base = f"/podcast/{show.slug}/saya/{sign_token(token)}/teks/{episode.recording_id}"
    assert get(f"{base}.vtt").content.startswith(b"WEBVTT")
    assert b"00:00:02,000 --> 00:00:05,000" in get(f"{base}.srt").content
    other = make_recording(private=True, captions=b"WEBVTT\n\n00:00.000 --> 00:01.000\nA\n")
    assert get(base.replace(str(episode.recording_id), str(other.pk)) + ".vtt").status_code == 404
