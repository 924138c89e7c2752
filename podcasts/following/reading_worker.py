"""Reads one feed in a process of its own: bytes come by stdin, JSON goes to stdout.

`python -m podcasts.following.reading_worker MEMORY CPU OUTPUT CONTENT_TYPE URL`, the first three
being limits in bytes, seconds, bytes. It says {"feed": ...} with the fields of `values.ReadFeed`,
or {"problem": code, ...}. It knows no Django, no database, and may open no connection.
"""

import json
import resource
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime


def run(arguments: list[str]) -> None:
    """Set the limits, read, answer."""
    memory, cpu, output = (int(text) for text in arguments[:3])
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # not every system knows every limit
            resource.setrlimit(limit, (most, most))
    sys.addaudithook(_refuse_connections)
    try:
        # Only now: what feedparser takes to be imported counts too.
        from podcasts.following.parsing import Unreadable, parse_feed

        try:
            feed = parse_feed(sys.stdin.buffer.read(), content_type=arguments[3], url=arguments[4])
            answer = json.dumps({"feed": asdict(feed)}, default=_write_date)
        except Unreadable as problem:
            answer = json.dumps({"problem": problem.code})
    except (MemoryError, RecursionError):
        answer = json.dumps({"problem": "unreadable"})
    sys.stdout.write(answer)


def _refuse_connections(event: str, _arguments: object) -> None:
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system"):
        raise RuntimeError(f"{event} has no place in reading a feed")


def _write_date(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value))


if __name__ == "__main__":
    run(sys.argv[1:])
