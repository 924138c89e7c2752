r"""Cloze: gaps within a text, "{1:SHORTANSWER:=Jakarta#Right!~%50%Djakarta}".

The number is the gap's weight (1 without it), "=" marks a right answer and "%50%" what another
gives; "~" separates answers and "#" begins feedback. A backslash takes the meaning from the next
sign, and HTML entities are resolved in answers: that is how they are written here, as Moodle reads
"\~" only half.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Unreadable
from courses.kinds.quiz.formats.figures import read_float, write_float
from courses.kinds.quiz.types.gaps_block import CHOICE, NUMERIC, SHORT

_KINDS = {
    CHOICE: "MULTICHOICE MC MULTICHOICE_V MCV MULTICHOICE_H MCH MULTICHOICE_S MCS "
    "MULTICHOICE_VS MCVS MULTICHOICE_HS MCHS",
    SHORT: "SHORTANSWER SA MW SHORTANSWER_C SAC MWC",
    NUMERIC: "NUMERICAL NM",
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_CASE_MATTERS = {"SHORTANSWER_C", "SAC", "MWC"}
_SEVERAL = {"MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS",
            "MULTIRESPONSE_HS", "MRHS"}  # fmt: skip
_WRITTEN = {CHOICE: "MULTICHOICE", SHORT: "SHORTANSWER", NUMERIC: "NUMERICAL"}

#: Without a number, only known names begin a gap: "{:warning:}" is text.
_BEGIN = re.compile(
    rf"\{{(?:([0-9]{{1,4}}):([A-Za-z_]{{1,30}})|():({'|'.join([*_KIND_OF, *_SEVERAL])})):"
)
_ENTITY = r"&#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});"
_SIGN = re.compile(rf"\\.|{_ENTITY}|[{{}}~#]", re.DOTALL)
_DOUBLED_ENTITY = re.compile(r"&amp;(#[0-9a-fxA-FX]{2,6};)")
_SHARE = re.compile(r"\s*(?:(=)|%(-?[0-9]{1,3}(?:[.,][0-9]*)?)%)?")
_ESCAPED = re.compile(r"""\\([\\}{~#/"=%:])""")
#: All that has a meaning anywhere in a gap, and line ends with them.
_SPECIAL = re.compile(r"[{}~#\\/=%]")


@dataclass(frozen=True, slots=True)
class GapAnswer:
    """`credit` in per cent, as written. The text of a choice and all feedback are HTML."""

    text: str
    credit: float
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    kind: str
    answers: tuple[GapAnswer, ...]
    weight: float = 1.0
    case_matters: bool = False
    #: Where it begins in the text.
    start: int = 0


def read_cloze(text: str) -> Iterator[str | Gap]:
    """The pieces of a text: what stands between gaps, and the gaps. Raises `Unreadable`, with the
    line within the text, from 1."""
    place = 0
    while begin := _BEGIN.search(text, place):
        yield text[place : begin.start()]
        try:
            end = _find_end(text, begin)
            gap = _read_gap(begin, text[begin.end() : end])
        except Unreadable as error:
            raise Unreadable(str(error), text.count("\n", 0, begin.start()) + 1) from None
        yield gap
        place = end + 1
    yield text[place:]


def begins_gap(text: str) -> bool:
    """Whether something in a text reads as a gap, without being meant as one."""
    return bool(_BEGIN.search(text))


def write_literal(text: str) -> str:
    """A piece of HTML or Markdown in which nothing begins a gap."""
    return _BEGIN.sub(lambda found: f"&#123;{found[0][1:]}", text)


def write_gap(gap: Gap) -> str:
    """The gap in Moodle's words. Weights are whole numbers there."""
    name = _WRITTEN[gap.kind] + ("_C" if gap.case_matters and gap.kind == SHORT else "")
    answers = "~".join(map(_write_answer, gap.answers))
    return f"{{{round(gap.weight)}:{name}:{answers}}}"


def _write_answer(answer: GapAnswer) -> str:
    share = "=" if answer.credit == 100 else f"%{write_float(answer.credit)}%"
    feedback = f"#{_encode(answer.feedback)}" if answer.feedback else ""
    return f"{share}{_encode(answer.text)}{feedback}"


def _encode(text: str) -> str:
    return _SPECIAL.sub(lambda sign: f"&#{ord(sign[0])};", escape(text, quote=False))


def _shorten(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else f"{words[:39]}…"


def _find_end(text: str, begin: re.Match[str]) -> int:
    """Where the brace stands that closes the gap."""
    name = begin[2] or begin[4]
    if name in _SEVERAL:
        sentence = _("A gap in which several answers can be chosen (%(name)s) can't be read.")
        raise Unreadable(sentence, name=name)
    if name not in _KIND_OF:
        sentence = _(
            "There is no kind of gap called “%(name)s”. There are MULTICHOICE, SHORTANSWER and "
            "NUMERICAL."
        )
        raise Unreadable(sentence, name=name)
    for sign in _SIGN.finditer(text, begin.end()):
        if sign[0] == "}":
            return sign.start()
        if sign[0] == "{" and _BEGIN.match(text, sign.start()):
            sentence = _(
                "A gap begins within the gap “%(gap)s”. No gap can hold another; close the first "
                "with “}”."
            )
            raise Unreadable(sentence, gap=_shorten(text[begin.start() : sign.start()]))
    sentence = _("The gap “%(gap)s” is never closed: its “}” is missing.")
    raise Unreadable(sentence, gap=_shorten(text[begin.start() : begin.start() + 200]))


def _read_gap(begin: re.Match[str], body: str) -> Gap:
    name = begin[2] or begin[4]
    pieces = _split(_DOUBLED_ENTITY.sub(r"&\1", body), "~")
    answers = tuple(map(_read_answer, pieces))
    if not any(answer.credit > 0 for answer in answers):
        sentence = _("No answer of the gap “%(gap)s” is right: write “=” before the right one.")
        raise Unreadable(sentence, gap=_shorten(begin[0] + body))
    weight = float(begin[1] or 1)
    return Gap(_KIND_OF[name], answers, weight, name in _CASE_MATTERS, begin.start())


def _split(text: str, separator: str) -> list[str]:
    pieces, begin = [], 0
    for sign in _SIGN.finditer(text):
        if sign[0] == separator:
            pieces.append(text[begin : sign.start()])
            begin = sign.end()
    return [*pieces, text[begin:]]


def _read_answer(piece: str) -> GapAnswer:
    credit = 0.0
    if share := _SHARE.match(piece):
        credit = 100.0 if share[1] else read_float(share[2] or "0") or 0.0
        piece = piece[share.end() :]
    text, *feedback = _split(piece, "#")
    words = _decode(text)
    if not words:
        raise Unreadable(_("An answer of a gap is empty."))
    return GapAnswer(words, credit, _decode("#".join(feedback)))


def _decode(text: str) -> str:
    """Without escapes and entities. What a backslash protects is no part of an entity."""
    pieces, place = [], 0
    for found in _ESCAPED.finditer(text):
        pieces += [unescape(text[place : found.start()]), found[1]]
        place = found.end()
    return "".join([*pieces, unescape(text[place:])]).strip()
