"""System checks on the installed kinds: what a registry can't know before all apps are loaded."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from courses.activities.registry import kinds


@register("activities")
def check_kinds(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    if not len(kinds):
        errors.append(
            Error(
                "No activity kind is installed, so no lesson can be written.",
                hint="Add an app with an activity.py, such as courses.kinds.reading.",
                id="activities.E001",
            )
        )
    for kind in kinds:
        try:
            get_template(kind.template)
        except (TemplateDoesNotExist, TemplateSyntaxError) as error:
            errors.append(
                Error(
                    f"The template of the activity kind {kind.slug!r} does not load: {error}",
                    hint=f"Mend {kind.template}.",
                    obj=type(kind),
                    id="activities.E002",
                )
            )
    return errors
