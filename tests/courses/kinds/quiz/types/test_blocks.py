"""What the editor is given when a question is added."""

from collections.abc import Iterator
from typing import Any

import pytest
from wagtail import blocks

from courses.kinds.quiz.types.registry import types


def missing_fields(block: blocks.Block, state: Any, path: str = "") -> Iterator[str]:
    """The fields that the editor shows, but was told nothing of."""
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            if name in state:
                yield from missing_fields(child, state[name], f"{path}/{name}")
            else:
                yield f"{path}/{name}"
    elif isinstance(block, blocks.ListBlock):
        for row in state:
            yield from missing_fields(block.child_block, row["value"], path)


@pytest.mark.parametrize("slug", [one.slug for one in types])
def test_the_editor_knows_every_field_of_a_new_question(slug: str) -> None:
    block = types[slug].block()
    assert list(missing_fields(block, block.get_form_state(block.get_default()))) == []


def test_what_can_be_chosen_begins_with_two_rows() -> None:
    block = types["single_choice"].block()
    assert len(block.get_default()["answers"]) == 2


def test_gaps_and_levels_of_a_rubric_begin_with_all_their_fields() -> None:
    for slug, field in (("gaps", "gaps"), ("essay", "rubric")):
        row = types[slug].block().child_blocks[field].child_block
        assert list(missing_fields(row, row.get_form_state(row.get_default()))) == []
