"""What a feed says of the show itself."""

import re
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime

from django.utils import timezone
from wagtail.images.models import AbstractImage

from media.delivery.addresses import address_of
from podcasts.categories import split_category
from podcasts.models.shows import Credit, ShowPage
from podcasts.publishing.addresses import make_absolute, show_address
from podcasts.publishing.notes import escape_description
from podcasts.publishing.places import Places, PublicPlaces
from podcasts.publishing.writing import XmlWriter

NAMESPACES = {
    "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "xmlns:podcast": "https://podcastindex.org/namespace/1.0",
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
}
_PURPOSE = re.compile(r"([a-z0-9_-]{1,128}):\s+(.+)")


def write_channel(
    xml: XmlWriter, show: ShowPage, *, places: Places, page: int, pages: int, changed: datetime
) -> None:
    """Everything of the channel but its items; `changed` is when the newest of it changed."""
    site = show_address(show)
    artwork = image_address(show.artwork)
    xml.add("title", show.title)
    xml.add("link", site)
    xml.add("description", escape_description(show.description))
    xml.add("language", show.locale.language_code)
    xml.add("copyright", show.copyright)
    xml.add("generator", "Pijar")
    xml.add("lastBuildDate", format_date(changed))
    _write_links(xml, places=places, page=page, pages=pages)
    if artwork:
        with xml.inside("image"):
            xml.add("url", artwork)
            xml.add("title", show.title)
            xml.add("link", site)
    _write_itunes(xml, show, artwork=artwork, public=isinstance(places, PublicPlaces))
    _write_podcasting_2(xml, show, public=isinstance(places, PublicPlaces))


def _write_links(xml: XmlWriter, *, places: Places, page: int, pages: int) -> None:
    """Where this feed lies, and its other pages (RFC 5005)."""
    links = {"self": page}
    if pages > 1:
        links |= {"first": 1, "last": pages}
        if page > 1:
            links["previous"] = page - 1
        if page < pages:
            links["next"] = page + 1
    for relation, number in links.items():
        attributes: dict[str, str | None] = {
            "href": places.feed(page=number),
            "rel": relation,
            "type": "application/rss+xml",
        }
        xml.add("atom:link", attributes=attributes)


def _write_itunes(xml: XmlWriter, show: ShowPage, *, artwork: str, public: bool) -> None:
    if show.owner_email:
        with xml.inside("itunes:owner"):
            xml.add("itunes:name", show.owner_name or show.author)
            xml.add("itunes:email", show.owner_email)
    # Behind the owner: some readers take whichever name comes last for the author's.
    xml.add("itunes:author", show.author)
    if artwork:
        xml.add("itunes:image", attributes={"href": artwork})
    for value in dict.fromkeys(filter(None, (show.category, show.second_category))):
        _write_category(xml, value)
    xml.add("itunes:explicit", "true" if show.explicit else "false")
    xml.add("itunes:type", show.kind)
    if not public:
        xml.add("itunes:block", "Yes")
    if show.complete:
        xml.add("itunes:complete", "Yes")
    xml.add("itunes:new-feed-url", show.new_feed_url if public else "")


def _write_category(xml: XmlWriter, value: str) -> None:
    try:
        category, within = split_category(value)
    except ValueError:
        # Directories refuse a whole feed over a word they don't know; the editor is told of it.
        return
    with xml.inside("itunes:category", {"text": category}):
        if within:
            xml.add("itunes:category", attributes={"text": within})


def _write_podcasting_2(xml: XmlWriter, show: ShowPage, *, public: bool) -> None:
    xml.add("podcast:guid", str(show.guid) if show.guid else "")
    locked = "yes" if show.feed_locked else "no"
    xml.add("podcast:locked", locked, attributes={"owner": show.owner_email or None})
    xml.add("podcast:medium", show.medium)
    if not public:
        xml.add("podcast:block", "yes")
    if show.funding_url:
        text = show.funding_text or show.title
        xml.add("podcast:funding", text, attributes={"url": show.funding_url})
    if show.publisher_guid:
        with xml.inside("podcast:publisher"):
            attributes: dict[str, str | None] = {
                "medium": "publisher",
                "feedGuid": str(show.publisher_guid),
                "feedUrl": show.publisher_url or None,
            }
            xml.add("podcast:remoteItem", attributes=attributes)
    for line in filter(None, map(str.strip, show.txt.splitlines())):
        match = _PURPOSE.fullmatch(line)
        purpose, text = match.groups() if match else (None, line)
        xml.add("podcast:txt", text, attributes={"purpose": purpose} if purpose else None)
    write_people(xml, show.people.all())


def write_people(xml: XmlWriter, people: Iterable[Credit]) -> None:
    for person in people:
        attributes: dict[str, str | None] = {
            "role": person.role or None,
            "group": person.group or None,
            "href": person.href or None,
            "img": person.img or None,
        }
        xml.add("podcast:person", person.name, attributes=attributes)


def format_date(when: datetime) -> str:
    """RFC 2822, in universal time."""
    return format_datetime(when.astimezone(timezone.get_default_timezone()))


def image_address(image: AbstractImage | None) -> str:
    """The whole address of a picture as it was uploaded, "" where there is none."""
    return make_absolute(address_of(str(image.file.name))) if image else ""
