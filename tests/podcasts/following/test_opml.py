from contextlib import suppress

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from podcasts.following.opml import MOST, NotOpml, Outline, read_opml, take_outlines, write_opml
from podcasts.models.feeds import FollowedFeed
from tests.factories.feeds import make_followed_feed

LIST = b"""<?xml version="1.0"?><opml version="1.0"><head><title>x</title></head><body>
<outline text="Pilihan"><outline type="rss" text="Kabar &amp; Desa" xmlUrl="https://a.id/f"/>
<outline title="Dua" text="Zwei" xmlurl=" https://b.id/f "/></outline>
<outline text="Kabar lagi" xmlUrl="https://a.id/f"/><outline text="tanpa alamat"/>
</body></opml>"""


def refuse(content: bytes) -> str:
    with pytest.raises(NotOpml) as caught, translation.override("en"):
        read_opml(content)
    return str(caught.value)


def test_feeds_are_found_in_folders_too_each_once() -> None:
    assert read_opml(LIST) == [
        Outline("https://a.id/f", "Kabar & Desa"),
        Outline("https://b.id/f", "Dua"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a list of podcasts"),
        (b"halo", "not a list of podcasts"),
        (b"<html><body/></html>", "not a list of podcasts"),
        (LIST[:200], "not a list of podcasts"),
        (b"<opml><body/></opml>", "no feed"),
        (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml>&a;</opml>', "DTD"),
        (b'<!DOCTYPE opml SYSTEM "http://127.0.0.1/x.dtd"><opml/>', "DTD"),
        (b" " * 2_000_001, "larger than 2 MB"),
    ],
)
def test_other_files_are_refused_with_a_sentence(content: bytes, said: str) -> None:
    assert said in refuse(content)


def test_a_list_without_end_is_refused() -> None:
    lines = "".join(f'<outline xmlUrl="https://a.id/{n}"/>' for n in range(MOST + 1))
    assert "2,000" in refuse(f"<opml><body>{lines}</body></opml>".encode())


@pytest.mark.django_db
def test_a_list_is_followed_once_and_fetched_later() -> None:
    make_followed_feed(url="https://b.id/f")
    outlines = [
        *read_opml(LIST),
        Outline("javascript:alert(1)"),
        Outline("http://127.0.0.1.:0x50/"),
        Outline("https://nama:sandi@a.id/"),
        Outline("https://c.id/" + "x" * 1000),
    ]
    taken = take_outlines(outlines, dry_run=True)
    assert FollowedFeed.objects.count() == 1
    taken = take_outlines(outlines)
    assert [feed.url for feed in taken.added] == ["https://a.id/f"]
    assert taken.known == ["https://b.id/f"]
    assert len(taken.refused) == 4
    feed = FollowedFeed.objects.get(url="https://a.id/f")
    assert feed.title == "Kabar & Desa"
    assert feed.next_fetch_at is not None
    assert feed.last_tried_at is None
    assert take_outlines(outlines).added == []


@pytest.mark.django_db
def test_a_list_of_ours_reads_back() -> None:
    make_followed_feed(url="https://a.id/f?a=1&b=2", title='A "dua" & <tiga>')
    make_followed_feed(url="https://b.id/f", title="B", site_url="https://b.id/")
    written = write_opml(FollowedFeed.objects.all(), title="Pijar")
    assert read_opml(written) == [
        Outline("https://a.id/f?a=1&b=2", 'A "dua" & <tiga>'),
        Outline("https://b.id/f", "B"),
    ]


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_file_does_more_than_be_refused(content: bytes) -> None:
    with suppress(NotOpml):
        read_opml(content)
