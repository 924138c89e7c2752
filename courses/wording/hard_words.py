"""Words that many people do not know, and whether a text explains them."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path

from courses.wording.passages import Paragraph, Span

#: What Indonesian hangs on a word without changing it much.
_ENDINGS = r"(?:-?(?:nya|ku|mu|kah|lah|pun))?"


@cache
def hard_words(language: str) -> frozenset[str]:
    """The list of hard words in a language; empty where there is none yet."""
    path = Path(__file__).with_name(f"hard_words_{language}.txt")
    if not path.exists():
        return frozenset()
    return frozenset(path.read_text(encoding="utf-8").split("\n")) - {""}


def find_hard_words(
    paragraphs: Sequence[Paragraph], words: Collection[str]
) -> list[tuple[int, str]]:
    """The words that are not explained where they first stand, each after its paragraph's index.

    Explained is what stands out there: in bold with its explanation beside it, or in a link to it.
    Headings do not count, nor do links that name a page elsewhere. A word within a longer one of
    `words` is not looked at by itself.
    """
    pattern = _compile(frozenset(words))
    if pattern is None:
        return []
    seen: set[str] = set()
    unexplained = []
    for place, paragraph in enumerate(paragraphs):
        if paragraph.heading:
            continue
        for found in pattern.finditer(paragraph.text):
            if _within(found.span(1), paragraph.linked):
                continue
            word = _fold(found[1])
            if word not in seen and not _within(found.span(1), paragraph.marked):
                unexplained.append((place, found[1]))
            seen.add(word)
    return unexplained


def _within(span: Span, spans: Iterable[Span]) -> bool:
    return any(begin <= span[0] and span[1] <= end for begin, end in spans)


@lru_cache(maxsize=64)
def _compile(words: frozenset[str]) -> re.Pattern[str] | None:
    known = {_fold(word) for word in words if word.strip()}
    if not known:
        return None
    choices = "|".join(map(_spaced, sorted(known, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)({choices}){_ENDINGS}(?!\w)", re.IGNORECASE)


def _spaced(word: str) -> str:
    return r"\s+".join(map(re.escape, word.split()))


def _fold(word: str) -> str:
    return " ".join(word.casefold().split())
