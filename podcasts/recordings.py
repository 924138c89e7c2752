"""An episode as a player needs it, whether it is our own or followed."""

from dataclasses import dataclass

from media.captions import Cue
from media.sources import Source


@dataclass(frozen=True)
class Chapter:
    """A part of an episode; `start` in seconds."""

    start: float
    title: str
    url: str = ""
    image_url: str = ""


@dataclass(frozen=True)
class Recording:
    """What can be heard, and what is known of it. `sources` has the lightest first; `host` names
    whoever else serves the file, "" where it is ours. While it is `preparing` there is no lighter
    copy; what is not `playable` was found broken."""

    title: str
    show: str
    sources: tuple[Source, ...]
    seconds: int
    page_url: str = ""
    cover_url: str = ""
    cues: tuple[Cue, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    host: str = ""
    preparing: bool = False
    playable: bool = True
