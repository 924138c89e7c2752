import gzip
import socket
import subprocess
import sys
import threading
import time
from dataclasses import fields, replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from podcasts.following import values
from podcasts.following.fetching import fetch
from podcasts.following.parsing import Unreadable, parse_feed
from podcasts.following.problems import FetchProblem, Problem
from podcasts.following.reading import DEFAULT, Limits, read_feed
from podcasts.following.updating import Changes, prepare_feed, update_feed
from podcasts.following.values import MOST_EPISODES, ReadEpisode, ReadFeed
from podcasts.models.feeds import FollowedEpisode, FollowedFeed
from tests.factories.feeds import make_followed_feed
from tests.podcasts.following.hostile import (
    SMALL,
    answer,
    make_feed,
    make_item,
    serving,
)


def refuse(content: bytes | str, limits: Limits = DEFAULT) -> Problem:
    content = content.encode() if isinstance(content, str) else content
    with pytest.raises(FetchProblem) as caught:
        read_feed(content, limits=limits)
    assert str(caught.value)
    return caught.value.code


def parse(text: str, **options: str) -> ReadFeed:
    """In this process, where the worker itself is not what is tested."""
    return parse_feed(text.encode(), **options)


def test_all_that_a_podcast_says_is_read() -> None:
    channel = """
        <language>id</language><itunes:author>Sari</itunes:author>
        <itunes:owner><itunes:name>Owner</itunes:name></itunes:owner>
        <itunes:image href="/cover.jpg"/><itunes:explicit>true</itunes:explicit>
        <podcast:guid>917393e3</podcast:guid><podcast:medium>podcast</podcast:medium>
        <podcast:locked owner="a@b.id">yes</podcast:locked>
        <podcast:person href="https://contoh.id/ani">Ani</podcast:person>
        <itunes:new-feed-url>https://baru.id/feed</itunes:new-feed-url>"""
    item = """<item><title>Panen</title><guid isPermaLink="false">g1</guid>
        <link>/panen</link><description>Singkat</description>
        <content:encoded><![CDATA[<p>Panjang&nbsp;<b>sekali</b></p>]]></content:encoded>
        <pubDate>Mon, 05 Jan 2026 07:00:00 +0700</pubDate>
        <enclosure url="https://contoh.id/1.mp3?a=1&amp;b=2" type="audio/mpeg" length="1234"/>
        <itunes:duration>1:02:03</itunes:duration><itunes:explicit>no</itunes:explicit>
        <itunes:episodeType>Bonus</itunes:episodeType><itunes:image href="/1.jpg"/>
        <podcast:season name="Musim panen">2</podcast:season>
        <podcast:episode display="Bag. 3">3</podcast:episode>
        <podcast:person role="Guest" group="cast" img="/ani.jpg">Ani</podcast:person>
        <podcast:person>Budi</podcast:person>
        <podcast:transcript url="/1.vtt" type="text/vtt" language="id" rel="captions"/>
        <podcast:transcript url="file:///etc/passwd" type="text/vtt"/>
        <podcast:chapters url="/1.json" type="application/json+chapters"/>
        <podcast:alternateEnclosure type="audio/opus" length="55" title="Hemat">
          <podcast:source uri="ipfs://x"/><podcast:source uri="https://contoh.id/1.opus"/>
        </podcast:alternateEnclosure></item>"""
    read = read_feed(make_feed(item, channel=channel).encode(), url="https://contoh.id/feed")
    host = {"role": "host", "group": "cast", "url": "", "image_url": ""}
    assert read == ReadFeed(
        title="Kabar Desa",
        author="Sari",
        description="Isi",
        language="id",
        site_url="https://contoh.id/",
        image_url="https://contoh.id/cover.jpg",
        guid="917393e3",
        explicit=True,
        people=[{"name": "Ani", **host, "url": "https://contoh.id/ani"}],
        medium="podcast",
        locked=True,
        new_feed_url="https://baru.id/feed",
        episodes=[
            ReadEpisode(
                guid="g1",
                title="Panen",
                summary="Singkat",
                notes="<p>Panjang&nbsp;<b>sekali</b></p>",
                url="https://contoh.id/1.mp3?a=1&b=2",
                type="audio/mpeg",
                size=1234,
                seconds=3723,
                published_at=datetime(2026, 1, 5, tzinfo=UTC),
                page_url="https://contoh.id/panen",
                image_url="https://contoh.id/1.jpg",
                season=2,
                season_name="Musim panen",
                number="Bag. 3",
                kind="bonus",
                explicit=False,
                people=[
                    {
                        "name": "Ani", "role": "guest", "group": "cast", "url": "",
                        "image_url": "https://contoh.id/ani.jpg",
                    },
                    {"name": "Budi", **host},
                ],
                transcripts=[
                    {
                        "url": "https://contoh.id/1.vtt", "type": "text/vtt", "language": "id",
                        "rel": "captions",
                    }
                ],
                alternates=[
                    {
                        "url": "https://contoh.id/1.opus", "type": "audio/opus", "size": 55,
                        "title": "Hemat",
                    }
                ],
                chapters_url="https://contoh.id/1.json",
            )
        ],
    )  # fmt: skip


