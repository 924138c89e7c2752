"""The comments above a GIFT question: its ids here, and what Moodle keeps in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Entry, Unreadable
from courses.kinds.quiz.formats.text import tidy
from courses.kinds.quiz.types import schema
from courses.kinds.quiz.types.registry import types

Comments = Sequence[tuple[int, str]]

_ID_COMMENT = re.compile(r"//\s*id:(.*)")
#: "choices" is what earlier versions wrote.
_IDS = re.compile(r"\s*(\S+)(?:\s+(?:parts|choices):((?:\s+\S+)+))?\s*")
_NUMBER = re.compile(r"\[id:((?:\\\]|[^\]\n]){1,300})\]")
_LEVEL = re.compile(r"\[level:(easy|middle|hard)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]\n]){1,300})\]")
#: Stands for a part, or a question, that has no id yet.
_NEW = "-"
_LEVELS = ("easy", "middle", "hard")


@dataclass(frozen=True, slots=True)
class Commented:
    """What comments say of a question: its id, and Moodle's number and tags (`[id:…] [tag:…]`), and
    how hard it is, 1 to 3 (`[level:hard]`)."""

    id: str
    number: str
    tags: tuple[str, ...]
    level: int | None


def is_id_comment(comment: str) -> bool:
    return bool(_ID_COMMENT.match(comment))


def read_comments(comments: Comments, question_type: str, data: Mapping[str, Any]) -> Commented:
    """What the comments say; the ids of the parts go into the data. Raises `Unreadable`."""
    own_id = _apply_ids(comments, list_parts(question_type, data))
    text = "\n".join(text for _line, text in comments)
    number, level = _NUMBER.search(text), _LEVEL.search(text)
    tags = (_unescape(one) for one in _TAG.findall(text))
    return Commented(
        own_id,
        _unescape(number[1]) if number else "",
        tuple(tag for tag in dict.fromkeys(tags) if tag),
        _LEVELS.index(level[1]) + 1 if level else None,
    )


def list_parts(question_type: str, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Whatever in the data has an id, in the order in which a comment gives them: a gap comes
    before its answers."""
    return [part for _path, part in schema.list_parts(data, types[question_type].schema)]


def write_comments(entry: Entry) -> list[str]:
    """The comments that are read back as what the entry has."""
    question, lines = entry.question, []
    ids = [part["id"] or _NEW for part in list_parts(question.type, question.data)]
    has_ids = any(one != _NEW for one in ids)
    if question.id or has_ids:
        shown = f" parts: {' '.join(ids)}" if has_ids else ""
        lines.append(f"// id: {question.id or _NEW}{shown}")
    moodle = [f"[id:{_escape(entry.number)}]"] if tidy(entry.number) else []
    moodle += [f"[tag:{_escape(tag)}]" for tag in entry.tags if tidy(tag)]
    moodle += [f"[level:{_LEVELS[entry.level - 1]}]"] if entry.level else []
    if moodle:
        lines.append(f"// {' '.join(moodle)}")
    return lines


def _apply_ids(comments: Comments, parts: Sequence[dict[str, Any]]) -> str:
    """Gives the parts their ids; the question's own is returned."""
    given = [(line, found[1]) for line, text in comments if (found := _ID_COMMENT.match(text))]
    if not given:
        return ""
    if len(given) > 1:
        sentence = _("This question has two comments with ids; delete one.")
        raise Unreadable(sentence, given[1][0])
    [(line, text)] = given
    found = _IDS.fullmatch(text)
    if not found:
        sentence = _("Write the ids as `// id: <id> parts: <id> <id>`, or delete this comment.")
        raise Unreadable(sentence, line)
    ids = ["" if one == _NEW else one for one in (found[2] or "").split()]
    if ids and len(ids) != len(parts):
        sentence = _(
            "This comment has %(ids)d ids for %(parts)d answers; delete the id of an answer that "
            "is gone, and write - for one that is new."
        )
        raise Unreadable(sentence, line, ids=len(ids), parts=len(parts))
    used = [one for one in ids if one]
    if len(set(used)) != len(used):
        raise Unreadable(_("Two answers have the same id."), line)
    for part, own in zip(parts, ids, strict=False):
        part["id"] = own
    return "" if found[1] == _NEW else found[1]


def _escape(text: str) -> str:
    return tidy(text).replace("]", "\\]")


def _unescape(text: str) -> str:
    return text.replace("\\]", "]").strip()
