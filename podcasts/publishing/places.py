"""Where a feed's files are fetched: by everybody, or by one person with an address of their own."""

from dataclasses import dataclass
from typing import Protocol

from django.urls import reverse

from media.delivery.addresses import address_of
from media.models import MediaItem
from podcasts.models.episodes import EpisodePage
from podcasts.models.shows import ShowPage
from podcasts.publishing import addresses

#: Folders of names that a private feed gives to what is no stored file.
CAPTIONS = "teks"
CHAPTERS = "bab"


class Places(Protocol):
    """Whole addresses of what a feed names."""

    def feed(self, *, page: int = 1) -> str: ...
    def file(self, name: str) -> str: ...
    def captions(self, item: MediaItem, ending: str) -> str: ...
    def chapters(self, episode: EpisodePage) -> str: ...


@dataclass(frozen=True)
class PublicPlaces:
    show: ShowPage

    def feed(self, *, page: int = 1) -> str:
        return addresses.feed_address(self.show, page=page)

    def file(self, name: str) -> str:
        return addresses.make_absolute(address_of(name))

    def captions(self, item: MediaItem, ending: str) -> str:
        path = reverse("media_captions", kwargs={"pk": item.pk, "ending": ending})
        return addresses.make_absolute(path)

    def chapters(self, episode: EpisodePage) -> str:
        return addresses.chapters_address(self.show, episode_slug=episode.slug)


@dataclass(frozen=True)
class PrivatePlaces:
    """Everything goes through the token, so that nothing plays once it is taken back."""

    show: ShowPage
    token: str

    def feed(self, *, page: int = 1) -> str:
        return addresses.private_feed_address(self.show, token=self.token, page=page)

    def file(self, name: str) -> str:
        return addresses.private_file_address(self.show, token=self.token, name=name)

    def captions(self, item: MediaItem, ending: str) -> str:
        return self.file(f"{CAPTIONS}/{item.pk}.{ending}")

    def chapters(self, episode: EpisodePage) -> str:
        return self.file(f"{CHAPTERS}/{episode.slug}.json")
