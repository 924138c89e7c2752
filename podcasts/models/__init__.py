"""Shows and episodes of our own, private feeds, and feeds that we follow."""

from podcasts.models.chapters import EpisodeChapter
from podcasts.models.episodes import EpisodePage, EpisodePerson
from podcasts.models.feeds import FollowedEpisode, FollowedFeed
from podcasts.models.shows import PodcastIndexPage, ShowPage, ShowPerson
from podcasts.models.tokens import FeedToken

__all__ = [
    "EpisodeChapter",
    "EpisodePage",
    "EpisodePerson",
    "FeedToken",
    "FollowedEpisode",
    "FollowedFeed",
    "PodcastIndexPage",
    "ShowPage",
    "ShowPerson",
]