def test_an_atom_feed_is_read() -> None:
    read = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Kabar</title><entry><id>g1</id>'
        "<title>Satu</title><updated>2026-01-05T00:00:00Z</updated>"
        '<link rel="enclosure" href="https://contoh.id/1.mp3" type="audio/mpeg" length="9"/>'
        "</entry></feed>"
    )
    (one,) = read.episodes
    assert (read.title, one.guid, one.url, one.size) == (
        "Kabar",
        "g1",
        "https://contoh.id/1.mp3",
        9,
    )
    assert one.published_at == datetime(2026, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Problem.EMPTY),
        (b" \n\t ", Problem.EMPTY),
        (b"\xef\xbb\xbf", Problem.EMPTY),
        (b"<?xml version='1.0'?>", Problem.EMPTY),
        (b"<!DOCTYPE html><html><head><title>x</title></head><body></body></html>", Problem.HTML),
        (b"<!-- x --> <HTML><p>item <item>x</item>", Problem.HTML),
        (b"x <html><body>", Problem.HTML),
        (b'{"version": "https://jsonfeed.org/version/1"}', Problem.NOT_A_FEED),
        (b"<opml version='2.0'><body/></opml>", Problem.NOT_A_FEED),
        (b"Halo, apa kabar?", Problem.NOT_A_FEED),
        (b"ID3\x04\0\0" + bytes(range(256)) * 50, Problem.NOT_A_FEED),
        (gzip.compress(b"<rss/>", mtime=0), Problem.NOT_A_FEED),
    ],
)
def test_what_is_no_feed_is_told_in_a_sentence(content: bytes, code: Problem) -> None:
    assert refuse(content) == code


LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(12)
)  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("doctype", "title"),
    [
        (f"<!DOCTYPE rss [{LAUGHS}]>", "&l11;"),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        ('<!DOCTYPE rss SYSTEM "http://127.0.0.1:{port}/a.dtd">', "Kabar"),
        ('<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:{port}/"> %x;]>', "Kabar"),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1:{port}/">]>', "&x;"),
        ('<!-- <a> --><!DOCTYPE rss [<!ENTITY x "y">]>', "&x;"),
    ],
)
def test_entities_are_refused_without_a_connection(doctype: str, title: str, encoding: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        doctype = doctype.replace("{port}", str(listening.getsockname()[1]))
        feed = make_feed(make_item(1), title=title, prologue=f'<?xml version="1.0"?>{doctype}')
        began = time.monotonic()
        assert refuse(feed.encode(encoding)) == Problem.UNSAFE_XML
        assert time.monotonic() - began < 5
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.accept()


def test_entities_behind_a_fault_bring_nothing_in() -> None:
    """A second DOCTYPE, where only a parser that forgives everything still reads."""
    bad = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "ha">]>'
    text = make_feed(make_item(1) + bad + make_item(2), title="a & b &x; &y;")
    read = parse(text)
    assert "root:" not in repr(read)
    assert "ha" not in read.title


def test_the_reader_can_open_no_connection() -> None:
    code = (
        "import sys, socket; from podcasts.following import reading_worker as w;"
        "sys.addaudithook(w._refuse_connections); socket.create_connection(('127.0.0.1', 9))"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert "no place in reading a feed" in done.stderr


def test_the_reader_imports_no_django() -> None:
    code = (
        "import sys; import podcasts.following.reading_worker, podcasts.following.parsing;"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


NAMES = "Pelajaran: “Kopi — naïve” Ünï"


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "utf-8", "text/xml"),
        ("utf-8", "iso-8859-1", "text/xml; charset=us-ascii"),
        ("utf-8-sig", "utf-16", ""),
        ("windows-1252", "windows-1252", ""),
        ("windows-1252", "utf-8", "application/rss+xml; charset=utf-8"),
        ("windows-1252", "no-such-encoding", 'text/xml; charset="zlib"'),
        ("utf-16", "utf-16", ""),
        ("utf-16-le", "utf-16", ""),
        ("utf-16-be", "utf-8", ""),
        ("utf-32", "utf-32", ""),
    ],
)
def test_a_wrong_encoding_is_seen_through(encoding: str, declared: str, content_type: str) -> None:
    prologue = f'<?xml version="1.0" encoding="{declared}"?>'
    text = make_feed(make_item(1), title=NAMES, prologue=prologue)
    read = parse_feed(text.encode(encoding), content_type=content_type)
    assert (read.title, len(read.episodes)) == (NAMES, 1)


