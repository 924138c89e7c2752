from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from courses.kinds.quiz.types.number_fields import (
    CodeBlock,
    NumberBlock,
    NumberListBlock,
    TypedTextBlock,
    split_list,
)


def clean_typed(block: Any, text: str, language: str) -> Any:
    """What is stored when this is typed into the editor's field."""
    with override(language):
        return block.clean(block.value_from_datadict({"field": text}, {}, "field"))


@pytest.mark.parametrize(
    ("text", "language", "stored"),
    [
        ("8.500", "id", "8500"),
        ("8,500", "en", "8500"),
        ("12.142,86", "id", "12142.86"),
        ("Rp8.500", "id", "8500"),
        ("-0,50", "id", "-0.5"),
        ("", "id", ""),
        ("*", "id", "*"),
    ],
)
def test_a_number_is_typed_in_the_editors_language(text: str, language: str, stored: str) -> None:
    assert clean_typed(NumberBlock(required=False, takes_any=True), text, language) == stored


@pytest.mark.parametrize(
    ("text", "language"),
    [("8.5", "id"), ("8,500", "id"), ("8.500", "en"), ("x", "en"), ("*", "en")],
)
def test_a_doubtful_number_is_asked_back_in_the_editor_too(text: str, language: str) -> None:
    with pytest.raises(ValidationError):
        clean_typed(NumberBlock(), text, language)


def test_a_missing_number_is_missed() -> None:
    with pytest.raises(ValidationError):
        clean_typed(NumberBlock(), " ", "en")


@pytest.mark.parametrize("stored", ["8500", "8.5", "8.125", "-1234567.25", "8.500"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_what_is_stored_is_shown_in_the_editors_language_and_comes_back(
    stored: str, language: str
) -> None:
    block = NumberBlock()
    with override(language):
        shown = block.get_form_state(stored)
    assert float(clean_typed(block, shown, language)) == float(stored)
    assert block.clean(stored) == clean_typed(block, shown, language)


def test_stored_numbers_do_not_depend_on_the_language() -> None:
    with override("id"):
        assert NumberBlock().clean("8.500") == "8.5"
        with pytest.raises(ValidationError):
            NumberBlock().clean("8,5")


def test_a_refused_entry_stands_in_the_field_as_it_was_typed() -> None:
    for block in (NumberBlock(), NumberListBlock()):
        typed = block.value_from_datadict({"field": "8.500"}, {}, "field")
        with override("en"):
            assert block.get_form_state(typed) == "8.500"


def test_a_list_of_numbers_is_separated_by_semicolons() -> None:
    block = NumberListBlock()
    assert clean_typed(block, "8,5; 9 ;10.000;", "id") == "8.5; 9; 10000"
    assert clean_typed(block, "8.5; 9 ;10,000", "en") == "8.5; 9; 10000"
    assert block.clean("8.5, 9;10") == "8.5; 9; 10"
    with override("id"):
        assert block.get_form_state("8.5; 9; 10000") == "8,5; 9; 10.000"
    with pytest.raises(ValidationError):
        clean_typed(block, "10, 20, 30", "id")
    assert split_list("8.5, 9; 10;") == ["8.5", "9", "10"]


def test_nothing_of_them_is_translated_or_searched() -> None:
    for block in (CodeBlock(), NumberBlock(), NumberListBlock()):
        assert block.get_searchable_content("8500") == []


def test_a_typed_text_is_told_from_a_stored_one() -> None:
    block = TypedTextBlock()
    typed = block.clean(block.value_from_datadict({"field": " 8,5 "}, {}, "field"))
    assert typed == "8,5"
    assert type(typed) is not str
    assert type(block.clean("8,5")) is str
