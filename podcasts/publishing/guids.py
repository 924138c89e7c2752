"""The identity of a podcast: made once from its feed's first address, then kept for ever."""

import uuid
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from podcasts.models.shows import ShowPage

#: Of Podcasting 2.0: whoever knows the first address comes to the same id.
NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


def make_guid(address: str) -> uuid.UUID:
    """The id of a podcast whose feed had this whole address first."""
    parts = urlsplit(address)
    return uuid.uuid5(NAMESPACE, address.removeprefix(f"{parts.scheme}://").rstrip("/"))


def assign_guid(show: "ShowPage") -> None:
    """Give `show` its id where it has none; one that is stored stays, whatever a draft says."""
    from podcasts.publishing.addresses import feed_address

    stored = None
    if show.pk:
        stored = type(show).objects.filter(pk=show.pk).values_list("guid", flat=True).first()
    show.guid = stored or show.guid or make_guid(feed_address(show))
