"""A table as XLSX: written row by row into a temporary file, whatever its length."""

import math
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import IO, Any

from django.http import FileResponse
from django.utils import timezone
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from courses.tables.cells import neutralise

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What the format itself allows: rows of a sheet (one is the heading), characters of a cell.
_ROWS = 1_048_576
_CHARACTERS = 32_767
#: Excel counts days from here; earlier ones are written as text.
_FIRST_YEAR = 1900
#: Characters; wide enough for a name or a time.
_WIDTH = 18


def write_xlsx(
    file: IO[bytes], rows: Iterable[Sequence[Any]], *, title: str, sheet_rows: int = _ROWS
) -> None:
    """Write `rows` into an open binary file; the first is the heading, repeated on each sheet.

    Texts are cells of text, never formulas or links; numbers and times are numbers and times,
    times in the site's time zone. `title` names the first sheet.
    """
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"}
    with Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        heading: Sequence[Any] = ()
        sheet: Worksheet | None = None
        at = 0
        for number, row in enumerate(rows):
            if number == 0:
                heading = row
            if sheet is None or at == sheet_rows:
                sheet = _add_sheet(book, title, heading, bold)
                at = 1
            if number:
                _write_row(sheet, at, row)
                at += 1
        if sheet is None:
            _add_sheet(book, title, heading, bold)


def xlsx_response(name: str, rows: Iterable[Sequence[Any]], *, title: str) -> FileResponse:
    """A download called `name` (with its ending)."""
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.TemporaryFile())
        write_xlsx(file, rows, title=title)
        file.seek(0)
        # From here on the response closes the file, which then is gone.
        stack.pop_all()
    return FileResponse(file, as_attachment=True, filename=name, content_type=_CONTENT_TYPE)


def _add_sheet(book: Workbook, title: str, heading: Sequence[Any], bold: Any) -> Worksheet:
    number = len(book.worksheets()) + 1
    name = "".join(" " if letter in "[]:*?/\\'" else letter for letter in title).strip() or "Pijar"
    sheet = book.add_worksheet(name[:31] if number == 1 else f"{name[:24]} ({number})")
    sheet.freeze_panes(1, 0)
    if heading:
        sheet.set_column(0, len(heading) - 1, _WIDTH)
        _write_row(sheet, 0, heading, bold)
    return sheet


def _write_row(sheet: Worksheet, at: int, row: Sequence[Any], style: Any = None) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, datetime) and timezone.is_aware(cell):
            cell = timezone.make_naive(cell)
        if cell is None or cell == "":
            continue
        if isinstance(cell, bool):
            sheet.write_boolean(at, column, cell, style)
        elif isinstance(cell, int | float) and math.isfinite(cell):
            sheet.write_number(at, column, cell, style)
        elif isinstance(cell, datetime) and cell.year >= _FIRST_YEAR:
            sheet.write_datetime(at, column, cell, style)
        else:
            sheet.write_string(at, column, _fitting(neutralise(str(cell))), style)


def _fitting(text: str) -> str:
    # A longer one would be left out without a word.
    return text if len(text) <= _CHARACTERS else f"{text[: _CHARACTERS - 1]}…"
