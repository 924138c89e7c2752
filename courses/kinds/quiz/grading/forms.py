"""What a trainer fills in to mark an answer, and to allow somebody more."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext_lazy as _

from courses.kinds.quiz.attempts import Asked
from courses.kinds.quiz.grading.allowing import MAX_ATTEMPTS, MAX_MINUTES
from courses.kinds.quiz.grading.marking import (
    MAX_COMMENT,
    has_rubric,
    marked_by_person,
    rubric_of,
)

_PREFIX = "criterion-"


class MarkForm(forms.Form):
    """A level for each criterion where the question has a rubric, else a mark in per cent."""

    percent = forms.FloatField(
        label=_("Mark in per cent"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=MAX_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The person reads it beside the answer."),
    )

    def __init__(self, asked: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _initial(asked), **kwargs})
        self.by_rubric = has_rubric(asked.question)
        self.fields["comment"].required = not marked_by_person(asked.question)
        if self.by_rubric:
            del self.fields["percent"]
            self.fields |= {_PREFIX + one["id"]: _levels(one) for one in rubric_of(asked.question)}

    @property
    def criteria(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(_PREFIX)]

    @property
    def judgement(self) -> dict[str, Any]:
        """The mark as `marking.mark_answer` takes it."""
        cleaned = self.cleaned_data
        comment = cleaned["comment"]
        if not self.by_rubric:
            return {"score": cleaned["percent"] / 100, "comment": comment}
        chosen = {
            name.removeprefix(_PREFIX): level
            for name, level in cleaned.items()
            if name.startswith(_PREFIX)
        }
        return {"rubric": chosen, "comment": comment}


def _initial(asked: Asked) -> dict[str, Any]:
    """The mark that stands, so that it can be changed."""
    mark = asked.mark
    given = {
        "percent": None if asked.score is None else round(asked.score * 100, 6),
        "comment": mark.comment if mark else "",
    }
    return given | {_PREFIX + name: level for name, level in (mark.rubric if mark else {}).items()}


def _levels(criterion: Mapping[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=criterion["criterion"],
        choices=[
            (
                level["id"],
                _("%(level)s (points: %(points)s)")
                % {"level": level["text"], "points": floatformat(level.get("points") or 0, -2)},
            )
            for level in criterion["levels"]
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a level.")},
    )


class AllowanceForm(forms.Form):
    """Totals beyond the quiz's rules."""

    minutes = forms.IntegerField(
        label=_("More minutes"),
        min_value=0,
        max_value=MAX_MINUTES,
        initial=0,
        help_text=_(
            "Beyond the time limit of the quiz, in each attempt, also in one that is open."
        ),
    )
    attempts = forms.IntegerField(
        label=_("More attempts"),
        min_value=0,
        max_value=MAX_ATTEMPTS,
        initial=0,
        help_text=_("Beyond the attempts that the quiz gives everybody."),
    )


class FindPersonForm(forms.Form):
    code = forms.CharField(
        label=_("The person’s code"),
        max_length=150,
        help_text=_("With which they sign in, such as LT-0231."),
    )
