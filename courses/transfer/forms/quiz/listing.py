"""A quiz's list of questions where it is more than those of one file: the setting `questions:`.

    questions:
    - source: 2                        the next two questions of the file
    - draw: 3 from Keuangan/Utang      by chance, from the bank
      below: false
      tags: [bunga]
      level: hard
    - from_bank: 5f0c…                 one of the bank, by its key, number or name
      weight: 2
    - source                           those of the file that are left
    - skala:                           a question itself, its fields below its type
        text: Seberapa yakin?

`id:` keeps the id of a row where it can't be derived. An export writes a question itself only where
no file of questions can carry it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from courses.kinds.quiz.bank.draws import read_tags
from courses.kinds.quiz.bank.models import BankQuestion, Category, Level
from courses.kinds.quiz.bank.paths import tidy_path
from courses.kinds.quiz.bank.picking import DRAW, FROM_BANK
from courses.kinds.quiz.types.registry import types
from courses.transfer.forms.form import Reading, Writing
from courses.transfer.forms.quiz.opening import Path, open_value
from courses.transfer.problems import Place
from courses.transfer.settings import Settings
from courses.transfer.values import Reference

SOURCE = "source"
#: What references name.
CATEGORY, QUESTION = "category", "question"
_DRAW = re.compile(r"(\d{1,3})\s+from\s+(.+)")
_LEVELS = {level.name.lower(): level.value for level in Level}


@dataclass(frozen=True, slots=True)
class FromSource:
    """So many questions of the quiz's file; None for all that are left."""

    place: Place
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of the quiz's list as it is stored, with open places; the paths within it that could
    not be read."""

    place: Place
    item: dict[str, Any]
    unread: set[Path] = field(default_factory=set)


Row = FromSource | Listed


# --- Reading ----------------------------------------------------------------------------------


def read_rows(settings: Settings, reading: Reading) -> Iterator[Row]:
    """The rows of the list; what is none becomes a problem."""
    for place, row in settings.rows("questions"):
        read = _read_word(row, place) if isinstance(row, str) else _read_row(row, reading)
        if read:
            yield read
        elif read is None and not isinstance(row, Settings):
            reading.problems.add(place, _explain_rows())


def _read_word(word: str, place: Place) -> Row | None:
    return FromSource(place) if word == SOURCE else None


def _read_row(row: Settings, reading: Reading) -> Row | None:
    first = next(iter(row.nodes), "")
    match first:
        case "source":
            return _read_count(row)
        case "draw":
            return _read_draw(row)
        case "from_bank":
            return _read_from_bank(row)
        case _ if first in types:
            return _read_question(first, row, reading)
    reading.problems.add(row.place, _explain_rows())
    return None


def _explain_rows() -> str:
    return (
        "A row of `questions:` is `source`, `source: 2`, `draw: 3 from Keuangan/Utang` or "
        "`from_bank:` with a question's key, number or name."
    )


def _read_count(row: Settings) -> Row | None:
    row.refuse_unknown(["source"])
    count = row.number("source")
    if count is not None and count < 1:
        row.problems.add(row.place, "Say how many questions of the file come here: `source: 2`.")
        return None
    return FromSource(row.place, count)


def _read_draw(row: Settings) -> Row | None:
    row.refuse_unknown(["draw", "below", "tags", "level", "id"])
    found = _DRAW.fullmatch(row.text("draw"))
    tags = row.words("tags") or []
    level = row.choice("level", list(_LEVELS))
    below = row.flag("below", default=True)
    if not found:
        sentence = "Write how many questions, and from which category: `draw: 3 from Keuangan`."
        row.problems.add(row.place_of("draw"), sentence)
        return None
    category = _read_category(found[2], row)
    if category is None:
        return None
    value = {
        "count": int(found[1]),
        "category": category,
        "with_below": below,
        "tags": ", ".join(tags),
        "level": _LEVELS.get(level),
    }
    return Listed(row.place, _item(DRAW, value, row))


def _read_category(path: str, row: Settings) -> Reference | None:
    try:
        return Reference(CATEGORY, tidy_path(path), row.place_of("draw"))
    except ValidationError as error:
        row.problems.add(row.place_of("draw"), " ".join(error.messages))
        return None


def _read_from_bank(row: Settings) -> Row | None:
    row.refuse_unknown(["from_bank", "weight", "id"])
    name = row.text("from_bank", required=True)
    weight = row.decimal("weight")
    if not name:
        return None
    reference = Reference(QUESTION, name, row.place_of("from_bank"))
    return Listed(row.place, _item(FROM_BANK, {"question": reference, "weight": weight}, row))


def _read_question(slug: str, row: Settings, reading: Reading) -> Row | None:
    row.refuse_unknown([slug, "id"])
    value = row.data(slug)
    if not isinstance(value, Mapping):
        sentence = f"The fields of the question stand below `{slug}:`, a line for each."
        row.problems.add(row.place, sentence)
        return None
    opened = open_value(value, slug, row.place, reading)
    return Listed(row.place, _item(slug, opened.value, row), opened.unread)


def _item(slug: str, value: Mapping[str, Any], row: Settings) -> dict[str, Any]:
    own = row.text("id")
    return {"type": slug, "value": value, **({"id": own} if own else {})}


# --- Writing ----------------------------------------------------------------------------------


def write_draw(value: Mapping[str, Any], writing: Writing) -> dict[str, Any]:
    """The row of a draw. Raises `TransferError` where its category is gone."""
    path = Category.objects.filter(pk=value["category"]).values_list("path", flat=True).first()
    if path is None:
        raise writing.refuse("The category of a draw was deleted; choose another one.")
    row: dict[str, Any] = {"draw": f"{value['count']} from {path}"}
    if not value["with_below"]:
        row["below"] = False
    if tags := read_tags(value["tags"] or ""):
        row["tags"] = list(tags)
    if value["level"]:
        row["level"] = Level(int(value["level"])).name.lower()
    return row


def write_from_bank(value: Mapping[str, Any], writing: Writing) -> dict[str, Any]:
    """The row of a question of the bank. Raises `TransferError` where it is gone or a draft."""
    question = BankQuestion.objects.filter(pk=value["question"]).first()
    if question is None:
        raise writing.refuse("A question of the bank was deleted; remove the empty place.")
    if not question.live:
        sentence = f"The bank's question {question.name!r} is a draft; publish it or take it out."
        raise writing.refuse(sentence)
    row: dict[str, Any] = {"from_bank": str(question.key)}
    if value["weight"] is not None:
        row["weight"] = value["weight"]
    return row
