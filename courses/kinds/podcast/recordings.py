"""The recording that an activity plays, remembered for a few minutes."""

from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language

from courses.kinds.podcast.blocks import chosen_id
from podcasts.recordings import Recording

_KEEP_SECONDS = 60 * 5
_NONE = "none"


def find_recording(value: Any) -> Recording | None:
    """What to play; None where the episode was deleted, is not published, is not out yet, or its
    file was found broken."""
    which = [(name, chosen_id(value[name])) for name in ("episode", "followed")]
    key = f"podcast-recording:{which}:{get_language()}".replace(" ", "")
    kept = cache.get(key)
    if kept is None:
        kept = _read(value) or _NONE
        cache.set(key, kept, _KEEP_SECONDS)
    return None if kept == _NONE else kept


def _read(value: Any) -> Recording | None:
    if episode := value["episode"]:
        out = episode.live and episode.publication_date <= timezone.now()
        ours: Recording | None = episode.as_recording() if out else None
        return ours if ours and ours.playable else None
    if followed := value["followed"]:
        found: Recording = followed.as_recording()
        return found
    return None
