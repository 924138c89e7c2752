"""Lists of feeds as OPML, the form in which podcast apps hand them over."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils import timezone
from django.utils.translation import gettext as _

from podcasts.following.addresses import check_address
from podcasts.following.problems import FetchProblem, sentence
from podcasts.following.subscribing import tidy_address
from podcasts.models.feeds import LONGEST_ADDRESS, FollowedFeed

LARGEST = 2_000_000
MOST = 2_000


class NotOpml(ValueError):
    """The file is no list of feeds; its text is a sentence for the person."""


@dataclass(frozen=True)
class Outline:
    """A line of the list: a feed's address and its title, "" where it has none."""

    url: str
    title: str = ""


@dataclass
class Taken:
    """What became of a list: feeds that are followed now, those that were before, and for each
    line that could not be taken its address and why."""

    added: list[FollowedFeed]
    known: list[str]
    refused: list[tuple[str, str]]


def read_opml(content: bytes) -> list[Outline]:
    """The feeds in a file, in its order, each once. Folders are looked into. Raises NotOpml."""
    if len(content) > LARGEST:
        raise NotOpml(_("The file is larger than 2 MB."))
    found: dict[str, Outline] = {}
    root = None
    try:
        for event, element in iterparse(
            io.BytesIO(content), events=("start", "end"), forbid_dtd=True
        ):
            if root is None:
                root = element.tag
            if event == "end" and element.tag.lower() == "outline":
                names = {name.lower(): value.strip() for name, value in element.attrib.items()}
                if url := names.get("xmlurl", ""):
                    title = names.get("title") or names.get("text", "")
                    found.setdefault(url, Outline(url, title[:300]))
                element.clear()
    except DefusedXmlException as error:
        raise NotOpml(_("The file holds definitions (a DTD) that are not safe to read.")) from error
    except (ParseError, ValueError) as error:
        raise NotOpml(_("The file is not a list of podcasts (OPML), or it is broken.")) from error
    if str(root).lower() != "opml":
        raise NotOpml(_("The file is not a list of podcasts (OPML), or it is broken."))
    if not found:
        raise NotOpml(_("There is no feed in this file."))
    if len(found) > MOST:
        raise NotOpml(_("There are more than 2,000 feeds in this file."))
    return list(found.values())


def take_outlines(
    outlines: Iterable[Outline], *, by: object = None, dry_run: bool = False
) -> Taken:
    """Follow each of these feeds from now on. They are fetched by the next job, not here, so a
    feed that can't be had shows it in the list of followed feeds."""
    taken = Taken([], [], [])
    followed = set(FollowedFeed.objects.values_list("url", flat=True))
    for outline in outlines:
        url = tidy_address(outline.url)
        try:
            check_address(url, longest=LONGEST_ADDRESS)
        except FetchProblem as problem:
            taken.refused.append((outline.url[:200], sentence(problem.code, problem.detail)))
            continue
        if url in followed:
            taken.known.append(url)
            continue
        followed.add(url)
        taken.added.append(
            FollowedFeed(
                url=url,
                title=outline.title or url[:300],
                created_by=by,  # type: ignore[misc]
                next_fetch_at=timezone.now(),
            )
        )
    if not dry_run:
        # Somebody else may have been faster with one of them.
        FollowedFeed.objects.bulk_create(taken.added, ignore_conflicts=True)
    return taken


def write_opml(feeds: Iterable[FollowedFeed], *, title: str) -> bytes:
    """A file that podcast apps and `read_opml` read, feeds by title."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = title
    body = SubElement(root, "body")
    for feed in feeds:
        outline = SubElement(body, "outline", type="rss", text=feed.title, xmlUrl=feed.url)
        if feed.site_url:
            outline.set("htmlUrl", feed.site_url)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
