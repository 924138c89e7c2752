"""Chapters of an episode as Podcasting 2.0 has them: JSON, version 1.2.0."""

import json
from typing import Any

from podcasts.models.episodes import EpisodePage
from podcasts.publishing.channel import image_address

CONTENT_TYPE = "application/json+chapters"


def write_chapters(episode: EpisodePage) -> bytes:
    chapters: list[dict[str, Any]] = []
    for chapter in episode.chapters.select_related("image"):
        one: dict[str, Any] = {"startTime": chapter.start, "title": chapter.title}
        if chapter.image:
            one["img"] = image_address(chapter.image)
        if chapter.url:
            one["url"] = chapter.url
        chapters.append(one)
    return json.dumps({"version": "1.2.0", "chapters": chapters}, ensure_ascii=False).encode()
