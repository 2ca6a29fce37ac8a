"""Leftovers of word processors and mail programs in pasted text."""

import pytest

from publishing.text.pasted import is_comment_link, is_leftover_bookmark, unwrap_url

TARGET = "https://example.org/a?b=c"
QUOTED = "https%3A%2F%2Fexample.org%2Fa%3Fb%3Dc"


@pytest.mark.parametrize(
    "url",
    [
        f"https://eur01.safelinks.protection.outlook.com/?url={QUOTED}&data=05%7C01%7Cann%40example.org",
        f"https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url={QUOTED}&locale=en",
        f"https://www.google.com/url?q={QUOTED}&sa=D",
        f"https://google.com/url?url={QUOTED}",
        f"https://urldefense.com/v3/__{TARGET}__;!!abc!def$",
    ],
)
def test_a_tracking_link_is_replaced_by_its_target(url: str) -> None:
    assert unwrap_url(url) == TARGET


def test_nested_tracking_links_are_unwrapped() -> None:
    inner = "https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fexample.org%252Fx"
    assert unwrap_url(f"https://x.safelinks.protection.outlook.com/?url={inner}") == "https://example.org/x"


@pytest.mark.parametrize(
    "url",
    [
        TARGET,
        "https://www.google.com/search?q=a",
        "https://google.com.example/url?q=https://a.b",
        "https://[::1",
        "",
    ],
)
def test_other_urls_are_not_changed(url: str) -> None:
    assert unwrap_url(url) == url


@pytest.mark.parametrize("url", ["#_msocom_1", "file:///C:/draft.docx#_msocom_12", "#cmnt3"])
def test_a_link_to_a_comment_is_recognised(url: str) -> None:
    assert is_comment_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "#_ftn1",
        "#_Toc123",
        "#_edn2",
        "file:///C:/draft.docx#_ftnref1",
        "#ftnt_ref1",
        "#heading=h.abc",
        "#sdfootnote1sym",
        "https://docs.google.com/document/d/1#bookmark=id.x",
    ],
)
def test_a_bookmark_of_the_source_document_is_recognised(url: str) -> None:
    assert is_leftover_bookmark(url)


@pytest.mark.parametrize(
    "url", ["https://example.org/#_ftn1", "#section", "https://example.org/", "https://[::1#_ftn1"]
)
def test_fragments_of_other_pages_are_no_bookmarks(url: str) -> None:
    assert not is_leftover_bookmark(url)
