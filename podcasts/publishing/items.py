"""What a feed says of each episode."""

from media.captions import FORMATS
from media.models import MediaItem
from podcasts.models.episodes import EpisodePage
from podcasts.models.shows import ShowPage
from podcasts.publishing.addresses import episode_address
from podcasts.publishing.channel import format_date, image_address, write_people
from podcasts.publishing.enclosures import Enclosure, find_main, find_saver
from podcasts.publishing.notes import describe, escape_description
from podcasts.publishing.places import Places
from podcasts.publishing.writing import XmlWriter


def write_item(
    xml: XmlWriter,
    episode: EpisodePage,
    *,
    show: ShowPage,
    show_page: str,
    notes: str,
    places: Places,
) -> None:
    """One episode; nothing where it has no file yet that an app could play. `show_page` is the
    address of the show's page, `notes` the episode's as whole HTML. Reads `people`, `chapters` and
    the recording's `encodings`, which are better fetched ahead."""
    main = find_main(episode.recording)
    if main is None:
        return
    with xml.inside("item"):
        xml.add("title", episode.title)
        xml.add("itunes:title", episode.title)
        xml.add("link", episode_address(show_page, episode_slug=episode.slug))
        xml.add("guid", str(episode.guid), attributes={"isPermaLink": "false"})
        xml.add("pubDate", format_date(episode.publication_date))
        xml.add("description", escape_description(episode.summary))
        xml.add("content:encoded", describe(episode.summary, notes=notes))
        attributes: dict[str, str | None] = {
            "url": places.file(main.name),
            "length": str(main.size),
            "type": main.type,
        }
        xml.add("enclosure", attributes=attributes)
        _write_itunes(xml, episode, show=show, seconds=main.seconds)
        _write_numbers(xml, episode)
        write_people(xml, episode.people.all())
        _write_captions(xml, episode.recording, language=show.locale.language_code, places=places)
        if episode.chapters.all():
            xml.add(
                "podcast:chapters",
                attributes={
                    "url": places.chapters(episode),
                    "type": "application/json+chapters",
                },
            )
        _write_alternates(xml, main, find_saver(episode.recording), places=places)


def _write_itunes(xml: XmlWriter, episode: EpisodePage, *, show: ShowPage, seconds: int) -> None:
    xml.add("itunes:duration", str(seconds) if seconds else "")
    if artwork := image_address(episode.artwork):
        xml.add("itunes:image", attributes={"href": artwork})
    xml.add("itunes:explicit", episode.explicit or ("true" if show.explicit else "false"))
    xml.add("itunes:episodeType", episode.kind)
    xml.add("itunes:block", "Yes" if episode.block else "")


def _write_numbers(xml: XmlWriter, episode: EpisodePage) -> None:
    # Apple takes 0 for an error.
    if episode.season:
        xml.add("itunes:season", str(episode.season))
        name = episode.season_name
        xml.add("podcast:season", str(episode.season), attributes={"name": name or None})
    if episode.number:
        xml.add("itunes:episode", str(episode.number))
        display = episode.number_name
        xml.add("podcast:episode", str(episode.number), attributes={"display": display or None})


def _write_captions(xml: XmlWriter, item: MediaItem, *, language: str, places: Places) -> None:
    if not item.captions:
        return
    for ending, form in FORMATS.items():
        attributes: dict[str, str | None] = {
            "url": places.captions(item, ending),
            "type": form.type,
            "language": language,
            "rel": "captions",
        }
        xml.add("podcast:transcript", attributes=attributes)


def _write_alternates(
    xml: XmlWriter, main: Enclosure, saver: Enclosure | None, *, places: Places
) -> None:
    """The lighter file, beside the main one as what is played unless an app knows better."""
    if saver is None:
        return
    for enclosure, default in ((main, "true"), (saver, None)):
        attributes: dict[str, str | None] = {
            "type": enclosure.type,
            "length": str(enclosure.size),
            "bitrate": str(enclosure.bit_rate) if enclosure.bit_rate else None,
            "codecs": enclosure.codecs or None,
            "default": default,
        }
        with xml.inside("podcast:alternateEnclosure", attributes):
            xml.add("podcast:source", attributes={"uri": places.file(enclosure.name)})
