"""A quiz's rules as settings, each by the kind of field that the quiz's own block has for it."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.timezone import is_naive, localtime, make_aware
from wagtail import blocks

from courses.kinds.quiz.blocks import QuizBlock
from courses.transfer.settings import Settings

#: Written also where they are as they would be anyway: everybody wants to know them.
_ALWAYS = ("pass_mark", "tries")


@cache
def rule_fields() -> dict[str, blocks.Block]:
    """The block's fields by name, apart from title and questions."""
    children = QuizBlock().child_blocks
    return {name: child for name, child in children.items() if name not in ("title", "questions")}


def read_rules(settings: Settings) -> dict[str, Any]:
    """The rules that the settings name; what is wrong becomes a problem and is left out."""
    found = {
        name: _read_rule(name, block, settings)
        for name, block in rule_fields().items()
        if name in settings
    }
    return {name: value for name, value in found.items() if value is not None}


def write_rules(value: Mapping[str, Any]) -> dict[str, Any]:
    """The rules of a stored quiz that are not as they would be anyway."""
    written = {}
    for name, block in rule_fields().items():
        own = value.get(name)
        is_default = (own or None) == (block.get_default() or None)
        if name in _ALWAYS or not is_default:
            written[name] = _write_rule(own, block)
    return written


def _read_rule(name: str, block: blocks.Block, settings: Settings) -> Any:
    match block:
        case blocks.IntegerBlock():
            return settings.number(name)
        case blocks.BooleanBlock():
            return settings.flag(name)
        case blocks.MultipleChoiceBlock():
            return settings.words(name, _choices(block))
        case blocks.ChoiceBlock():
            return settings.choice(name, _choices(block)) or None
        case blocks.DateTimeBlock():
            return settings.moment(name)
        case _:
            return settings.text(name)


def _choices(block: Any) -> list[str]:
    return [str(value) for value, _label in block.field.choices if value]


def _write_rule(value: Any, block: blocks.Block) -> Any:
    if isinstance(block, blocks.DateTimeBlock) and value:
        return localtime(make_aware(value) if is_naive(value) else value).isoformat()
    return value
