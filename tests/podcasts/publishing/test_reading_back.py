"""Other people's readers understand every field of our feed as it was meant."""

import json
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest
from django.test import Client

from media.models import Encoding
from podcasts.models import EpisodePage, ShowPage
from podcasts.publishing.addresses import feed_path
from tests.factories.podcasts import make_full_show

pytestmark = pytest.mark.django_db

BASE = "http://127.0.0.1:8000"
PARTYTIME = Path(__file__).parents[1] / "partytime"


class Published:
    """A full show and the bytes of its feed, with what readers must find in it."""

    def __init__(self) -> None:
        self.show: ShowPage
        self.episode: EpisodePage
        self.show, self.episode = make_full_show()
        self.content = Client().get(feed_path(self.show)).content
        self.main = self.episode.recording.encodings.get(role=Encoding.Role.MAIN)
        self.saver = self.episode.recording.encodings.get(role=Encoding.Role.SAVER)
        self.artwork = f"{BASE}/berkas/{self.show.artwork.file.name}"
        self.episode_artwork = f"{BASE}/berkas/{self.episode.artwork.file.name}"
        self.notes = "<p>Tentang langkah pertama.</p><p>Catatan <b>penting</b>.</p>"

    def address(self, encoding: Encoding) -> str:
        return f"{BASE}/berkas/{encoding.file.name}"


@pytest.fixture
def published() -> Published:
    return Published()


def test_feedparser(published: Published) -> None:
    show, episode = published.show, published.episode
    read = feedparser.parse(published.content)
    assert not read.bozo
    assert (read.version, read.encoding) == ("rss20", "utf-8")
    feed = read.feed
    assert feed.title == show.title
    assert feed.link == BASE + show.url
    assert feed.subtitle == show.description
    assert feed.language == "id"
    assert feed.rights == show.copyright
    assert feed.author == show.author
    assert feed.publisher_detail == {"name": show.owner_name, "email": show.owner_email}
    assert feed.image.href == published.artwork
    assert [tag.term for tag in feed.tags] == ["Business", "Entrepreneurship", "Education"]
    assert feed.itunes_type == "episodic"
    assert feed.itunes_complete == "Yes"
    assert feed.podcast_guid == str(show.guid)
    assert feed.podcast_medium == "podcast"
    assert [link.href for link in feed.links if link.rel == "self"] == [BASE + feed_path(show)]
    (entry,) = read.entries
    assert (entry.title, entry.link) == (episode.title, BASE + episode.url)
    assert (entry.id, entry.guidislink) == (str(episode.guid), False)
    assert entry.summary == episode.summary
    assert entry.content[0].value == published.notes
    stored = episode.publication_date.utctimetuple()
    assert tuple(entry.published_parsed)[:6] == tuple(stored)[:6]
    (enclosure,) = entry.enclosures
    assert (enclosure.href, enclosure.type, enclosure.length) == (
        published.address(published.main),
        "audio/mpeg",
        str(published.main.size),
    )
    assert entry.itunes_duration == str(published.main.seconds)
    # "explicit" it knows as "yes" and "clean" alone, which Apple no longer takes: the readers below
    # are asked for it.
    assert (entry.itunes_season, entry.itunes_episode) == ("2", "7")
    assert entry.itunes_episodetype == "bonus"
    assert entry.image.href == published.episode_artwork


def test_podcastparser(published: Published) -> None:
    show, episode = published.show, published.episode
    read = podcastparser.parse("https://example.org/feed.xml", BytesIO(published.content))
    (entry,) = read.pop("episodes")
    assert read == {
        "title": show.title,
        "link": BASE + show.url,
        "description": show.description,
        "language": "id",
        "generator": "Pijar",
        "cover_url": published.artwork,
        "itunes_author": show.author,
        "itunes_owner": {"name": show.owner_name, "email": show.owner_email},
        "itunes_categories": [["Business", "Entrepreneurship"], ["Education"]],
        "explicit": False,
        "type": "episodic",
        "new_url": show.new_feed_url,
    }
    assert entry == {
        "title": episode.title,
        "link": BASE + episode.url,
        "guid": str(episode.guid),
        "description": episode.summary,
        "description_html": published.notes,
        "published": int(episode.publication_date.timestamp()),
        "total_time": published.main.seconds,
        "payment_url": None,
        "enclosures": [
            {
                "url": published.address(published.main),
                "file_size": published.main.size,
                "mime_type": "audio/mpeg",
            }
        ],
        "episode_art_url": published.episode_artwork,
        "explicit": True,
        "type": "bonus",
        "season": 2,
        "number": 7,
    }


