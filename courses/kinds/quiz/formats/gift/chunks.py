"""A GIFT file cut into its questions, line by line, before any of them is read.

A question begins after a blank line or with a `::title::` at the beginning of a line, and has at
most one pair of braces. Where no blank line stands between two questions, they are told apart if
that is certain: the first ends with its closing brace, and the very next line has an opening brace
and begins as a sentence does. Everything else that runs together is refused.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.kinds.quiz.formats.categories import read_moodle_path
from courses.kinds.quiz.formats.entries import Finding
from courses.kinds.quiz.formats.gift.comments import is_id_comment
from courses.kinds.quiz.formats.gift.escapes import FORMAT, Piece, mask, unescape

_CATEGORY = "$CATEGORY:"
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMATTED = re.compile(
    r"\s*(?:::.*?::)?\s*\[(?:html|markdown|moodle)\]", re.DOTALL | re.IGNORECASE
)
_TITLE_LINES = 4
_BRACE = re.compile(r"[{}]")
_SENTENCE_END = re.compile(r"""[.!?…。！？]["'”’»)\]]*\s*$""")
#: What a sentence may begin with beside letters and digits.
_OPENING = "\"'“‘«„‚(<¿¡[*_`\\"
#: What the rest of a question whose braces a blank line tore apart begins with.
_INNER = ("=", "~", "####")
#: What is wrong with the last of these braces, the others having been met before.
_WRONG = {
    "}": gettext_lazy("There is a } before the {. Write \\} for the sign itself."),
    "{{": gettext_lazy(
        "There is a { within the braces. Write \\{ for the sign itself, or close the question "
        "before with }."
    ),
    "{}{": gettext_lazy(
        "There is another { after the closing brace. Put a blank line between questions; one "
        "question has one gap. Write \\{ for the sign itself."
    ),
    "{}}": gettext_lazy(
        "There is another } after the closing brace. Write \\} for the sign itself."
    ),
}


@dataclass(slots=True)
class Chunk:
    """One question: its lines (comments as empty ones), the comments that belong to it with their
    lines, and the category that was named last."""

    line: int
    category: str
    comments: list[tuple[int, str]]
    raw: list[str] = field(default_factory=list)
    masked: list[str] = field(default_factory=list)
    #: Those met so far: none, "{", or "{}".
    braces: str = ""
    #: Whether the sentence goes on behind its closing brace.
    has_tail: bool = False
    #: The first line that might begin another text.
    seam: int = 0

    @property
    def piece(self) -> Piece:
        return Piece("\n".join(self.raw), "\n".join(self.masked), self.line)

    @property
    def title(self) -> str:
        """Its title, "" where it has none or an unfinished one."""
        piece = self.piece
        found = _TITLE.match(piece.masked)
        return " ".join(unescape(piece.raw[found.start(1) : found.end(1)]).split()) if found else ""


def split_chunks(lines: Iterable[tuple[int, str]]) -> Iterator[Chunk | Finding]:
    """The questions of a file and what is wrong between them, in the file's order."""
    splitter = _Splitter()
    for number, line in lines:
        splitter.take(number, line)
        yield from splitter.release()
    splitter.take(0, "")
    yield from splitter.release()


