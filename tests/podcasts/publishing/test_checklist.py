"""Each rule of PSP-1, of Apple and of Podcasting 2.0, looked at in the feed's own bytes."""

import re
import uuid
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client

from media.models import Encoding
from podcasts.models import EpisodePage, ShowPage
from podcasts.publishing.addresses import feed_path
from tests.factories.podcasts import EpisodePageFactory, ShowPageFactory, make_full_show

pytestmark = pytest.mark.django_db

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
BASE = "http://127.0.0.1:8000"


class Full:
    """A full show, its one episode, and both as they stand in the feed."""

    def __init__(self) -> None:
        self.show, self.episode = make_full_show()
        self.url = feed_path(self.show)
        self.content = Client().get(self.url).content
        self.channel = read_channel(self.content)
        item = self.channel.find("item")
        assert item is not None
        self.item = item


@pytest.fixture
def full() -> Full:
    return Full()


def read_channel(content: bytes) -> Element:
    channel: Element | None = fromstring(content).find("channel")
    assert channel is not None
    return channel


def attributes(parent: Element, name: str) -> dict[str, str]:
    """Those of the only element of this name."""
    (found,) = parent.findall(name)
    return dict(found.attrib)


def texts(parent: Element, name: str) -> list[str | None]:
    return [found.text for found in parent.findall(name)]


def fetch(show: ShowPage) -> Element:
    return read_channel(Client().get(feed_path(show)).content)


# --- The document -----------------------------------------------------------------------------


def test_namespaces_are_letter_for_letter(full: Full) -> None:
    root = full.content.partition(b"<channel>")[0].decode()
    assert re.findall(r'xmlns:(\w+)="([^"]*)"', root) == [
        ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
        ("podcast", "https://podcastindex.org/namespace/1.0"),
        ("atom", "http://www.w3.org/2005/Atom"),
        ("content", "http://purl.org/rss/1.0/modules/content/"),
    ]
    assert '<rss version="2.0"' in root


def test_it_says_that_it_is_utf_8_and_is(full: Full) -> None:
    assert full.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    full.content.decode("utf-8")


def test_all_addresses_are_whole(full: Full) -> None:
    named = re.findall(r'(?:url|href|uri|img|feedUrl)="([^"]*)"', full.content.decode())
    assert len(named) > 10
    assert all(address.startswith(("http://", "https://")) for address in named)


def test_text_of_any_kind_leaves_it_well_formed() -> None:
    nasty = "a\x01\x0b\x1f\ufffe & <b> ]]> \"'é 🎧"
    show = ShowPageFactory(title="Bersih", description=nasty, author=nasty, copyright="]]>&")
    EpisodePageFactory(parent=show, title=nasty, summary=nasty)
    channel = fetch(show)
    clean = "a & <b> ]]> \"'é 🎧"
    assert channel.findtext(f"{ITUNES}author") == clean
    assert channel.findtext("item/title") == clean
    # A description is taken for HTML: what is text there must stay text.
    assert channel.findtext("description") == "a &amp; &lt;b&gt; ]]&gt; \"'é 🎧"


# --- PSP-1: the show --------------------------------------------------------------------------


def test_psp_atom_link_to_itself(full: Full) -> None:
    assert attributes(full.channel, f"{ATOM}link") == {
        "href": BASE + full.url,
        "rel": "self",
        "type": "application/rss+xml",
    }


def test_psp_title(full: Full) -> None:
    assert texts(full.channel, "title") == ["Suara & Usaha <Pijar>"]


def test_psp_description(full: Full) -> None:
    assert texts(full.channel, "description") == [full.show.description]


def test_psp_link(full: Full) -> None:
    assert texts(full.channel, "link") == [BASE + full.show.url]


def test_psp_language(full: Full) -> None:
    assert texts(full.channel, "language") == ["id"]


def test_psp_category_and_what_lies_within(full: Full) -> None:
    categories = full.channel.findall(f"{ITUNES}category")
    assert [one.attrib for one in categories] == [{"text": "Business"}, {"text": "Education"}]
    within = [[two.get("text") for two in one] for one in categories]
    assert within == [["Entrepreneurship"], []]


@pytest.mark.parametrize("explicit", [True, False])
def test_psp_explicit_is_true_or_false(explicit: bool) -> None:
    channel = fetch(ShowPageFactory(explicit=explicit))
    assert texts(channel, f"{ITUNES}explicit") == ["true" if explicit else "false"]


def test_psp_image(full: Full) -> None:
    name = full.show.artwork.file.name
    assert attributes(full.channel, f"{ITUNES}image") == {"href": f"{BASE}/berkas/{name}"}
    assert full.channel.findtext("image/url") == f"{BASE}/berkas/{name}"
    assert full.channel.findtext("image/title") == full.show.title
    assert full.channel.findtext("image/link") == BASE + full.show.url


