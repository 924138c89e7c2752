"""Episodes in the editor: the one slug that nobody would find."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from media.encoding.problems import Problem
from media.models import MediaItem
from podcasts.models import EpisodePage
from tests.factories.podcasts import EpisodePageFactory, ShowPageFactory, make_recording
from tests.podcasts.models.editing import read_draft, send


def test_the_slug_of_private_addresses_is_refused(desk: Client, episode: EpisodePage) -> None:
    response = send(desk, episode, start="0", slug="saya")
    assert response.status_code == 200
    assert "“saya”" in response.content.decode()
    assert read_draft(episode).slug == episode.slug
    # Any other is fine.
    assert send(desk, episode, start="0", slug="saya-juga").status_code == 302
    assert read_draft(episode).slug == "saya-juga"


def test_nor_can_it_be_copied_there(desk: Client, episode: EpisodePage) -> None:
    data = {
        "new_title": "Saya",
        "new_slug": "saya",
        "new_parent_page": str(episode.get_parent().pk),
    }
    address = reverse("wagtailadmin_pages:copy", args=[episode.pk])
    response = desk.post(address, data)
    assert response.status_code == 200
    assert "“saya”" in response.content.decode()
    assert desk.post(address, {**data, "new_slug": "salinan"}).status_code == 302
    slugs = EpisodePage.objects.sibling_of(episode).values_list("slug", flat=True)
    assert set(slugs) == {episode.slug, "salinan"}


@pytest.mark.django_db
def test_nor_made_from_a_title() -> None:
    with pytest.raises(ValidationError) as caught:
        EpisodePageFactory(parent=ShowPageFactory(), title="Saya", slug="")
    assert set(caught.value.message_dict) == {"slug"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "problem", "preparing", "playable"),
    [
        (MediaItem.State.READY, "", False, True),
        (MediaItem.State.WAITING, "", True, True),
        (MediaItem.State.WORKING, "", True, True),
        (MediaItem.State.FAILED, Problem.TOO_LONG, False, True),
        (MediaItem.State.FAILED, Problem.BROKEN, False, False),
    ],
)
def test_a_recording_says_how_far_it_is(
    state: str, problem: str, preparing: bool, playable: bool
) -> None:
    item = make_recording()
    MediaItem.objects.filter(pk=item.pk).update(state=state, problem=problem)
    item.refresh_from_db()
    recording = EpisodePageFactory(recording=item).as_recording()
    assert (recording.preparing, recording.playable) == (preparing, playable)
