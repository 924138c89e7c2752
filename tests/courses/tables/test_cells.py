"""A cell that a spreadsheet would run is only read."""

from typing import Any

import pytest

from courses.tables.cells import neutralise, neutralise_row


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", " =1", "\n=1", " \tx"])
def test_a_cell_that_would_run_is_only_text(text: str) -> None:
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Siti", "", 5, -5, None, 1.5, "a=1", "'=1"])
def test_other_cells_stay_as_they_are(value: Any) -> None:
    assert neutralise(value) == value


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("blank", ["\xa0", "\ufeff", "\u200b", "\v", "\f", "\u3000", "\ufeff \xa0"])
def test_no_white_space_hides_a_formula(blank: str, mark: str) -> None:
    assert neutralise(f"{blank}{mark}1") == f"'{blank}{mark}1"
    assert neutralise(f"{blank}1") == f"{blank}1"


def test_half_a_character_is_replaced_by_the_mark_for_it() -> None:
    assert neutralise("a\ud800b") == "a\ufffdb"


def test_a_row_is_neutralised_cell_by_cell() -> None:
    assert neutralise_row(["=1", 2, "x"]) == ["'=1", 2, "x"]
