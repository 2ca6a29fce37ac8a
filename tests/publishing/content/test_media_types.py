"""Media types by extension."""

import pytest

from publishing.content.media_types import UNKNOWN, media_type


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("plan.pdf", "application/pdf"),
        ("PLAN.PDF", "application/pdf"),
        ("photo.holiday.jpg", "image/jpeg"),
        ("sheet.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("page.html", UNKNOWN),
        ("drawing.svg", UNKNOWN),
        ("archive.pdf.exe", UNKNOWN),
        ("pdf", UNKNOWN),
    ],
)
def test_only_known_extensions_have_a_media_type(filename: str, expected: str) -> None:
    assert media_type(filename) == expected
