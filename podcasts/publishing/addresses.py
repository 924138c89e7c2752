"""Whole addresses of what a podcast publishes.

They begin with what the site is configured to be, never with the host that a request names: feeds
are kept and sent to everybody, so a forged Host header must not get into one.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Site

from podcasts.models.shows import ShowPage

#: The query word for later pages of a long feed.
PAGE_WORD = "halaman"


def base_address() -> str:
    """Scheme and host of this site, without a slash at its end."""
    configured = getattr(settings, "WAGTAILADMIN_BASE_URL", "")
    return str(configured or Site.objects.get(is_default_site=True).root_url).rstrip("/")


def make_absolute(path: str) -> str:
    """`path` with scheme and host; whole addresses stay as they are."""
    return path if path.startswith(("http://", "https://")) else base_address() + path


def feed_path(show: ShowPage) -> str:
    with override(show.locale.language_code):
        return reverse("podcasts:feed", kwargs={"show": show.slug})


def feed_address(show: ShowPage, *, page: int = 1) -> str:
    address = make_absolute(feed_path(show))
    return address if page == 1 else f"{address}?{PAGE_WORD}={page}"


def private_feed_address(show: ShowPage, *, token: str, page: int = 1) -> str:
    with override(show.locale.language_code):
        path = reverse("podcasts:private_feed", kwargs={"show": show.slug, "token": token})
    address = make_absolute(path)
    return address if page == 1 else f"{address}?{PAGE_WORD}={page}"


def private_file_address(show: ShowPage, *, token: str, name: str) -> str:
    with override(show.locale.language_code):
        path = reverse(
            "podcasts:private_file", kwargs={"show": show.slug, "token": token, "name": name}
        )
    return make_absolute(path)


def chapters_address(show: ShowPage, *, episode_slug: str) -> str:
    with override(show.locale.language_code):
        path = reverse("podcasts:chapters", kwargs={"show": show.slug, "episode": episode_slug})
    return make_absolute(path)


def show_address(show: ShowPage) -> str:
    """The show's web page."""
    return make_absolute(show.get_url() or feed_path(show).removesuffix("feed.xml"))


def episode_address(show_page: str, *, episode_slug: str) -> str:
    """An episode's web page below its show's: asking each page for its own would cost a query."""
    end = "/" if show_page.endswith("/") else ""
    return f"{show_page.rstrip('/')}/{episode_slug}{end}"
