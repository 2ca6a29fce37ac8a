"""The text of keys."""

import re

from partners.tokens import contains_key, new_token, parse_token


def test_a_key_has_a_fixed_beginning_a_prefix_and_256_bits() -> None:
    token = new_token()
    assert re.fullmatch(r"hub_[0-9A-Za-z]{61}", token.text)
    assert token.text[4:16] == token.prefix
    assert 62**43 > 2**256


def test_keys_differ() -> None:
    assert len({new_token().text for _ in range(100)}) == 100


def test_a_key_is_read_back() -> None:
    token = new_token()
    assert parse_token(token.text) == token


def test_the_checksum_detects_one_wrong_letter() -> None:
    text = new_token().text
    for place in range(4, len(text)):
        other = "a" if text[place] != "a" else "b"
        assert parse_token(text[:place] + other + text[place + 1 :]) is None


def test_what_has_another_shape_is_no_key() -> None:
    text = new_token().text
    for other in ("", "hub_", text[:-1], text + "0", text.replace("hub_", "ghp_"), f" {text}", text + "\n"):
        assert parse_token(other) is None


def test_a_key_is_found_within_a_text() -> None:
    text = new_token().text
    assert contains_key(f"query={{a}}&key={text}")
    assert not contains_key(f"key={text[:-1]}")
    assert not contains_key("hub_" + "a" * 61)


def test_the_digest_does_not_tell_the_key() -> None:
    token = new_token()
    assert len(token.digest) == 64
    assert token.text not in token.digest
