"""Wagtail's exports by the rule of our own tables: no cell of a CSV or XLSX is a formula.

All its lists and reports write through one mixin, headings and cells through one method each.
"""

from typing import Any

from django.utils.encoding import is_protected_type
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from courses.tables.cells import neutralise

_preprocess_field_value = SpreadsheetExportMixin.preprocess_field_value
_get_heading = SpreadsheetExportMixin.get_heading


def neutralise_exports() -> None:
    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
    SpreadsheetExportMixin.get_heading = get_heading


def preprocess_field_value(self: Any, field: str, value: Any, export_format: str) -> Any:
    return _as_cell(_preprocess_field_value(self, field, value, export_format))


def get_heading(self: Any, queryset: Any, field: str) -> Any:
    return _as_cell(_get_heading(self, queryset, field))


def _as_cell(value: Any) -> Any:
    """Numbers, dates and nothing at all stay what they are; whatever else is text."""
    # XLSX has no way to write most control characters: openpyxl would refuse the whole file.
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", str(value))
    return value if is_protected_type(value) else neutralise(text)
