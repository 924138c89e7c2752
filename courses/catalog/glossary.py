"""A course's glossary: hard words, each with a sentence that explains it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import StreamField

#: Below a course's own address, in every language. No lesson may have it.
GLOSSARY_SLUG = "kamus"

#: From a lesson to a term, whose slug follows: right in every language and every copy of a course.
GLOSSARY_LINK = f"../{GLOSSARY_SLUG}/#"

MOST_TERMS = 200


def term_slug(term: str) -> str:
    """What a term is called in addresses: `biaya-tetap`; "" if no letter or digit is in it."""
    return slugify(term)


class TermBlock(blocks.StructBlock):
    term = blocks.CharBlock(label=gettext_lazy("Term"), max_length=80)
    explanation = blocks.TextBlock(
        label=gettext_lazy("Explanation"),
        max_length=300,
        rows=2,
        help_text=gettext_lazy("One plain sentence."),
    )

    class Meta:
        icon = "openquote"
        label = gettext_lazy("Term")
        label_format = "{term}"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        for name in ("term", "explanation"):
            cleaned[name] = " ".join(cleaned[name].split())
        if cleaned["term"] and not term_slug(cleaned["term"]):
            sentence = _("Write a term with letters or digits.")
            raise StructBlockValidationError({"term": ValidationError(sentence)})
        return cleaned


class GlossaryBlock(blocks.StreamBlock):
    term = TermBlock()

    class Meta:
        max_num = MOST_TERMS
        collapsed = True

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        seen: set[str] = set()
        errors = {}
        for number, child in enumerate(cleaned):
            term = child.value["term"]
            if term and term_slug(term) in seen:
                sentence = _("“%(term)s” is in the glossary twice; delete one.") % {"term": term}
                errors[number] = StructBlockValidationError({"term": ValidationError(sentence)})
            seen.add(term_slug(term))
        if errors:
            raise StreamBlockValidationError(errors)
        return cleaned


class GlossaryField(StreamField):
    """A course's terms. Migrations never see block definitions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(GlossaryBlock(), **{"blank": True, "default": list, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, path, [], kwargs
