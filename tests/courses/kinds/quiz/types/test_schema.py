"""The schema of a type is what its block says."""

from typing import Any

import pytest
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.kinds.quiz.types.blocks import QuestionBlock
from courses.kinds.quiz.types.registry import types
from courses.kinds.quiz.types.schema import (
    Kind,
    Schema,
    fill_in,
    fits,
    fits_field,
    list_parts,
    question_schema,
    schema_of,
)
from tests.courses.kinds.quiz.types.foreign_scale import foreign_types
from tests.courses.kinds.quiz.types.test_all_types import SAMPLES


@pytest.mark.parametrize("slug", [one.slug for one in types])
def test_it_has_the_fields_of_the_block(slug: str) -> None:
    common = set(QuestionBlock().child_blocks)
    fields = types[slug].block().child_blocks
    _compare({name: one for name, one in fields.items() if name not in common}, types[slug].schema)


def _compare(fields: Any, schema: Schema) -> None:
    assert fields.keys() == schema.keys() - {"id"}
    for name, field in fields.items():
        assert schema[name].kind is not Kind.OTHER
        if isinstance(field, blocks.ListBlock) and schema[name].items:
            _compare(field.child_block.child_blocks, schema[name].items)
        else:
            assert (field.get_default() or None) == (schema[name].default or None)


@pytest.mark.parametrize("slug", SAMPLES)
def test_every_sample_fits(slug: str) -> None:
    schema = (types if slug in types else foreign_types)[slug].schema
    for question in SAMPLES[slug]:
        assert fits(fill_in(question.data, schema), schema)


def test_what_is_left_out_is_as_left_empty() -> None:
    schema = types["short_answer"].schema
    assert fill_in({"answers": [{"text": "a", "mood": 1}], "mood": 1}, schema) == {
        "answers": [{"id": "", "text": "a", "credit": 100.0, "feedback": ""}],
        "case_matters": False,
        "accents_matter": False,
    }


@pytest.mark.parametrize(
    ("slug", "name", "value"),
    [
        ("multiple_choice", "marking", "sometimes"),
        ("multiple_choice", "marking", ["partial"]),
        ("file", "accept", ["program"]),
        ("file", "max_megabytes", 2.5),
        ("file", "max_megabytes", None),
        ("essay", "min_words", True),
        ("essay", "template", "a\x07"),
        ("true_false", "right", "true"),
        ("matching", "distractors", "a"),
        ("matching", "distractors", [1]),
    ],
)
def test_what_does_not_fit(slug: str, name: str, value: Any) -> None:
    assert not fits_field(value, types[slug].schema[name])


def test_a_number_may_be_missing_only_where_it_is_not_required() -> None:
    assert fits_field(None, types["single_choice"].schema["answers"].items["credit"])
    assert not fits_field(None, types["short_answer"].schema["answers"].items["credit"])
    assert not fits_field(float("nan"), types["gaps"].schema["gaps"].items["weight"])


def test_parts_are_those_of_the_first_list_each_before_those_within() -> None:
    gap = {"name": "1", "answers": [{"text": "a"}, {"text": "b"}]}
    parts = list_parts({"gaps": [gap]}, types["gaps"].schema)
    assert [path for path, _part in parts] == [
        ("gaps", 0),
        ("gaps", 0, "answers", 0),
        ("gaps", 0, "answers", 1),
    ]
    assert list(list_parts({"right": True}, types["true_false"].schema)) == []


def test_a_block_of_another_app_may_have_other_fields() -> None:
    class Row(blocks.StructBlock):
        when = blocks.DateBlock(required=False)

    class Block(QuestionBlock):
        second = ImageChooserBlock(required=False)
        page = blocks.PageChooserBlock(required=False)
        row = Row()
        rows = blocks.ListBlock(Row())
        pictures = blocks.ListBlock(ImageChooserBlock())
        owner = SnippetChooserBlock("kind_quiz.Category", required=False)

    schema = schema_of(Block)
    assert [one.kind for one in schema.values()] == [
        Kind.PICTURE,
        Kind.PAGE,
        Kind.GROUP,
        Kind.ITEMS,
        Kind.LIST,
        Kind.OTHER,
    ]
    assert schema["pictures"].of
    assert schema["pictures"].of.kind is Kind.PICTURE
    filled = fill_in({"second": "a.png", "rows": [{}], "owner": object()}, schema)
    assert filled["row"] == {"when": None}
    assert filled["rows"] == [{"id": "", "when": None}]
    assert fits(filled, schema)


def test_all_fields_of_a_question_are_in_its_own_schema() -> None:
    schema = types["true_false"].all_fields
    assert schema.keys() == {*question_schema(), *types["true_false"].schema}
    assert (schema["picture"].kind, schema["sound"].kind) == (Kind.PICTURE, Kind.SOUND)
