"""A question as plain values: the one shape that lessons, bank, attempts and formats share."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any


class TextFormat(Enum):
    """How a question's texts are written: its own, its answers' and their feedback alike."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Survives JSON (`as_json`, `from_json`); what is in it is never edited.

    `id` is who it is through all its edits: the block's id in a lesson, the key in the bank.
    `data` holds the fields of the type's own block, with each list's items as dicts that carry
    their id: `{"answers": [{"id": ..., "text": ..., "right": True, "feedback": ...}]}`.
    `picture` is `{"image": pk, "alt": text}`, `sound` is `{"media": pk}`; a frozen question has
    also `"file"` (its name in the storage), `"bytes"` and, for a picture, `"width"` and `"height"`.
    `read_again` is `{"page": pk}`, frozen with `"title"` and `"url"`.
    `penalty` is the share of the mark that each wrong try costs, `weight` what the question counts.
    """

    id: str
    type: str
    text: str
    data: Mapping[str, Any] = field(default_factory=dict)
    format: str = TextFormat.PLAIN.value
    name: str = ""
    weight: float = 1.0
    penalty: float = 1 / 3
    feedback: str = ""
    hints: tuple[str, ...] = ()
    picture: Mapping[str, Any] | None = None
    sound: Mapping[str, Any] | None = None
    read_again: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """Everything, as JSON keeps it."""
        # Written out: `asdict` copies everything deep, ten times as slowly.
        return {
            "id": self.id,
            "type": self.type,
            "text": self.text,
            "data": self.data,
            "format": self.format,
            "name": self.name,
            "weight": self.weight,
            "penalty": self.penalty,
            "feedback": self.feedback,
            "hints": list(self.hints),
            "picture": self.picture,
            "sound": self.sound,
            "read_again": self.read_again,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Question":
        """The question that `as_json` wrote; fields of a later version are left out."""
        known = {name: stored[name] for name in _FIELDS if name in stored}
        known["hints"] = tuple(known.get("hints", ()))
        return cls(**known)

    @property
    def digest(self) -> str:
        """Names this very content: two questions that ask the same in the same way share it."""
        text = json.dumps(self.as_json(), sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


_FIELDS = tuple(one.name for one in fields(Question))
