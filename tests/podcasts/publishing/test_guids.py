"""The id of a podcast: as Podcasting 2.0 reckons it, once and for ever."""

import uuid

import pytest

from podcasts.models import ShowPage
from podcasts.publishing.guids import make_guid
from tests.factories.podcasts import ShowPageFactory


@pytest.mark.parametrize(
    "address",
    [
        "https://podnews.net/rss",
        "http://podnews.net/rss/",
        "https://podnews.net/rss///",
    ],
)
def test_scheme_and_slashes_at_the_end_make_no_difference(address: str) -> None:
    # Podnews is the example of the specification.
    assert make_guid(address) == uuid.UUID("9b024349-ccf0-5f69-a609-6b82873eab3c")


@pytest.mark.django_db
def test_a_draft_from_before_the_id_does_not_take_it_away() -> None:
    show = ShowPageFactory()
    guid = show.guid
    assert guid is not None
    show.guid = None
    show.save_revision().publish()
    assert ShowPage.objects.get(pk=show.pk).guid == guid
