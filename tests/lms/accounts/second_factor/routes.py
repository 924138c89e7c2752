"""Every route of the site, and some address of each."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def walk(resolver: Any = None, prefix: str = "", names: str = "") -> Iterator[tuple[str, str]]:
    """Every route of the site, with the name by which the rule knows its view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from walk(pattern, route, inner)
        elif isinstance(pattern, URLPattern):
            yield route, names + (pattern.name or pattern.lookup_str)


def fill(route: str) -> str:
    """Some address of this route; what stands there does not matter to the rule."""
    route = re.sub(r"<uuid:\w+>", "9dbb3c4e-3c5b-4a5c-8f0e-2f5a4a3e8c11", route)
    route = re.sub(r"<slug:ending>|<str:\w+>|<slug:\w+>|<path:\w+>", "satu", route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)|\(\\d\+\)|<\w+:?\w*>", "1", route)
    route = re.sub(r"\(\.\*\)", "satu.pdf", route)
    return "/" + re.sub(r"\^|\$|\\Z", "", route).replace("sprite-.+", "sprite-1")
