"""docs/api/keys.md says what the code does."""

import re
import string
from pathlib import Path
from zlib import crc32

import pytest

from partners.bearers import Refusal
from partners.tokens import new_token


@pytest.fixture
def text(project_root: Path) -> str:
    """The page."""
    return (project_root / "docs" / "api" / "keys.md").read_text()


def test_every_refusal_of_a_key_is_listed_with_its_status(text: str) -> None:
    listed = {code: int(status) for status, code in re.findall(r"^\| (\d+) \| `([A-Z_]+)` \|", text, re.MULTILINE)}
    assert listed == {refusal.value: refusal.status for refusal in Refusal} | {"OUT_OF_SCOPE": 403}


def test_the_pattern_for_scanners_and_the_checksum_are_as_told(text: str) -> None:
    (pattern,) = re.findall(r"hub_\[0-9A-Za-z\]\{\d+\}", text)
    key = new_token().text
    assert re.fullmatch(pattern, key)
    number, digits = crc32(key[4:-6].encode()), string.digits + string.ascii_uppercase + string.ascii_lowercase
    expected = ""
    while number:
        number, digit = divmod(number, 62)
        expected = digits[digit] + expected
    assert key.endswith(expected.rjust(6, "0"))
