"""Reading a feed in a process of its own, so that no feed can take the site down."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from podcasts.following.problems import FetchProblem, Problem
from podcasts.following.values import ReadEpisode, ReadFeed

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Limits:
    """What the reader may use: seconds by the clock and of the processor, bytes of memory and of
    its answer."""

    seconds: float = 60
    cpu: int = 40
    memory: int = 1_000_000_000
    output: int = 80_000_000


DEFAULT = Limits()


def read_feed(
    content: bytes, *, content_type: str = "", url: str = "", limits: Limits = DEFAULT
) -> ReadFeed:
    """The feed in `content` as it came by the net; `url` is where it was found.

    Strings fit the model's fields, links are http(s), titles are text and notes are clean HTML.
    Raises FetchProblem: EMPTY, HTML, NOT_A_FEED, UNSAFE_XML or UNREADABLE.
    """
    if not content or content.isspace():
        raise FetchProblem(Problem.EMPTY)
    # Files, not pipes: the system caps what is written, and nobody waits for the other.
    with TemporaryFile() as given, TemporaryFile() as answered:
        given.write(content)
        given.seek(0)
        arguments = [str(limits.memory), str(limits.cpu), str(limits.output)]
        arguments += [content_type.replace("\0", "")[:200], url.replace("\0", "")[:2_000]]
        try:
            done = subprocess.run(  # noqa: S603 - no shell, and the program is our own
                [sys.executable, "-P", "-m", "podcasts.following.reading_worker", *arguments],
                stdin=given,
                stdout=answered,
                stderr=subprocess.DEVNULL,
                timeout=limits.seconds,
                # None of our own environment: a reader needs no secret.
                env={"PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise FetchProblem(Problem.UNREADABLE) from error
        if done.returncode != 0:
            raise FetchProblem(Problem.UNREADABLE)
        answered.seek(0)
        answer = answered.read()  # no more than the limit on its files
    try:
        return _take_over(json.loads(answer))
    except (ValueError, TypeError, KeyError) as error:
        raise FetchProblem(Problem.UNREADABLE) from error


def _take_over(answer: dict[str, Any]) -> ReadFeed:
    if "problem" in answer:
        raise FetchProblem(Problem(answer["problem"]))
    feed: dict[str, Any] = answer["feed"]
    episodes = [ReadEpisode(**(entry | _read_date(entry))) for entry in feed.pop("episodes")]
    return ReadFeed(**feed, episodes=episodes)


def _read_date(entry: dict[str, Any]) -> dict[str, datetime | None]:
    text = entry["published_at"]
    return {"published_at": datetime.fromisoformat(text) if text else None}
