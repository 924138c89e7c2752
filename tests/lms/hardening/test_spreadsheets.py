"""No cell of an export of Wagtail's runs in a spreadsheet, whoever wrote what stands in it."""

import csv
import datetime
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from django.utils.functional import lazystr
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.models import Page

from lms.accounts.models import Person
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory

MARKS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
RUNS = tuple(f"{mark}cmd|' /C calc'!A0" for mark in MARKS)
#: All that offer an export: other lists of the editor name no columns.
REPORTS = ("locked", "aging-pages", "site-history", "workflow", "workflow_tasks")


@pytest.fixture
def administrator(db: None) -> Client:
    """Her own name is hostile, as is the title of the page that she wrote, locked and handed in."""
    person = PersonFactory(administrator=True, name='=HYPERLINK("http://evil.example")')
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.StaffPasswordBackend")
    page = LessonPageFactory(title="@SUM(1)")
    page.save_revision(user=person, log_action=True)
    page.get_workflow().start(page, person)
    page.refresh_from_db()
    page.save_revision(user=person, log_action=True).publish(
        user=person, skip_permission_checks=True
    )
    Page.objects.filter(pk=page.pk).update(
        locked=True, locked_by=person, locked_at=timezone.now(), draft_title="@SUM(1)"
    )
    return client


def read_csv(response: Any) -> list[list[Any]]:
    return list(csv.reader(io.StringIO(response.getvalue().decode())))


def read_xlsx(response: Any) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(response.getvalue())).active
    for row in sheet.iter_rows():
        assert all(cell.data_type != "f" for cell in row)
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def check_no_formula(rows: list[list[Any]]) -> None:
    texts = [cell for row in rows for cell in row if isinstance(cell, str)]
    assert [text for text in texts if text.lstrip(" ").startswith(MARKS)] == []


@pytest.mark.parametrize("report", REPORTS)
def test_reports(administrator: Client, report: str) -> None:
    path = f"/admin/reports/{report}/"
    comma = read_csv(administrator.get(path, {"export": "csv"}))
    sheet = read_xlsx(administrator.get(path, {"export": "xlsx"}))
    assert len(comma) == len(sheet) > 1
    for rows in (comma, sheet):
        check_no_formula(rows)
        assert any(str(cell).startswith(("'=", "'@")) for row in rows for cell in row)


class Base:
    def setup(self, *args: Any) -> None: ...


class Export(SpreadsheetExportMixin, Base):  # type: ignore[misc]
    list_export = ["value"]

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {"value": item}


def export(values: list[Any], heading: str = "x") -> tuple[list[Any], list[Any]]:
    """The column below its heading, of the CSV and of the XLSX."""
    view = Export()
    view.export_headings = {"value": heading}
    rows = read_csv(view.write_csv_response(values)), read_xlsx(view.write_xlsx_response(values))
    return [row[0] for row in rows[0]], [row[0] for row in rows[1]]


@pytest.mark.parametrize("runs", RUNS)
def test_text_of_every_kind_and_headings(runs: str) -> None:
    values = [runs, lazystr(runs), [runs, "x"], Person(name=runs)]
    for column in export(values, heading=runs):
        assert len(column) == 5
        assert all(cell.startswith("'") for cell in column)


def test_numbers_and_dates_stay_what_they_are() -> None:
    moment = datetime.datetime(2026, 11, 24, 9, 30, tzinfo=datetime.UTC)
    values = [-5, -1.5, Decimal("-2.5"), datetime.date(2026, 11, 24), moment, None, True]
    comma, sheet = export(values)
    assert comma == [
        "x",
        "-5",
        "-1.5",
        "-2.5",
        "2026-11-24",
        "2026-11-24 09:30:00+00:00",
        "",
        "True",
    ]
    assert sheet[1:4] == [-5, -1.5, -2.5]
    assert sheet[4] == datetime.date(2026, 11, 24)
    assert sheet[5] == moment.replace(tzinfo=None)
    assert sheet[6:] == [None, True]


def test_what_a_sheet_cannot_hold_is_replaced() -> None:
    assert export(["a\x0bb"]) == (["x", "a\ufffdb"], ["x", "a\ufffdb"])


def test_no_view_writes_in_a_way_of_its_own() -> None:
    """All exports write through what is mended; a view that does not is found here."""

    def below(parent: type) -> Any:
        for child in parent.__subclasses__():
            yield child
            yield from below(child)

    from wagtail.admin.views.reports import audit_logging  # noqa: F401 - views load late
    from wagtail_localize.views import report  # noqa: F401

    views = [view for view in below(SpreadsheetExportMixin) if view is not Export]
    assert len(views) > 20
    ways = (
        *("preprocess_field_value", "get_heading", "stream_csv", "write_xlsx"),
        *("generate_xlsx_row", "write_csv_row", "write_csv_response", "write_xlsx_response"),
    )
    for view in views:
        for way in ways:
            assert getattr(view, way) is getattr(SpreadsheetExportMixin, way), f"{view}.{way}"
