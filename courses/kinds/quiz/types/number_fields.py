"""Editor's fields for what is the same in every language: numbers, formulas, names.

A number is stored canonically ("8500", "8.5"). The editor shows it, and reads what is typed, in
the notation of the language that the trainer works in. None of these fields is translated.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail import blocks

from courses.kinds.quiz.types.numbers import (
    NumberError,
    read_canonical,
    read_number,
    write_canonical,
    write_number,
)

#: Stands for any other number, in a list of accepted ones.
ANY = "*"


class TypedText(str):
    """What a trainer has just typed; a plain string is a stored value."""

    __slots__ = ()


class CodeBlock(blocks.FieldBlock):
    """A line of text that says the same in every language, so nobody translates it."""

    def __init__(
        self, required: bool = True, help_text: Any = None, max_length: int = 100, **kwargs: Any
    ) -> None:
        self.max_length = max_length
        self.field = forms.CharField(
            required=required, help_text=help_text, max_length=max_length, strip=True
        )
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        default = ""


class NumberBlock(CodeBlock):
    """A canonical decimal string, or "" where it is not required; "*" where that is taken."""

    def __init__(self, *, takes_any: bool = False, **kwargs: Any) -> None:
        self.takes_any = takes_any
        super().__init__(**kwargs)

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> TypedText:
        return TypedText(super().value_from_datadict(data, files, prefix) or "")

    def get_form_state(self, value: Any) -> Any:
        return show_stored(value)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text or (self.takes_any and text == ANY):
            return text
        return read_for_storing(TypedText(text) if isinstance(value, TypedText) else text)

    class Meta:
        icon = "decimal"


class NumberListBlock(CodeBlock):
    """Canonical decimal strings, separated by "; "."""

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> TypedText:
        return TypedText(super().value_from_datadict(data, files, prefix) or "")

    def get_form_state(self, value: Any) -> Any:
        if isinstance(value, TypedText):
            return str(value)
        return "; ".join(show_stored(one) for one in split_list(value or ""))

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not isinstance(value, TypedText):
            return "; ".join(read_for_storing(one) for one in split_list(text))
        # A comma may be a decimal sign here, so it does not separate.
        parts = [part.strip() for part in text.split(";")]
        return "; ".join(read_for_storing(TypedText(part)) for part in parts if part)


class TypedTextBlock(blocks.CharBlock):
    """A text that the block around it may want to read as a number."""

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> TypedText:
        return TypedText(super().value_from_datadict(data, files, prefix) or "")

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return TypedText(text) if isinstance(value, TypedText) else text


def split_list(text: str) -> list[str]:
    """The canonical numbers in a stored list, which commas may separate too."""
    return [one.strip() for one in text.replace(",", ";").split(";") if one.strip()]


def show_stored(value: Any) -> Any:
    """A stored number in the notation of the language in use; anything else as it is."""
    number = None if isinstance(value, TypedText) else read_canonical(value)
    if number is None:
        return str(value or "")
    return write_number(number, get_language() or "")


def read_for_storing(text: str) -> str:
    """The canonical string of a number, typed or stored. Raises `ValidationError`."""
    if isinstance(text, TypedText):
        try:
            return write_canonical(read_number(text, get_language() or ""))
        except NumberError as error:
            raise ValidationError(error.sentence) from None
    number = read_canonical(text)
    if number is None:
        raise ValidationError(_("“%(text)s” is not a number.") % {"text": text})
    return write_canonical(number)