def test_other_alphabets_and_single_bad_bytes_are_read() -> None:
    prologue = '<?xml version="1.0" encoding="iso-2022-jp"?>'
    text = make_feed(make_item(1), title="日本の歌", prologue=prologue)
    assert parse_feed(text.encode("iso-2022-jp")).title == "日本の歌"
    broken = make_feed(make_item(1), title="日本語 X").encode().replace(b"X", b"\xff\x00\x0b")
    assert parse_feed(broken).title == "日本語 \ufffd"


def test_faults_that_people_make_lose_little() -> None:
    item = make_item(1, inside="<podcast:person>Ani</podcast:person>")
    read = parse(make_feed(item + make_item(2), title="Kopi & teh &nbsp;<b>x</b> < y"))
    assert [one.guid for one in read.episodes] == ["g1", "g2"]
    assert read.title.startswith("Kopi & teh")
    assert read.warning == ""
    read = parse(make_feed(item, title="Kopi&nbsp;panas &eacute;"))
    assert read.title == "Kopi panas é"
    assert read.episodes[0].people[0]["name"] == "Ani"


@pytest.mark.parametrize("cut", [30, 200, 400])
def test_a_feed_that_breaks_off_gives_its_whole_episodes(cut: int) -> None:
    text = make_feed("".join(make_item(n) for n in range(20)))
    read = parse(text[:-cut])
    assert read.warning == Problem.CUT_SHORT
    assert read.episodes == parse(text).episodes[: len(read.episodes)]
    assert len(read.episodes) >= 18
    assert parse(text[:600]).warning == Problem.CUT_SHORT


def test_guids_that_are_missing_or_doubled_stay_as_they_are() -> None:
    read = parse(make_feed(make_item(1, guid="") + make_item(2, guid="x") + make_item(3, guid="x")))
    assert [one.guid for one in read.episodes] == ["", "x", "x"]
    assert [one.title for one in read.episodes] == ["Episode 1", "Episode 2", "Episode 3"]


def test_a_feed_without_episodes_is_one() -> None:
    assert parse(make_feed()).episodes == []


def test_a_long_feed_is_read_from_the_net() -> None:
    content = make_feed("".join(make_item(n) for n in range(730))).encode()
    behaviour = answer(gzip.compress(content), Content_Encoding="gzip", Content_Type="text/xml")
    with serving({"/": behaviour}) as server:
        fetched = fetch(server.url(), policy=replace(SMALL, seconds=10))
    read = read_feed(fetched.content, content_type=fetched.content_type, url=fetched.url)
    assert len({one.guid for one in read.episodes}) == 730


def test_twenty_megabytes_are_read_within_bounds_while_others_go_on() -> None:
    notes = f"<content:encoded><![CDATA[{'<p>Isi &amp; isi</p>' * 750}]]></content:encoded>"
    content = make_feed("".join(make_item(n, inside=notes) for n in range(1400))).encode()
    assert len(content) > 20_000_000
    ticks: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.wait(0.02):
            ticks.append(time.monotonic())

    thread = threading.Thread(target=tick)
    thread.start()
    began = time.monotonic()
    try:
        read = read_feed(content)
    finally:
        done.set()
        thread.join()
    assert len(read.episodes) == 1400
    assert time.monotonic() - began < DEFAULT.seconds
    # This process goes on with its work but for taking over the answer.
    assert max(later - one for one, later in pairwise(ticks)) < 2


@pytest.mark.django_db
def test_what_is_read_is_kept_and_the_same_again_changes_nothing() -> None:
    feed = make_followed_feed()
    content = make_feed("".join(make_item(n, guid="") for n in range(3))).encode()
    assert update_feed(feed, prepare_feed(read_feed(content))) == Changes(added=3)
    assert update_feed(feed, prepare_feed(read_feed(content))) == Changes()


def test_too_many_episodes_are_cut_with_a_warning() -> None:
    text = make_feed("".join(f"<item><guid>g{n}</guid></item>" for n in range(MOST_EPISODES + 9)))
    read = parse(text)
    assert len(read.episodes) == MOST_EPISODES
    assert (read.warning, read.episodes[-1].guid) == (Problem.TOO_MANY_EPISODES, "g4999")


