"""HTML from outside, before a cleaner sees it."""

import re
from collections import Counter

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)[^<>]*+>?+")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)


def cap_nesting(html: str, *, limit: int = 64) -> str:
    """`html` without the tags that lie more than `limit` deep; their text stays. In linear time:
    cleaners take the square of the depth."""
    open_tags: Counter[str] = Counter()
    depth = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth
        name = match[2].lower()
        if match[1]:
            if not open_tags[name]:
                return ""
            open_tags[name] -= 1
            depth -= 1
        elif name not in _VOID:
            if depth >= limit:
                return ""
            open_tags[name] += 1
            depth += 1
        return match[0]

    return _TAG.sub(keep, html)