def test_psp_locked_names_its_owner(full: Full) -> None:
    assert texts(full.channel, f"{PODCAST}locked") == ["yes"]
    assert attributes(full.channel, f"{PODCAST}locked") == {"owner": full.show.owner_email}
    assert texts(fetch(ShowPageFactory(feed_locked=False)), f"{PODCAST}locked") == ["no"]


def test_psp_guid_comes_from_the_first_address_and_stays(full: Full) -> None:
    address = f"127.0.0.1:8000/podcast/{full.show.slug}/feed.xml"
    guid = uuid.uuid5(uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6"), address)
    assert texts(full.channel, f"{PODCAST}guid") == [str(guid)]
    full.show.slug = "nama-baru"
    full.show.save_revision().publish()
    assert texts(fetch(full.show), f"{PODCAST}guid") == [str(guid)]


def test_psp_author(full: Full) -> None:
    assert texts(full.channel, f"{ITUNES}author") == [full.show.author]


def test_psp_copyright_funding_and_type(full: Full) -> None:
    assert texts(full.channel, "copyright") == ["Tim Pijar"]
    assert texts(full.channel, f"{PODCAST}funding") == ["Dukung kami"]
    assert attributes(full.channel, f"{PODCAST}funding") == {"url": full.show.funding_url}
    assert texts(full.channel, f"{ITUNES}type") == ["episodic"]
    assert texts(fetch(ShowPageFactory(serial=True)), f"{ITUNES}type") == ["serial"]


def test_psp_complete_is_said_only_when_it_is(full: Full) -> None:
    assert texts(full.channel, f"{ITUNES}complete") == ["Yes"]
    assert texts(fetch(ShowPageFactory()), f"{ITUNES}complete") == []


def test_psp_txt(full: Full) -> None:
    found = full.channel.findall(f"{PODCAST}txt")
    assert [(one.get("purpose"), one.text) for one in found] == [
        ("verify", "pijar-123"),
        (None, "Kami menulis dari Lombok."),
    ]


# --- PSP-1: the episode -----------------------------------------------------------------------


def test_psp_item_title_and_link(full: Full) -> None:
    assert texts(full.item, "title") == [full.episode.title]
    assert texts(full.item, "link") == [BASE + full.episode.url]


def test_psp_item_enclosure_is_exact(full: Full) -> None:
    main = full.episode.recording.encodings.get(role=Encoding.Role.MAIN)
    assert attributes(full.item, "enclosure") == {
        "url": f"{BASE}/berkas/{main.file.name}",
        "length": str(main.file.size),
        "type": "audio/mpeg",
    }


def test_psp_item_guid_is_no_address_and_survives_edits(full: Full) -> None:
    assert texts(full.item, "guid") == [str(full.episode.guid)]
    assert attributes(full.item, "guid") == {"isPermaLink": "false"}
    full.episode.slug = "lain"
    full.episode.title = "Lain"
    full.episode.save_revision().publish()
    assert fetch(full.show).findtext("item/guid") == str(full.episode.guid)


def test_psp_item_date_is_rfc_2822(full: Full) -> None:
    (date,) = texts(full.item, "pubDate")
    assert date is not None
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", date)
    stored = full.episode.publication_date.replace(microsecond=0)
    assert parsedate_to_datetime(date) == stored


def test_psp_item_description_and_notes(full: Full) -> None:
    assert texts(full.item, "description") == [full.episode.summary]
    notes = "<p>Tentang langkah pertama.</p><p>Catatan <b>penting</b>.</p>"
    assert texts(full.item, f"{CONTENT}encoded") == [notes]


def test_psp_item_duration_in_whole_seconds(full: Full) -> None:
    main = full.episode.recording.encodings.get(role=Encoding.Role.MAIN)
    assert texts(full.item, f"{ITUNES}duration") == [str(main.seconds)]


def test_psp_item_image(full: Full) -> None:
    name = full.episode.artwork.file.name
    assert attributes(full.item, f"{ITUNES}image") == {"href": f"{BASE}/berkas/{name}"}


@pytest.mark.parametrize(
    ("own", "show_explicit", "said"),
    [("", True, "true"), ("", False, "false"), ("true", False, "true"), ("false", True, "false")],
)
def test_psp_item_explicit(own: str, show_explicit: bool, said: str) -> None:
    show = ShowPageFactory(explicit=show_explicit)
    EpisodePageFactory(parent=show, explicit=own)
    assert fetch(show).findtext(f"item/{ITUNES}explicit") == said


def test_psp_item_transcripts_in_both_forms(full: Full) -> None:
    base = f"{BASE}/berkas/teks/{full.episode.recording_id}"
    more = {"language": "id", "rel": "captions"}
    assert [one.attrib for one in full.item.findall(f"{PODCAST}transcript")] == [
        {"url": f"{base}.vtt", "type": "text/vtt", **more},
        {"url": f"{base}.srt", "type": "application/x-subrip", **more},
    ]


def test_psp_item_block(full: Full) -> None:
    assert texts(full.item, f"{ITUNES}block") == ["Yes"]


# --- Apple ------------------------------------------------------------------------------------


def test_apple_owner(full: Full) -> None:
    owner = full.channel.find(f"{ITUNES}owner")
    assert owner is not None
    assert owner.findtext(f"{ITUNES}name") == full.show.owner_name
    assert owner.findtext(f"{ITUNES}email") == full.show.owner_email


def test_apple_new_feed_url(full: Full) -> None:
    assert texts(full.channel, f"{ITUNES}new-feed-url") == [full.show.new_feed_url]


def test_apple_numbers_and_kind(full: Full) -> None:
    assert texts(full.item, f"{ITUNES}season") == ["2"]
    assert texts(full.item, f"{ITUNES}episode") == ["7"]
    assert texts(full.item, f"{ITUNES}episodeType") == ["bonus"]
    assert texts(full.item, f"{ITUNES}title") == [full.episode.title]


def test_apple_takes_no_zero_for_a_number() -> None:
    show = ShowPageFactory()
    EpisodePageFactory(parent=show, season=0, number=0)
    item = fetch(show).find("item")
    assert item is not None
    assert texts(item, f"{ITUNES}season") == texts(item, f"{ITUNES}episode") == []


def test_apple_category_that_is_none_of_apples_is_left_out() -> None:
    show = ShowPageFactory(category="Ternak", second_category="Business > Ternak")
    assert fetch(show).findall(f"{ITUNES}category") == []


# --- Podcasting 2.0 ---------------------------------------------------------------------------


def test_podcasting_2_medium_and_publisher(full: Full) -> None:
    assert texts(full.channel, f"{PODCAST}medium") == ["podcast"]
    (publisher,) = full.channel.findall(f"{PODCAST}publisher")
    assert attributes(publisher, f"{PODCAST}remoteItem") == {
        "medium": "publisher",
        "feedGuid": str(full.show.publisher_guid),
        "feedUrl": full.show.publisher_url,
    }


def test_podcasting_2_people(full: Full) -> None:
    def people(parent: Element) -> list[tuple[str | None, dict[str, str]]]:
        return [(one.text, dict(one.attrib)) for one in parent.findall(f"{PODCAST}person")]

    more = {"href": "https://example.org/sari", "img": "https://example.org/sari.jpg"}
    assert people(full.channel) == [("Sari Wulandari", {"role": "host", "group": "cast", **more})]
    assert people(full.item) == [
        ("Budi", {"role": "guest", "group": "cast"}),
        ("Ani", {"role": "author", "group": "writing"}),
    ]


def test_podcasting_2_season_and_episode_have_names(full: Full) -> None:
    assert texts(full.item, f"{PODCAST}season") == ["2"]
    assert attributes(full.item, f"{PODCAST}season") == {"name": "Pulang"}
    assert texts(full.item, f"{PODCAST}episode") == ["7"]
    assert attributes(full.item, f"{PODCAST}episode") == {"display": "Tujuh"}


def test_podcasting_2_chapters_lead_to_json(full: Full) -> None:
    found = attributes(full.item, f"{PODCAST}chapters")
    assert found["type"] == "application/json+chapters"
    response = Client().get(found["url"].removeprefix(BASE))
    assert [chapter["startTime"] for chapter in response.json()["chapters"]] == [0, 30]


def test_podcasting_2_alternate_enclosures_have_a_source_each(full: Full) -> None:
    found = full.item.findall(f"{PODCAST}alternateEnclosure")
    made: list[dict[str, Any]] = []
    for role in (Encoding.Role.MAIN, Encoding.Role.SAVER):
        one = full.episode.recording.encodings.get(role=role)
        more = (
            {"type": "audio/mpeg", "default": "true"}
            if role == Encoding.Role.MAIN
            else {"type": "audio/webm", "codecs": "opus"}
        )
        bit_rate = one.size * 8 // one.seconds
        made.append({"length": str(one.size), "bitrate": str(bit_rate), **more})
    assert [one.attrib for one in found] == made
    sources = [attributes(one, f"{PODCAST}source")["uri"] for one in found]
    stored = [
        full.episode.recording.encodings.get(role=role).file.name
        for role in (Encoding.Role.MAIN, Encoding.Role.SAVER)
    ]
    assert sources == [f"{BASE}/berkas/{name}" for name in stored]


def test_an_empty_field_leaves_no_empty_element() -> None:
    show = ShowPageFactory(owner_name="", owner_email="", copyright="")
    ShowPage.objects.update(artwork=None)
    EpisodePageFactory(parent=show, notes="")
    for element in fetch(show).iter():
        assert element.text or element.attrib or len(element), element.tag
    assert EpisodePage.objects.count() == 1
