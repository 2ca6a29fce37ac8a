"""Paths in URLs, and the variants of a requested path."""

import pytest
from django.conf import LazySettings

from publishing.text.url_paths import encode_path, path_variants, public_url


@pytest.mark.parametrize(
    ("path", "encoded"),
    [
        ("/a/b-c_d.e~f/", "/a/b-c_d.e~f/"),
        ("/café/", "/caf%C3%A9/"),
        ("/a b?c#d%/", "/a%20b%3Fc%23d%25/"),
        ("/:@!$&'()*+,;=/", "/:@!$&'()*+,;=/"),
        ("/\ud800/", "/%3F/"),
    ],
)
def test_a_path_is_encoded_once_for_urls(path: str, encoded: str) -> None:
    assert encode_path(path) == encoded


def test_a_public_url_is_absolute(settings: LazySettings) -> None:
    settings.BASE_URL = "https://hub.example"
    assert public_url("/café/") == "https://hub.example/caf%C3%A9/"


def test_a_plain_path_has_one_variant() -> None:
    assert path_variants("/guidance/") == ["/guidance/"]


def test_accents_are_tried_composed_and_decomposed_in_this_order() -> None:
    assert path_variants("/caf\u00e9/") == ["/caf\u00e9/", "/cafe\u0301/"]
    assert path_variants("/cafe\u0301/") == ["/cafe\u0301/", "/caf\u00e9/"]


def test_an_encoded_path_is_also_tried_decoded() -> None:
    assert path_variants("/a%20b/") == ["/a%20b/", "/a b/"]
    assert path_variants("/caf%C3%A9/") == ["/caf%C3%A9/", "/caf\u00e9/", "/cafe\u0301/"]


def test_invalid_utf_8_and_null_characters_are_not_tried() -> None:
    assert path_variants("/%FF/") == ["/%FF/"]
    assert path_variants("/a%00b/") == ["/a%00b/"]
    assert path_variants("/a\0b/") == []
