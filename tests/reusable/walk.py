"""Walks through somebody else's site as its owner and its visitors would, and tells what it saw.

Run by the test in a process of its own, because these settings are not those of the suite.
"""

import io
import json
import sys
import wave

import django


def walk() -> dict[str, object]:
    from django.contrib.auth import get_user_model
    from django.core.files.base import ContentFile
    from django.core.management import call_command
    from django.test import Client
    from wagtail.images.models import Image
    from wagtail.models import Page, Site

    from media.encoding.preparing import prepare
    from media.models import MediaItem
    from podcasts.following.updating import prepare_feed, update_feed
    from podcasts.following.values import ReadEpisode, ReadFeed
    from podcasts.models import EpisodePage, FollowedFeed, PodcastIndexPage, ShowPage

    call_command("migrate", verbosity=0)
    call_command("check")
    home = Site.objects.get().root_page
    Site.objects.update(hostname="radio.example.org")
    index = home.add_child(instance=PodcastIndexPage(title="Podcasts", slug="podcast"))
    show = index.add_child(
        instance=ShowPage(
            title="Morning", slug="morning", description="News.", author="Radio",
            owner_name="Radio", owner_email="radio@example.org", category="News",
            artwork=Image.objects.create(title="Radio", file=ContentFile(_draw(), "radio.png")),
        )
    )  # fmt: skip
    item = MediaItem.objects.create(
        title="One", type=MediaItem.Type.AUDIO, file=ContentFile(_speak(), "one.wav")
    )
    if "--with-ffmpeg" in sys.argv:
        prepare(item)
    episode = EpisodePage(title="One", slug="one", summary="The first.", recording=item)
    show.add_child(instance=episode)
    episode.save_revision().publish()

    feed = FollowedFeed.objects.create(url="https://example.org/feed", title="Others")
    update_feed(
        feed,
        prepare_feed(ReadFeed(episodes=[ReadEpisode(guid="1", title="A", url="https://a.id/1")])),
    )

    admin = get_user_model().objects.create_superuser("owner", "owner@example.org", "secret")
    visitor, owner = (Client(headers={"host": "radio.example.org"}) for _one in range(2))
    owner.force_login(admin)
    source = item.sources[0].url
    seen: dict[str, object] = {
        name: visitor.get(url).status_code
        for name, url in {
            "index": "/podcast/",
            "show": "/podcast/morning/",
            "episode": "/podcast/morning/one/",
            "feed": "/podcast/morning/feed.xml",
            "file": source,
        }.items()
    }
    seen |= {
        name: owner.get(url).status_code
        for name, url in {
            "editor": f"/admin/pages/{episode.pk}/edit/",
            "recordings": "/admin/snippets/media/mediaitem/",
            "followed": "/admin/podcast-diikuti/",
            "followed feed": f"/admin/podcast-diikuti/{feed.pk}/",
        }.items()
    }
    part = visitor.get(source, headers={"range": "bytes=0-9"})
    seen["part"] = [part.status_code, len(b"".join(part.streaming_content))]
    seen["state"] = item.state
    seen["pages"] = Page.objects.count()
    seen["ours"] = sorted({name.partition(".")[0] for name in sys.modules} & {"lms", "courses"})
    return seen


def _draw() -> bytes:
    """A picture as large as directories want it."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (1400, 1400), "#1f3a6e").save(buffer, "PNG")
    return buffer.getvalue()


def _speak() -> bytes:
    """A second of a tone, as WAV."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(b"".join((8000 * (n // 20 % 2) - 4000).to_bytes(2, "little", signed=True)
                                 for n in range(16000)))  # fmt: skip
    return buffer.getvalue()


if __name__ == "__main__":
    django.setup()
    print(json.dumps(walk()))
