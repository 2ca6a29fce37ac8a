"""Makes spreadsheet exports of the admin's lists and reports safe: no invalid characters, no formulas.

Wagtail's lists share a mixin but no setting, so the one method that every value passes through is wrapped. The history
and revisions may contain text from before texts were cleaned on entry.
"""

from functools import wraps
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from publishing.text.cleaning import clean_text

# What a spreadsheet program treats as a formula. In XLSX Wagtail marks such cells as text; CSV cannot.
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")


def sanitise_cell(value: Any, export_format: str) -> Any:
    """Return a cell's value in a form that is safe in every spreadsheet program."""
    if not isinstance(value, str):
        return value
    value = clean_text(value)
    is_formula = export_format == SpreadsheetExportMixin.FORMAT_CSV and value.startswith(FORMULA_PREFIXES)
    return f"'{value}" if is_formula else value


def sanitise_exports() -> None:
    """Wrap Wagtail's method, once for the process."""
    original = SpreadsheetExportMixin.preprocess_field_value

    @wraps(original)
    def preprocess_field_value(self: Any, field: str, value: Any, export_format: str) -> Any:
        return sanitise_cell(original(self, field, value, export_format), export_format)

    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
