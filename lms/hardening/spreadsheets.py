"""Wagtail's exports by the rule of our own tables: no cell of a CSV or XLSX is a formula.

All its lists and reports write through one mixin, headings and cells through one method each.
"""

import datetime
import re
from decimal import Decimal
from types import NoneType
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from courses.tables.cells import neutralise

_PLAIN = (NoneType, int, float, Decimal, datetime.date, datetime.time)
# XLSX has no way to write these: openpyxl would refuse the whole file.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

_preprocess_field_value = SpreadsheetExportMixin.preprocess_field_value
_get_heading = SpreadsheetExportMixin.get_heading


def neutralise_exports() -> None:
    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
    SpreadsheetExportMixin.get_heading = get_heading


def preprocess_field_value(self: Any, field: str, value: Any, export_format: str) -> Any:
    return _as_cell(_preprocess_field_value(self, field, value, export_format))


def get_heading(self: Any, queryset: Any, field: str) -> Any:
    return _as_cell(_get_heading(self, queryset, field))


def _as_cell(value: object) -> object:
    """Numbers, dates and nothing at all stay what they are; whatever else is text."""
    if isinstance(value, _PLAIN):
        return value
    return neutralise(_CONTROLS.sub("\ufffd", str(value)))
