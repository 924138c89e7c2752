"""A text as sentences, and how long they are."""

import re
from collections.abc import Iterable
from statistics import median

#: More words than these, and slow readers lose the thread.
MOST_WORDS = 25

#: Followed by a name or a number, these do not end a sentence. "dsb.", "dll." and the like may.
_ABBREVIATIONS = {
    "a.n", "bp", "bpk", "d.a", "dr", "dra", "drs", "ds", "e.g", "gd", "gg", "hj", "hlm",
    "i.e", "ir", "jl", "kab", "kec", "kep", "kh", "kol", "mr", "mrs", "ms", "ny", "prof",
    "rp", "s.d", "sdr", "sdri", "st", "tgl", "telp", "tlp", "tn", "u.p", "yth",
}  # fmt: skip
#: These are words as well: they are cut short only before a number.
_BEFORE_NUMBERS = {"no", "hal", "pasal", "nomor", "vol"}

# A mark that ends a sentence, what closes with it, and white space before what may begin another.
_END = re.compile(r"""([.!?…:])["'”’»)\]]*\s+(?=["'“‘«(\[]*(?:[^\W_a-z]))""")
#: No abbreviation of ours is longer, with what may stand before it.
_TAIL = 12


def sentences(text: str) -> list[str]:
    """The sentences of a plain text, with all their characters but the white space around them.

    A line's end is a sentence's end, as in headings and lists. A colon ends one where a sentence, a
    quotation or a sum follows. The number of a list's item belongs to the item.
    """
    return [one for line in text.splitlines() for one in _cut(line) if one]


def _cut(line: str) -> Iterable[str]:
    begin = 0
    for found in _END.finditer(line):
        before = line[max(begin, found.start() - _TAIL) : found.start()]
        if found[1] == "." and _goes_on(before, line[found.end()]):
            continue
        yield line[begin : found.end()].strip()
        begin = found.end()
    yield line[begin:].strip()


def _goes_on(before: str, following: str) -> bool:
    """Whether a full stop after `before` belongs to the word that it ends with."""
    word = before.split()[-1].lstrip("\"'“‘«([") if before.split() else ""
    if word.isdecimal():
        # The number of an item.
        return before == word
    if len(word) == 1 and word.isupper():
        return True
    word = word.lower()
    return word in _ABBREVIATIONS or (word in _BEFORE_NUMBERS and following.isdecimal())


def count_words(text: str) -> int:
    """Runs of characters with a letter or a digit in them; a dash or a sign alone is no word."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def find_long_sentences(text: str, most: int = MOST_WORDS) -> list[str]:
    """The sentences of more than `most` words."""
    return [one for one in sentences(text) if count_words(one) > most]


def median_length(text: str) -> float:
    """The median of the sentences' lengths in words; 0 for a text without words."""
    lengths = [count for one in sentences(text) if (count := count_words(one))]
    return float(median(lengths)) if lengths else 0.0
