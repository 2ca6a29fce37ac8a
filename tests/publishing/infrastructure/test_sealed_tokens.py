"""Sealed tokens cannot be read, changed, forged or used for another purpose."""

import pytest
from django.conf import LazySettings

from publishing.infrastructure.sealed_tokens import SealError, seal, unseal


def test_a_token_holds_its_data_and_is_safe_in_urls() -> None:
    token = seal(b"\x00\xff" * 20, b"cursor")
    assert unseal(token, b"cursor") == b"\x00\xff" * 20
    assert token.replace("-", "").replace("_", "").isalnum()
    assert seal(b"\x00\xff" * 20, b"cursor") == token


def test_a_token_does_not_show_its_data() -> None:
    assert "secret" not in seal(b"secret", b"cursor")


def test_a_token_is_valid_for_its_purpose_only() -> None:
    with pytest.raises(SealError):
        unseal(seal(b"data", b"cursor"), b"preview")


@pytest.mark.parametrize("position", [0, 5, -1])
def test_a_changed_token_is_refused(position: int) -> None:
    token = list(seal(b"data", b"cursor"))
    token[position] = "A" if token[position] != "A" else "Q"
    with pytest.raises(SealError):
        unseal("".join(token), b"cursor")


@pytest.mark.parametrize("text", ["", "x", "!!!", "é", "A" * 200])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(SealError):
        unseal(text, b"cursor")


def test_another_secret_key_invalidates_all_tokens(settings: LazySettings) -> None:
    token = seal(b"data", b"cursor")
    settings.SECRET_KEY = "another"
    with pytest.raises(SealError):
        unseal(token, b"cursor")
