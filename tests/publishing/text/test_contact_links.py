"""Links for telephone numbers and email addresses."""

import pytest

from publishing.text.contact_links import mailto_url, split_telephone_numbers


def links(text: str) -> list[str]:
    """Return the links in a text."""
    return [part.link for part in split_telephone_numbers(text) if part.link]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("020 7946 0000", ["tel:+44-20-7946-0000"]),
        ("+353 1 679 3100", ["tel:+353-1-679-3100"]),
        ("020 7946 0000 ext. 12", ["tel:+44-20-7946-0000;ext=12"]),
        ("020 7946 0000 (24 hours), ext. 12", ["tel:+44-20-7946-0000;ext=12"]),
        ("020 7946 0000 or 020 7946 0001 x7", ["tel:+44-20-7946-0000", "tel:+44-20-7946-0001;ext=7"]),
        ("999", ["tel:999"]),
        (" 101 ", ["tel:101"]),
        ("Room 101", []),
        ("Ask at the desk", []),
        ("", []),
    ],
)
def test_telephone_numbers_are_links(text: str, expected: list[str]) -> None:
    assert links(text) == expected


def test_the_parts_of_a_text_make_up_the_whole() -> None:
    text = "Call 020 7946 0000 (24 hours), or 020 7946 0001."
    assert "".join(part.text for part in split_telephone_numbers(text)) == text


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("desk@example.org", "mailto:desk@example.org"),
        ("o'neil+a@example.org", "mailto:o%27neil+a@example.org"),
        ("a&b?c%d@example.org", "mailto:a%26b%3Fc%25d@example.org"),
        ("desk", ""),
        ("@example.org", ""),
        ("desk@", ""),
        ("Desk <desk@example.org>", ""),
        ("desk @example.org", ""),
    ],
)
def test_an_email_address_is_a_link_that_holds_nothing_else(address: str, url: str) -> None:
    assert mailto_url(address) == url
