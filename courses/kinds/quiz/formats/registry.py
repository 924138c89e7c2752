"""The formats by slug, and which of them a file is probably in."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from courses.kinds.quiz.formats.aiken import AIKEN
from courses.kinds.quiz.formats.entries import Entry, Finding, QuestionFormat
from courses.kinds.quiz.formats.gift import GIFT
from courses.kinds.quiz.formats.moodlexml import MOODLE_XML
from courses.kinds.quiz.formats.text import decode

#: In the order in which they are offered.
FORMATS: tuple[QuestionFormat, ...] = (GIFT, AIKEN, MOODLE_XML)
_BY_SLUG = {one.slug: one for one in FORMATS}

_XML = re.compile(r"\s*<(?:\?xml|!--|quiz\b)", re.IGNORECASE)
_AIKEN_ANSWER = re.compile(r"^[ \t]*ANSWER[ \t]*:[ \t]*\(?[A-Z]\b", re.IGNORECASE | re.MULTILINE)
_GIFT_SIGN = re.compile(r"^[ \t]*(?:::|\$CATEGORY:)|(?<!\\)\{", re.MULTILINE)


def find_format(slug: str) -> QuestionFormat:
    """The format of that slug. Raises `KeyError`."""
    return _BY_SLUG[slug]


def read_questions(source: bytes, slug: str) -> Iterator[Entry | Finding]:
    """The questions of a file and what there is to tell. Raises `KeyError` for an unknown slug."""
    return find_format(slug).read(source)


def guess_format(name: str, source: bytes) -> str | None:
    """The slug of the format that a file is in, by what is in it, or else by its name; None where
    neither says. Never raises."""
    text, finding = decode(source)
    if not (finding and finding.error):
        if _XML.match(text):
            return MOODLE_XML.slug
        if _AIKEN_ANSWER.search(text) and not _GIFT_SIGN.search(text):
            return AIKEN.slug
        if _GIFT_SIGN.search(text) and not _AIKEN_ANSWER.search(text):
            return GIFT.slug
    extension = PurePath(name).suffix.lower()
    by_name = [one.slug for one in FORMATS if extension in one.extensions]
    return by_name[0] if len(by_name) == 1 else None
