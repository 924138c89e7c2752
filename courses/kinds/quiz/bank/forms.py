"""What somebody fills in to bring questions in or take them out."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.kinds.quiz.bank.models import Category
from courses.kinds.quiz.formats.registry import FORMATS, guess_format

MEGABYTE = 1024 * 1024
MAX_UPLOAD = 10 * MEGABYTE


def _format_choices() -> list[tuple[str, Any]]:
    return [(one.slug, one.label) for one in FORMATS]


class CategoryChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Shows the tree."""

    def label_from_instance(self, category: Category) -> str:
        return category.indented_name


class FileOfQuestionsForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("At most 10 MB."))
    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        help_text=_("Left open, it is found out from the file."),
    )
    category = CategoryChoiceField(
        label=_("Category"),
        queryset=Category.objects.all(),
        required=False,
        help_text=_("For questions that name none in the file."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["format"]
        choices.choices = [("", _("by the file itself")), *_format_choices()]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > MAX_UPLOAD:
            raise ValidationError(
                _(
                    "This file has %(size)d MB; at most 10 MB can be read here. Split it, or ask "
                    "an administrator to import it."
                ),
                params={"size": -(-(file.size or 0) // MEGABYTE)},
            )
        return file

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        file = self.cleaned_data.get("file")
        if file is None:
            return cleaned
        source = file.read()
        self.cleaned_data["source"] = source
        if not self.cleaned_data.get("format"):
            guessed = guess_format(file.name or "", source)
            if not guessed:
                self.add_error("format", _("What format this file has is not evident; choose it."))
            self.cleaned_data["format"] = guessed
        return self.cleaned_data


class ExportForm(forms.Form):
    format = forms.ChoiceField(label=_("Format"), choices=_format_choices)
    category = CategoryChoiceField(
        label=_("Category"),
        queryset=Category.objects.all(),
        required=False,
        empty_label=_("All questions"),
        help_text=_("With the categories below it."),
    )
