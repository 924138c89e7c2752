"""Whether what somebody wrote matches an accepted answer; shared by short answers and gaps."""

import re
import unicodedata

_STAR = re.compile(r"(?<!\\)\*")
#: Keyboards and word processors put these in where a person typed the plain sign.
_TYPED_QUOTES = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"'})


def matches(pattern: str, text: str, *, case_matters: bool, accents_matter: bool) -> bool:
    r"""Whether `text` is what `pattern` describes, from its beginning to its end.

    `*` in the pattern stands for anything, also for nothing; `\*` is a star. Both are compared in
    Unicode's composed form, with each run of white space as one space, none at the ends, and
    curly quotes as straight ones. Time grows with the lengths alone: no pattern makes it slow.
    """
    wanted = _normalise(pattern, case_matters=case_matters, accents_matter=accents_matter)
    given = _normalise(text, case_matters=case_matters, accents_matter=accents_matter)
    first, *others = (piece.replace(r"\*", "*") for piece in _STAR.split(wanted))
    if not others:
        return given == first
    *middle, last = others
    # The ends must not share letters: "aa*aa" does not match "aaa".
    if len(given) < len(first) + len(last):
        return False
    if not (given.startswith(first) and given.endswith(last)):
        return False
    place, end = len(first), len(given) - len(last)
    for piece in middle:
        # The earliest place leaves most room for what follows, so nothing need be tried twice.
        place = given.find(piece, place, end)
        if place < 0:
            return False
        place += len(piece)
    return True


def _normalise(text: str, *, case_matters: bool, accents_matter: bool) -> str:
    text = unicodedata.normalize("NFD", " ".join(text.translate(_TYPED_QUOTES).split()))
    if not case_matters:
        text = unicodedata.normalize("NFD", text.casefold())
    if not accents_matter:
        text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", text)
