"""The choice of a followed episode in Wagtail's editor."""

from wagtail import hooks

from courses.kinds.podcast.choosing import FollowedEpisodeChooserViewSet, followed_episode_chooser


@hooks.register("register_admin_viewset")
def offer_followed_episodes() -> FollowedEpisodeChooserViewSet:
    return followed_episode_chooser
