"""What the editor says is still to be done."""

import pytest
from django.utils.translation import override

from media.models import Encoding, MediaItem
from podcasts.categories import CATEGORIES, list_choices, split_category
from podcasts.models import ShowPage
from podcasts.publishing.checks import Level, list_findings
from tests.factories.podcasts import (
    EpisodePageFactory,
    ShowPageFactory,
    make_artwork,
    make_full_show,
    make_recording,
)


def sentences(show: ShowPage, level: Level) -> list[str]:
    with override("en"):
        return [found.sentence for found in list_findings(show) if found.level is level]


@pytest.mark.django_db
def test_a_full_show_lacks_nothing() -> None:
    show, _episode = make_full_show()
    assert list_findings(show) == []


@pytest.mark.django_db
def test_what_directories_refuse_is_needed() -> None:
    show = ShowPageFactory(category="Ternak", artwork=make_artwork(100))
    found = " ".join(sentences(show, Level.NEEDED))
    assert "“Ternak” is no category" in found
    assert "1400 to 3000 pixels" in found
    assert "Publish a first episode" in found
    show.artwork, show.category = None, ""
    found = " ".join(sentences(show, Level.NEEDED))
    assert "Choose a picture" in found
    assert "Choose a category" in found


@pytest.mark.django_db
def test_what_is_missing_without_being_refused_is_advised() -> None:
    show = ShowPageFactory(owner_email="", description="é" * 2001)
    EpisodePageFactory(parent=show, title="Satu", recording=make_recording(saver=False))
    found = " ".join(sentences(show, Level.ADVISED))
    for words in ("e-mail address of the owner", "4,000 bytes", "“Satu” has no lighter file",
                  "“Satu” has no transcript"):  # fmt: skip
        assert words in found
    assert sentences(show, Level.NEEDED) == []


@pytest.mark.django_db
def test_episodes_that_are_not_in_the_feed_are_named() -> None:
    show = ShowPageFactory(serial=True)
    EpisodePageFactory(parent=show, title="Rahasia", recording=make_recording(private=True))
    broken = make_recording()
    broken.encodings.all().delete()
    Encoding.objects.filter(item=broken).delete()
    MediaItem.objects.filter(pk=broken.pk).update(file="media/x.wav", state="failed")
    EpisodePageFactory(parent=show, title="Rusak", recording=broken, number=1)
    found = " ".join(sentences(show, Level.NEEDED))
    assert "“Rahasia” is not in the feed: its recording is private" in found
    assert "“Rusak” is not in the feed: upload its recording again" in found
    assert "Number every episode" in found


def test_apple_has_19_categories_and_each_choice_fits_its_column() -> None:
    assert len(CATEGORIES) == 19
    assert len(list_choices()) == 19 + sum(map(len, CATEGORIES.values()))
    for value, _label in list_choices():
        assert len(value) <= 60
        assert split_category(value)[0] in CATEGORIES
