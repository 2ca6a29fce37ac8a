"""URLs: which are valid links, and which lead to the hub itself."""

import pytest
from django.conf import LazySettings

from publishing.text.urls import (
    RICH_TEXT_SCHEMES,
    SchemeError,
    check_external_url,
    internal_path,
    is_valid_url,
    valid_url_or_none,
)


@pytest.fixture(autouse=True)
def _hosts(settings: LazySettings) -> None:
    settings.BASE_URL = "https://hub.example"
    settings.WAGTAILADMIN_BASE_URL = "https://admin.example"
    settings.ALLOWED_HOSTS = [".hub.example", "*"]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "https://[2001:db8::1]/",
        "https://bücher.example/",
        "HTTPS://EXAMPLE.ORG/",
    ],
)
def test_web_addresses_are_valid(url: str) -> None:
    assert is_valid_url(url)
    assert valid_url_or_none(url) == url
    assert check_external_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "javascript:alert(1)",
        "https://",
        "https://user@example.org/",
        "https://exa mple.org/",
        "https:\\\\example.org",
        "https://example.org:0/",
        "https://example.org:99999999/",
        "https://[2001:db8::1/",
        "https://example.org/a\u200bb",
    ],
)
def test_what_browsers_parse_differently_is_invalid(url: str) -> None:
    assert not is_valid_url(url)
    assert valid_url_or_none(url) is None


@pytest.mark.parametrize("url", ["mailto:a@example.org", "tel:+442079460000"])
def test_mail_and_telephone_links_are_for_rich_text_only(url: str) -> None:
    assert is_valid_url(url, RICH_TEXT_SCHEMES)
    assert not is_valid_url(url)
    assert not is_valid_url(url.partition(":")[0] + ":", RICH_TEXT_SCHEMES)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/guidance/x/", "/guidance/x/"),
        ("https://hub.example", "/"),
        ("http://www.hub.example:8000/a?b=c#d", "/a?b=c#d"),
        ("https://HUB.EXAMPLE./a/", "/a/"),
        ("https://admin.example/admin/", "/admin/"),
        ("//cdn.hub.example/x", "/x"),
        ("https://hub.example/caf%C3%A9/", "/café/"),
        (" https://hub.example\t/a", "/a"),
        ("https:\\\\hub.example\\a", "/a"),
    ],
)
def test_a_url_of_the_hub_has_an_internal_path(url: str, path: str) -> None:
    assert internal_path(url) == path
    with pytest.raises(ValueError, match="hub itself"):
        check_external_url(url)


@pytest.mark.parametrize(
    "url",
    ["", "https://example.org/", "https://nothub.example/", "mailto:a@hub.example", "https://[::1", "#top", "page/"],
)
def test_other_urls_have_no_internal_path(url: str) -> None:
    assert internal_path(url) is None


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("file:///C:/plans.doc", "upload it"),
        ("C:\\plans.doc", "upload it"),
        ("\\\\server\\plans.doc", "hub itself|upload it"),
        ("#section", "remove the link"),
        ("https://exa mple.org/", "spaces"),
        ("www.example.org", "must start with https://"),
    ],
)
def test_the_error_says_how_to_correct_a_url(url: str, hint: str) -> None:
    with pytest.raises(ValueError, match=hint):
        check_external_url(url)


def test_only_a_forbidden_scheme_is_a_scheme_error() -> None:
    with pytest.raises(SchemeError):
        check_external_url("java\tscript:alert(1)")
    with pytest.raises(ValueError, match="must start") as raised:
        check_external_url("www.example.org")
    assert not isinstance(raised.value, SchemeError)
