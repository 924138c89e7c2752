"""How a quiz takes questions from the bank: a wish for some, as its block keeps it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from courses.kinds.quiz.bank.paths import lies_below


@dataclass(frozen=True, slots=True)
class Draw:
    """`count` questions by chance from a category (its primary key) and, `with_below`, from those
    below it; with all of `tags`, and of `level`, or of any where it is None."""

    count: int
    category: int | None
    with_below: bool = True
    tags: tuple[str, ...] = ()
    level: int | None = None

    def accepts(self, path: str, level: int, tags: Collection[str], *, top: str) -> bool:
        """Whether it may take a question that stands in `path` and has this level and these tags
        (in lower case). `top` is the path of the draw's own category."""
        inside = lies_below(path, top) if self.with_below else path == top
        return (
            inside
            and self.level in (None, level)
            and all(tag.casefold() in tags for tag in self.tags)
        )


def read_draw(raw: Mapping[str, Any]) -> Draw:
    """The draw in the stored value of a `DrawBlock`."""
    below = raw.get("with_below")
    category = raw.get("category")
    return Draw(
        count=_number(raw.get("count")) or 1,
        category=_number(getattr(category, "pk", category)),
        with_below=below is None or bool(below),
        tags=read_tags(raw.get("tags") or ""),
        level=_number(raw.get("level")),
    )


def read_tags(text: str) -> tuple[str, ...]:
    """Tags with commas between them; each once, in their order."""
    return tuple(dict.fromkeys(tag for part in text.split(",") if (tag := " ".join(part.split()))))


def _number(value: Any) -> int | None:
    """A whole number as a block or JSON keeps it; None for none."""
    return int(value) if isinstance(value, int) or str(value or "").isdecimal() else None