def read_by_partytime(content: bytes) -> Any:
    node = shutil.which("node")
    if node is None or not (PARTYTIME / "node_modules").is_dir():
        pytest.skip("It needs Node: install nodejs and npm, then run `make test`.")
    done = subprocess.run(  # noqa: S603 - our own script
        [node, PARTYTIME / "parse.cjs"], input=content, capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_partytime_on_the_show(published: Published) -> None:
    show = published.show
    read = read_by_partytime(published.content)
    expected = {
        "title": show.title,
        "link": BASE + show.url,
        "description": " ".join(show.description.split()),
        "language": "id",
        "copyright": show.copyright,
        "author": show.author,
        "owner": {"name": show.owner_name, "email": show.owner_email},
        "explicit": False,
        "itunesImage": published.artwork,
        "itunesCategory": ["Business > Entrepreneurship", "Education"],
        "itunesType": "episodic",
        "itunesComplete": True,
        "itunesBlock": False,
        "itunesNewFeedUrl": show.new_feed_url,
        "image": {"url": published.artwork, "title": show.title, "link": BASE + show.url},
        "pubsub": {"self": BASE + feed_path(show)},
        "guid": str(show.guid),
        "medium": "podcast",
        "locked": True,
        "podcastOwner": show.owner_email,
        "podcastFunding": [{"message": show.funding_text, "url": show.funding_url}],
        "podcastPublisher": {
            "feedGuid": str(show.publisher_guid),
            "feedUrl": show.publisher_url,
        },
        "podcastTxt": [
            {"value": "pijar-123", "purpose": "verify"},
            {"value": "Kami menulis dari Lombok."},
        ],
        "podcastPeople": [
            {
                "name": "Sari Wulandari",
                "role": "Host",
                "group": "Cast",
                "href": "https://example.org/sari",
                "img": "https://example.org/sari.jpg",
            }
        ],
        "podcastSeasons": {"2": {"number": 2, "name": "Pulang"}},
    }
    assert {key: read.get(key) for key in expected} == expected
    assert {tag for phase in read["pc20support"].values() for tag in phase} == {
        "locked", "funding", "transcript", "chapters", "person", "season", "episode", "guid",
        "alternateEnclosure", "medium", "txt", "publisher",
    }  # fmt: skip


def test_partytime_on_the_episode(published: Published) -> None:
    episode, recording = published.episode, published.episode.recording
    (read,) = read_by_partytime(published.content)["items"]
    captions = f"{BASE}/berkas/teks/{recording.pk}"
    expected = {
        "guid": str(episode.guid),
        "title": episode.title,
        "link": BASE + episode.url,
        "description": episode.summary,
        "content": published.notes,
        "duration": published.main.seconds,
        "explicit": True,
        "itunesImage": published.episode_artwork,
        "itunesEpisode": 7,
        "itunesSeason": 2,
        "itunesEpisodeType": "bonus",
        "enclosure": {
            "url": published.address(published.main),
            "length": published.main.size,
            "type": "audio/mpeg",
        },
        "podcastSeason": {"number": 2, "name": "Pulang"},
        "podcastEpisode": {"number": 7, "display": "Tujuh"},
        "podcastPeople": [
            {"name": "Budi", "role": "Guest", "group": "Cast"},
            {"name": "Ani", "role": "Author", "group": "Writing"},
        ],
        "podcastTranscripts": [
            {"url": f"{captions}.vtt", "type": "text/vtt", "language": "id", "rel": "captions"},
            # It has one name for both of SubRip's.
            {
                "url": f"{captions}.srt",
                "type": "application/srt",
                "language": "id",
                "rel": "captions",
            },
        ],
        "podcastChapters": {
            "url": f"{BASE}{episode.url}chapters.json",
            "type": "application/json+chapters",
        },
    }
    assert {key: read.get(key) for key in expected} == expected
    alternates = [
        (one["type"], one["length"], one["default"], one["source"][0]["uri"])
        for one in read["alternativeEnclosures"]
    ]
    assert alternates == [
        ("audio/mpeg", published.main.size, True, published.address(published.main)),
        ("audio/webm", published.saver.size, False, published.address(published.saver)),
    ]
    assert read["alternativeEnclosures"][1]["codecs"] == "opus"
