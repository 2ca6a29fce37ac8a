"""docs/api/keys.md says what the code does."""

import re
import string
from pathlib import Path
from zlib import crc32

import pytest

from partners.tokens import new_token


@pytest.fixture
def text(project_root: Path) -> str:
    """The page."""
    return (project_root / "docs" / "api" / "keys.md").read_text()


def test_the_pattern_for_scanners_and_the_checksum_are_as_documented(text: str) -> None:
    (pattern,) = re.findall(r"hub_\[0-9A-Za-z\]\{\d+\}", text)
    key = new_token().text
    assert re.fullmatch(pattern, key)
    number, digits = crc32(key[4:-6].encode()), string.digits + string.ascii_uppercase + string.ascii_lowercase
    expected = ""
    while number:
        number, digit = divmod(number, 62)
        expected = digits[digit] + expected
    assert key.endswith(expected.rjust(6, "0"))
