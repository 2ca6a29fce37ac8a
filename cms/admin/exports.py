"""Spreadsheets of the admin's lists and reports: what a cell cannot hold, or would run, is not written into it.

Wagtail's lists share one mixin and no setting, so its one method through which every value passes is wrapped. What was
written before texts were cleaned at entry (history, revisions) is in its tables for good.
"""

from functools import wraps
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from publishing.text.cleaning import clean_text

# What a spreadsheet reads as a formula. In XLSX Wagtail marks such a cell as text; CSV has no such mark.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sanitise_cell(value: Any, export_format: str) -> Any:
    """Return a cell's value as every spreadsheet can hold it."""
    if not isinstance(value, str):
        return value
    value = clean_text(value)
    return f"'{value}" if export_format == SpreadsheetExportMixin.FORMAT_CSV and value.startswith(FORMULA) else value


def sanitise_exports() -> None:
    """Wrap Wagtail's method, once for the process."""
    original = SpreadsheetExportMixin.preprocess_field_value

    @wraps(original)
    def preprocess_field_value(self: Any, field: str, value: Any, export_format: str) -> Any:
        return sanitise_cell(original(self, field, value, export_format), export_format)

    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