@pytest.mark.parametrize(
    "limits",
    [
        replace(DEFAULT, seconds=0.01),
        replace(DEFAULT, memory=10_000_000),
        replace(DEFAULT, output=200),
    ],
)
def test_a_reader_that_takes_too_much_is_ended_and_told(limits: Limits) -> None:
    assert refuse(make_feed(make_item(1)), limits) == Problem.UNREADABLE


def test_a_feed_that_eats_memory_or_time_is_ended() -> None:
    deep = f"<rss><channel>{'<a>' * 3_000_000}"
    assert refuse(deep, replace(DEFAULT, memory=150_000_000, cpu=4)) == Problem.UNREADABLE


def test_links_that_are_not_of_the_web_are_dropped() -> None:
    item = (
        "<item><title>x</title><link>javascript:alert(1)</link>"
        '<itunes:image href="data:image/png;base64,AA"/>'
        '<enclosure url="file:///etc/passwd" type="audio/mpeg" length="1"/>'
        '<podcast:chapters url="JaVaScript:x"/>'
        '<podcast:person href="javascript:x" img="file:///x">Ani</podcast:person></item>'
    )
    for url in ("", "https://contoh.id/feed"):
        (one,) = parse(make_feed(item), url=url).episodes
        assert (one.page_url, one.image_url, one.url, one.chapters_url) == ("", "", "", "")
        assert (one.people[0]["url"], one.people[0]["image_url"]) == ("", "")
        assert "javascript" not in repr(one).lower()


def test_texts_fit_the_models() -> None:
    for model, lengths, read in (
        (FollowedFeed, values.FEED_LENGTHS, ReadFeed),
        (FollowedEpisode, values.EPISODE_LENGTHS, ReadEpisode),
    ):
        kept = {field.name: field for field in model._meta.concrete_fields}
        assert lengths.keys() <= {field.name for field in fields(read)}
        for name, longest in lengths.items():
            limit = getattr(kept.get(name), "max_length", None)
            assert limit in (None, longest), name
    long = "x" * 60_000
    item = make_item(1, guid=long, inside=f"<link>https://contoh.id/{long}</link>"
                     f"<podcast:season name='{long}'>99999999999999999</podcast:season>"
                     f"<podcast:person>{long}</podcast:person><itunes:duration>{long}"
                     "</itunes:duration>")  # fmt: skip
    read = parse(make_feed(item, title=long))
    (one,) = read.episodes
    assert (len(read.title), len(one.guid), one.page_url) == (300, 1000, "")
    assert (len(one.season_name), len(one.people[0]["name"])) == (200, 200)
    assert (one.season, one.seconds) == (2**31 - 1, 0)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("01:30", 90), ("1:00:00", 3600), ("90.5", 90), ("", 0), ("-5", 0), ("1 jam", 0)],
)
def test_a_duration_is_read_in_its_many_ways(text: str, seconds: int) -> None:
    item = make_item(1, inside=f"<itunes:duration>{text}</itunes:duration>")
    assert parse(make_feed(item)).episodes[0].seconds == seconds


@pytest.mark.parametrize(
    ("text", "explicit"),
    [("yes", True), ("True", True), ("clean", False), ("false", False), ("no", False), ("?", None)],
)
def test_explicit_is_read_in_its_many_ways(text: str, explicit: bool | None) -> None:
    item = make_item(1, inside=f"<itunes:explicit>{text}</itunes:explicit>")
    assert parse(make_feed(item)).episodes[0].explicit is explicit


def test_dates_that_cannot_be_are_none() -> None:
    for date in ("gestern", "Mon, 99 Foo 2026", ""):
        item = f"<item><title>x</title><pubDate>{date}</pubDate></item>"
        assert parse(make_feed(item)).episodes[0].published_at is None


def test_the_first_file_with_sound_is_the_episodes() -> None:
    item = (
        "<item><title>x</title>"
        '<enclosure url="https://contoh.id/a.pdf" type="application/pdf" length="1"/>'
        '<enclosure url="https://contoh.id/a.mp3" type="Audio/MPEG" length="12.0"/></item>'
    )
    (one,) = parse(make_feed(item)).episodes
    assert (one.url, one.type, one.size) == ("https://contoh.id/a.mp3", "audio/mpeg", 12)


def test_comments_without_end_do_not_take_for_ever() -> None:
    began = time.monotonic()
    for text in ("<!---->" * 100_000, "<!--" * 100_000 + "<item>", "<rss>" + "<!--" * 100_000):
        with pytest.raises(Unreadable):
            parse(text)
    assert time.monotonic() - began < 10
