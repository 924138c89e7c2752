"""A podcast in a course's folder: named by the episode, out and in again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from courses.catalog.models import CourseIndexPage
from courses.transfer.exporting import export_course
from courses.transfer.importing import import_course
from podcasts.models import EpisodePage, FollowedEpisode, FollowedFeed
from tests.courses.transfer.conftest import body_of, the_course
from tests.factories.podcasts import EpisodePageFactory, ShowPageFactory

FEED = "https://example.org/feed.xml"


def podcast(*settings: str) -> str:
    """A lesson of one podcast; its settings begin at line 6."""
    lines = "\n".join(["title: Dengarkan", *settings])
    return f"---\ntitle: Satu\nslug: satu\n---\n# podcast: dengar\n{lines}\n"


@pytest.fixture
def episode(index: CourseIndexPage) -> EpisodePage:
    found: EpisodePage = EpisodePageFactory(
        parent=ShowPageFactory(slug="suara-pijar"), slug="mulai-kecil"
    )
    return found


@pytest.fixture
def followed(index: CourseIndexPage) -> FollowedEpisode:
    feed = FollowedFeed.objects.create(url=FEED, title="Usaha")
    return FollowedEpisode.objects.create(
        feed=feed, identity="guid:7", title="Tujuh", url="https://example.org/7.mp3"
    )


def test_an_episode_of_ours_goes_out_and_in(
    episode: EpisodePage, load: Callable[..., Any], tmp_path: Path, index: CourseIndexPage
) -> None:
    load({"01-satu.md": podcast("episode: suara-pijar/mulai-kecil", "share: 60")})
    before = body_of("satu")
    assert before[0]["value"] == {
        "title": "Dengarkan",
        "episode": episode.pk,
        "followed": None,
        "share": 60,
        "transcript_counts": False,
    }
    export_course(the_course(), tmp_path / "out")
    text = next((tmp_path / "out").glob("01*.md")).read_text()
    assert "episode: suara-pijar/mulai-kecil\nshare: 60\n" in text
    the_course().delete()
    import_course(tmp_path / "out", index=CourseIndexPage.objects.get(pk=index.pk))
    assert body_of("satu") == before


def test_a_followed_episode_is_named_by_feed_and_identity(
    followed: FollowedEpisode, load: Callable[..., Any], tmp_path: Path, index: CourseIndexPage
) -> None:
    settings = (f"feed: {FEED}", 'identity: "guid:7"', "transcript_counts: true")
    load({"01-satu.md": podcast(*settings)})
    before = body_of("satu")
    value = before[0]["value"]
    assert (value["followed"], value["episode"], value["share"]) == (followed.pk, None, 80)
    assert value["transcript_counts"] is True
    export_course(the_course(), tmp_path / "out")
    the_course().delete()
    import_course(tmp_path / "out", index=CourseIndexPage.objects.get(pk=index.pk))
    assert body_of("satu") == before


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (("episode: suara-pijar/lain",), "01-satu.md:7: The site has no episode"),
        (("episode: lain/mulai-kecil",), "01-satu.md:7: The site has no episode"),
        (("episode: en:suara-pijar/mulai-kecil",), "01-satu.md:7: The site has no episode"),
        (("episode: mulai-kecil",), "01-satu.md:7: 'mulai-kecil' names no episode"),
        ((f"feed: {FEED}", "identity: x"), "01-satu.md:7: The site follows no feed"),
        (("share: 60",), "one of the two"),
        (("episode: suara-pijar/mulai-kecil", "share: 0"), "01-satu.md:8:"),
    ],
)
def test_what_is_not_there_is_said_at_its_line(
    episode: EpisodePage,
    complain: Callable[..., list[str]],
    in_english: None,
    lines: tuple[str, ...],
    problem: str,
) -> None:
    [told] = complain({"01-satu.md": podcast(*lines)})
    assert problem in told
