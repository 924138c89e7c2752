"""What a format reads and writes: a question with where it belongs, and what is wrong with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from courses.activities.contract import Text
from courses.kinds.quiz.questions import Question


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of a file.

    Where a stored question holds the primary key of a picture or sound (`picture["image"]`,
    `sound["media"]`, an answer's `"picture"`), this one holds the name of a file in `files`, or of
    one that lies beside the file of questions (`beside`). In a course's folder, `sound` says also
    how many "seconds" it is and which file its "captions" are, and `read_again["page"]` is the
    address of a lesson. Ids that the file does not write are "".

    `category` is a path with slashes, "" for none; `number` is the question's own id in the file it
    came from (Moodle's "idnumber"); `level` is 1 (easy) to 3 (hard), None where the file doesn't
    say; `line` is where it begins, `part_lines` where its parts do (answers, pairs, a gap and its
    answers), in the order of the data, if the format knows.
    """

    question: Question
    category: str = ""
    tags: tuple[str, ...] = ()
    number: str = ""
    line: int = 0
    files: Mapping[str, bytes] = field(default_factory=dict)
    beside: frozenset[str] = frozenset()
    level: int | None = None
    part_lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to tell about a file: an error (this question is not read) or a warning (it is
    read, but something is lost). `name` is the question's title or type, where it is known."""

    line: int
    sentence: str
    error: bool = True
    name: str = ""


class Unreadable(Exception):
    """This question can't be read. `str()` is the sentence, with `values` in it; `line` is where it
    shows, 0 for the question's own."""

    def __init__(self, sentence: str, line: int = 0, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)
        self.line = line


class Unwritable(ValueError):
    """This format can't carry the question. `str()` is the sentence, with `values` in it."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)


@dataclass(frozen=True, slots=True)
class QuestionFormat:
    """One way to write questions into a file.

    `slug` is what commands and addresses call it, `label` its name for people; `extensions` are
    how its files' names end, with the dot, the usual one first. `omits` says what every file leaves
    out of what its questions have.

    `read` gives the questions of a file and what there is to tell, one at a time as they stand
    there; it never raises. `refusals` is a sentence on why a question would not come back as it is,
    None where it would. `write` gives the file a piece at a time, and raises `ValueError` at an
    entry that `refusals` refuses.
    """

    slug: str
    label: str
    extensions: tuple[str, ...]
    read: Callable[[bytes], Iterator[Entry | Finding]]
    refusals: Callable[[Entry], str | None]
    write: Callable[[Iterable[Entry]], Iterator[str]]
    omits: Text = ""
