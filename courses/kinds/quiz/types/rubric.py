"""A rubric: what a trainer looks at in an essay or a file, and what each level of it is worth.

Shape: `[{"id", "criterion": str, "levels": [{"id", "text": str, "points": float}]}]`; empty where
the trainer gives the mark as it is. `chosen` is `{criterion's id: level's id}`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.kinds.quiz.types.blocks import RowsBlock

Rubric = Sequence[Mapping[str, Any]]


class LevelBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Level"), max_length=300)
    points = blocks.FloatBlock(label=_("Points"), min_value=0, max_value=1000)

    class Meta:
        icon = "order"
        label = _("Level")
        label_format = "{text} ({points})"


class CriterionBlock(blocks.StructBlock):
    criterion = blocks.CharBlock(
        label=_("Criterion"), max_length=200, help_text=_("What you look at, in a few words.")
    )
    levels = RowsBlock(LevelBlock(), label=_("Levels"), min_num=2, max_num=10, default=[{}, {}])

    class Meta:
        icon = "list-ol"
        label = _("Criterion")
        label_format = "{criterion}"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not any(level["points"] > 0 for level in cleaned["levels"]):
            sentence = _("At least one level must give more than 0 points.")
            raise blocks.StructBlockValidationError(
                block_errors={
                    "levels": blocks.ListBlockValidationError(
                        non_block_errors=[ValidationError(sentence)]
                    )
                }
            )
        return cleaned


def rubric_field() -> blocks.ListBlock:
    """The field for a type's block."""
    return blocks.ListBlock(
        CriterionBlock(),
        label=_("Rubric"),
        default=[],
        max_num=20,
        help_text=_("What you will mark by. Without one you give the mark in per cent."),
    )


def max_points(rubric: Rubric) -> float:
    """The points of the best level of every criterion together."""
    return float(sum(max(_points(one), default=0.0) for one in rubric))


def score(rubric: Rubric, chosen: Mapping[str, str]) -> float:
    """The share of the points that the chosen levels give, 0..1.

    Raises `ValueError` with a sentence where a criterion has no level chosen, where a criterion or
    level is not in the rubric, and where the rubric has no points to give.
    """
    whole = max_points(rubric)
    if whole <= 0:
        raise ValueError(_now("This question has no rubric. Give the mark in per cent."))
    if chosen.keys() - {criterion["id"] for criterion in rubric}:
        raise ValueError(
            _now("The rubric was changed meanwhile. Open the answer again and mark it once more.")
        )
    return min(1.0, sum(_chosen_points(one, chosen) for one in rubric) / whole)


def _chosen_points(criterion: Mapping[str, Any], chosen: Mapping[str, str]) -> float:
    name = criterion["criterion"]
    if not chosen.get(criterion["id"]):
        raise ValueError(_now("Choose a level for “%(criterion)s”.") % {"criterion": name})
    for level, points in zip(criterion["levels"], _points(criterion), strict=True):
        if level["id"] == chosen[criterion["id"]]:
            return points
    raise ValueError(
        _now("The level chosen for “%(criterion)s” is not in the rubric any more. Choose again.")
        % {"criterion": name}
    )


def _points(criterion: Mapping[str, Any]) -> list[float]:
    return [float(level.get("points") or 0) for level in criterion["levels"]]
