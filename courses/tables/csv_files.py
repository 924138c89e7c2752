"""A table as CSV: streamed, in UTF-8 with the mark that tells spreadsheets so."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone, translation

from courses.tables.cells import neutralise_row

#: Lines are handed over in parts of about this many characters: one send for each line is slow.
_PART = 16_384


class _Echo:
    """A file that hands back what is written, so that lines can be streamed."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The mark, then each row as a line. Times are written in the current time zone."""
    write = csv.writer(_Echo()).writerow
    yield "\ufeff"
    for row in rows:
        yield write(neutralise_row(map(_plain, row)))


def csv_response(name: str, rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A download called `name` (with its ending), written while it is sent."""
    lines = csv_lines(_as_asked(rows))
    response = StreamingHttpResponse(_in_parts(lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        local = timezone.localtime(cell) if timezone.is_aware(cell) else cell
        return f"{local:%Y-%m-%d %H:%M:%S}"
    return cell


def _as_asked(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Each row made in the language and time zone of now: they are gone when it is sent."""
    language, zone = translation.get_language(), timezone.get_current_timezone()
    made = (list(map(_plain, row)) for row in rows)

    def all_rows() -> Iterator[Sequence[Any]]:
        while True:
            with translation.override(language), timezone.override(zone):
                row = next(made, None)
            if row is None:
                return
            yield row

    return all_rows()


def _in_parts(lines: Iterable[str]) -> Iterator[str]:
    part: list[str] = []
    size = 0
    for line in lines:
        part.append(line)
        size += len(line)
        if size >= _PART:
            yield "".join(part)
            part, size = [], 0
    if part:
        yield "".join(part)