class _Splitter:
    def __init__(self) -> None:
        self._chunk: Chunk | None = None
        #: Whether the lines up to the next blank one are passed over, after an error.
        self._skipping = False
        self._comments: list[tuple[int, str]] = []
        self._category = ""
        self._done: list[Chunk | Finding] = []
        #: Whether the rest of a question may follow whose braces were open at a blank line.
        self._torn = False
        self._told_unseparated = False

    def release(self) -> list[Chunk | Finding]:
        """What is certain since the last call."""
        done, self._done = self._done, []
        return done

    def take(self, number: int, line: str) -> None:
        stripped = line.strip()
        if stripped.startswith("//"):
            self._comments.append((number, stripped))
            if self._chunk and self._chunk.braces != "{}":
                self._chunk.raw.append("")
                self._chunk.masked.append("")
        elif not stripped:
            self._end_chunk(number)
            self._drop_comments()
        elif stripped.startswith("::"):
            self._end_chunk(number, at_blank=False)
            self._begin(number, line)
        elif stripped.startswith(_CATEGORY):
            self._take_category(number, stripped)
        elif self._chunk and self._chunk.braces == "{}":
            self._continue_complete(self._chunk, number, line)
        elif self._chunk:
            self._continue_open(self._chunk, number, line)
        elif self._skipping:
            self._skip(line)
        else:
            self._begin(number, line)

    # --- Where a question begins and ends -------------------------------------------------------

    def _begin(self, number: int, line: str) -> None:
        if self._torn and line.lstrip().startswith(_INNER):
            self._skip(line)
            return
        chunk = Chunk(number, self._category, self._comments)
        self._chunk, self._comments, self._skipping = chunk, [], False
        self._scan(chunk, number, line)

    def _end_chunk(self, number: int, *, at_blank: bool = True) -> None:
        """The question ends before this line."""
        chunk, self._chunk, self._skipping = self._chunk, None, False
        if chunk is None:
            return
        if chunk.braces == "{":
            sentence = _(
                "The question's { is not closed by a } before the next blank line or question "
                "(line %(line)d). No blank line may stand within the braces."
            ) % {"line": number or chunk.line + len(chunk.raw)}
            self._tell(Finding(chunk.line, sentence, name=chunk.title))
            self._torn = at_blank
            return
        if at_blank:
            chunk.comments += [one for one in self._comments if not is_id_comment(one[1])]
        self._finish(chunk)

    def _finish(self, chunk: Chunk) -> None:
        if chunk.seam:
            sentence = _(
                "This line and the one before were read as one text. If they are two, put a blank "
                "line between them."
            )
            self._tell(Finding(chunk.seam, sentence, error=False, name=chunk.title))
        self._tell(chunk)

    def _take_category(self, number: int, stripped: str) -> None:
        if self._chunk and not self._chunk.braces:
            sentence = _(
                "A $CATEGORY line stands directly below this text. Put a blank line between them."
            )
            self._tell(Finding(self._chunk.line, sentence, name=self._chunk.title))
            self._chunk, self._comments = None, []
        self._end_chunk(number, at_blank=False)
        self._drop_comments()
        path = stripped[len(_CATEGORY) :]
        self._category = read_moodle_path(path)
        if not path.strip():
            self._tell(Finding(number, _("This $CATEGORY line names no category.")))

    def _drop_comments(self) -> None:
        """Comments end here; one that gives ids must not vanish."""
        for number, text in self._comments:
            if is_id_comment(text):
                sentence = _(
                    "These ids belong to no question. Put the comment directly above its "
                    "question, or delete it."
                )
                self._tell(Finding(number, sentence))
        self._comments = []

    def _skip(self, line: str) -> None:
        self._comments, self._skipping = [], True
        if "}" in mask(line):
            self._torn = False  # what was torn apart ends here

    # --- Lines of a question ----------------------------------------------------------------------

    def _continue_open(self, chunk: Chunk, number: int, line: str) -> None:
        for at, text in self._comments:
            if is_id_comment(text):
                sentence = _(
                    "These ids stand within a question. Put a blank line above the comment, or "
                    "delete it."
                )
                self._refuse(at, sentence)
                return
        chunk.comments += self._comments
        self._comments = []
        if not chunk.braces and not chunk.seam and _is_seam(chunk, line):
            chunk.seam = number
        self._scan(chunk, number, line)

    def _continue_complete(self, chunk: Chunk, number: int, line: str) -> None:
        if chunk.has_tail:
            sentence = _(
                "This line directly follows a question that goes on behind its braces. Write a "
                "question's sentence on one line, and a blank line between questions."
            )
            self._refuse(number, sentence)
        elif "{" in mask(line) and _can_begin(line):
            self._finish(chunk)
            if not self._told_unseparated:
                self._told_unseparated = True
                sentence = _(
                    "No blank line stands between this question and the one before. Each was read "
                    "as a question of its own, here and further on: check how many there are."
                )
                self._tell(Finding(number, sentence, error=False))
            self._begin(number, line)
        else:
            sentence = _(
                "There is text on the line after the closing brace. Put a blank line between "
                "questions, or the rest of the sentence on the line of the }."
            )
            self._refuse(number, sentence)

    def _scan(self, chunk: Chunk, number: int, line: str) -> None:
        """Append a line and follow its braces."""
        masked = mask(line)
        chunk.raw.append(line)
        chunk.masked.append(masked)
        for found in _BRACE.finditer(masked):
            braces = chunk.braces + found[0]
            if braces == "}" and self._torn and not chunk.raw[0].lstrip().startswith("::"):
                self._chunk, self._skipping, self._torn = None, True, False
                return
            if braces in _WRONG:
                self._refuse(number, str(_WRONG[braces]))
                return
            chunk.braces, chunk.has_tail = braces, bool(line[found.end() :].strip())

    # --- What is wrong ----------------------------------------------------------------------------

    def _refuse(self, number: int, sentence: str) -> None:
        """The question under way is not read, nor what stands up to the next blank line."""
        chunk, self._chunk, self._skipping = self._chunk, None, True
        self._comments = []
        rest = _("What stands up to the next blank line is not read.")
        self._tell(Finding(number, f"{sentence} {rest}", name=chunk.title if chunk else ""))

    def _tell(self, done: Chunk | Finding) -> None:
        self._torn = False
        self._done.append(done)


def _is_seam(chunk: Chunk, line: str) -> bool:
    """Whether another text might begin with this line: it looks like it, and where the lines of a
    text count anyway (in HTML, say), the line before ends a sentence."""
    last = next((one.rstrip() for one in reversed(chunk.raw) if one.strip()), "")
    if last.endswith("::") or not _can_begin(line):
        return False
    if _FORMATTED.match("\n".join(chunk.raw[:_TITLE_LINES])):
        return bool(_SENTENCE_END.search(last)) and line.lstrip()[0].isalnum()
    return True


def _can_begin(line: str) -> bool:
    """Whether a line looks like the beginning of a text rather than like the rest of one."""
    stripped = line.strip()
    first = stripped[0]
    return (
        first in _OPENING
        or FORMAT.match(stripped) is not None
        or (first.isalnum() and not first.islower())
    )
