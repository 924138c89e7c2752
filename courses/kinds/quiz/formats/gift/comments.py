"""The comments above a GIFT question: its ids here, and what Moodle keeps in them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.gift.answers import Refused
from courses.kinds.quiz.formats.text import tidy
from courses.kinds.quiz.types import schema
from courses.kinds.quiz.types.registry import types

_ID_COMMENT = re.compile(r"//\s*id:(.*)")
#: "choices" is what earlier versions wrote.
_IDS = re.compile(r"\s*(\S+)(?:\s+(?:parts|choices):((?:\s+\S+)+))?\s*")
_NUMBER = re.compile(r"\[id:((?:\\\]|[^\]\n]){1,300})\]")
_LEVEL = re.compile(r"\[level:(easy|middle|hard)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]\n]){1,300})\]")
#: Stands for a part, or a question, that has no id yet.
_NEW = "-"
_LEVELS = ("easy", "middle", "hard")


def list_parts(question_type: str, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Whatever in the data has an id, in the order in which a comment gives them: a gap comes
    before its answers."""
    return [part for _path, part in schema.list_parts(data, types[question_type].schema)]


def is_id_comment(comment: str) -> bool:
    return bool(_ID_COMMENT.match(comment))


def apply_ids(
    comments: Sequence[tuple[int, str]], question_type: str, data: Mapping[str, Any]
) -> str:
    """Put the ids of the parts into the data; the question's own is returned. Raises `Refused`."""
    given = [(line, found[1]) for line, text in comments if (found := _ID_COMMENT.match(text))]
    if not given:
        return ""
    if len(given) > 1:
        raise Refused(given[1][0], _("This question has two comments with ids; delete one."))
    [(line, text)] = given
    found = _IDS.fullmatch(text)
    if not found:
        sentence = _("Write the ids as `// id: <id> parts: <id> <id>`, or delete this comment.")
        raise Refused(line, sentence)
    if found[2]:
        _apply_part_ids(line, found[2].split(), list_parts(question_type, data))
    return _read_id(found[1])


def _apply_part_ids(line: int, ids: Sequence[str], parts: Sequence[dict[str, Any]]) -> None:
    if len(ids) != len(parts):
        sentence = _(
            "This comment has %(ids)d ids for %(parts)d answers; delete the id of an answer that "
            "is gone, and write - for one that is new."
        ) % {"ids": len(ids), "parts": len(parts)}
        raise Refused(line, sentence)
    used = [one for one in ids if one != _NEW]
    if len(set(used)) != len(used):
        raise Refused(line, _("Two answers have the same id."))
    for part, own in zip(parts, ids, strict=True):
        part["id"] = _read_id(own)


def _read_id(text: str) -> str:
    return "" if text == _NEW else text


def read_number(comments: Sequence[tuple[int, str]]) -> str:
    """Moodle's id number, "" where none is written: `[id:…]`."""
    found = _NUMBER.search("\n".join(text for _line, text in comments))
    return _unescape(found[1]) if found else ""


def read_tags(comments: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """Moodle's tags: `[tag:…]`, as often as there are."""
    written = "\n".join(text for _line, text in comments)
    tags = (_unescape(one) for one in _TAG.findall(written))
    return tuple(tag for tag in dict.fromkeys(tags) if tag)


def read_level(comments: Sequence[tuple[int, str]]) -> int | None:
    """How hard the question is, 1 to 3, where it is written: `[level:hard]`."""
    found = _LEVEL.search("\n".join(text for _line, text in comments))
    return _LEVELS.index(found[1]) + 1 if found else None


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


def _escape(text: str) -> str:
    return tidy(text).replace("]", "\\]")


def _unescape(text: str) -> str:
    return text.replace("\\]", "]").strip()
