"""Tables as CSV and XLSX, opened again by other readers than those that wrote them."""

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext

from courses.tables.csv_files import csv_lines, csv_response
from courses.tables.xlsx_files import write_xlsx, xlsx_response

NOON = datetime(2026, 3, 1, 5, 0, 7, tzinfo=UTC)
NASTY = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "http://x.id", "{=1}", "a\nb", 'a"b;c', "a\ud800"]


def read_csv(rows: Any) -> list[list[str]]:
    text = "".join(csv_lines(rows)).encode().decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def read_xlsx(rows: Any, **options: Any) -> Any:
    file = io.BytesIO()
    write_xlsx(file, rows, **{"title": "Percobaan", **options})
    return openpyxl.load_workbook(file)


def cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_csv_keeps_rows_and_writes_times_as_the_site_reads_them() -> None:
    found = read_csv([["Kode", "Saat"], ["A-1", NOON], ["B;2", None]])
    local = timezone.localtime(NOON)
    assert found == [["Kode", "Saat"], ["A-1", f"{local:%Y-%m-%d} 12:00:07"], ["B;2", ""]]


def test_csv_has_no_cell_that_runs() -> None:
    [row] = read_csv([NASTY])
    assert row[:6] == [f"'{text}" for text in NASTY[:6]]
    assert row[6:] == [*NASTY[6:10], "a\ufffd"]


def test_a_csv_download_is_streamed() -> None:
    asked = []

    def rows() -> Iterator[list[Any]]:
        for number in range(20_000):
            asked.append(number)
            yield [number, "x"]

    response: Any = csv_response("a.csv", rows())
    assert response.headers["Content-Disposition"] == 'attachment; filename="a.csv"'
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    parts = iter(response.streaming_content)
    next(parts)
    assert 0 < len(asked) < 5000
    assert 5 < len(list(parts)) < 50
    assert len(asked) == 20_000


def test_a_csv_download_speaks_the_language_in_which_it_was_asked_for() -> None:
    def rows() -> Iterator[list[Any]]:
        for _number in range(2):
            yield [gettext("Lesson"), NOON]

    with translation.override("en"), timezone.override("Asia/Tokyo"):
        response: Any = csv_response("a.csv", rows())
    with translation.override("id"):
        text = b"".join(response.streaming_content).decode()
        assert translation.get_language() == "id"
    assert text == "\ufeff" + "Lesson,2026-03-01 14:00:07\r\n" * 2


def test_a_hundred_thousand_rows_of_csv_need_little_memory() -> None:
    tracemalloc.start()
    try:
        for _line in csv_lines([number, "x" * 50] for number in range(100_000)):
            pass
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_xlsx_keeps_kinds_of_cells() -> None:
    book = read_xlsx([["Kode", "Saat", "Nilai"], ["A-1", NOON, 0.5], [None, "", 7], [True, 3, "x"]])
    [sheet] = book.worksheets
    assert sheet.title == "Percobaan"
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert cells(sheet) == [
        ["Kode", "Saat", "Nilai"],
        ["A-1", datetime(2026, 3, 1, 12, 0, 7), 0.5],  # noqa: DTZ001 - a cell has no time zone
        [None, None, 7],
        [True, 3, "x"],
    ]


def test_xlsx_has_no_cell_that_runs() -> None:
    file = io.BytesIO()
    write_xlsx(file, [["a"], NASTY], title="x")
    [sheet] = openpyxl.load_workbook(file).worksheets
    row = list(sheet[2])
    assert {cell.data_type for cell in row} == {"s"}
    assert not any(cell.hyperlink for cell in row)
    # XML itself reads a carriage return as a new line.
    assert [cell.value.replace("_x000D_", "\r") for cell in row][:6] == [
        f"'{text}" for text in NASTY[:6]
    ]
    with zipfile.ZipFile(file) as archive:
        markup = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in markup
    assert 't="inlineStr"' in markup


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), datetime(1850, 1, 1, tzinfo=UTC), "x" * 40_000, "\0\x1b"]
)
def test_what_xlsx_cannot_hold_is_written_as_text(value: Any) -> None:
    [sheet] = read_xlsx([["a"], [value, "after"]]).worksheets
    assert sheet["A2"].data_type == "s"
    assert sheet["B2"].value == "after"


def test_a_table_longer_than_a_sheet_goes_on_on_the_next() -> None:
    rows = [["n"], *([number] for number in range(5))]
    sheets = read_xlsx(rows, sheet_rows=3, title="A very long title: of [more] than 31 letters")
    assert [cells(sheet) for sheet in sheets] == [
        [["n"], [0], [1]],
        [["n"], [2], [3]],
        [["n"], [4]],
    ]
    assert all(len(sheet.title) <= 31 for sheet in sheets)


def test_a_table_without_rows_is_still_a_file() -> None:
    assert len(read_xlsx([]).worksheets) == 1
    [sheet] = read_xlsx([["n"]], title="").worksheets
    assert cells(sheet) == [["n"]]


@pytest.mark.django_db
def test_an_xlsx_download_is_an_attachment_that_opens() -> None:
    response: Any = xlsx_response("a.xlsx", [["n"], [1]], title="x")
    assert 'attachment; filename="a.xlsx"' in response.headers["Content-Disposition"]
    assert "spreadsheetml" in response.headers["Content-Type"]
    content = b"".join(response.streaming_content)
    response.close()
    [sheet] = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    assert cells(sheet) == [["n"], [1]]


def test_a_row_that_fails_leaves_no_file_behind() -> None:
    def rows() -> Iterator[list[Any]]:
        yield ["n"]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        xlsx_response("a.xlsx", rows(), title="x")
