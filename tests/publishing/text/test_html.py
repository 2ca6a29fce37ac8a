"""Sanitising rich text."""

import pytest

from publishing.text.html import check_links, find_link_urls, remove_unsafe_links, sanitise_html

KEY = "0b7e6a52-6b5e-4a0c-9d51-2f3c8a9f1e10"


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p>Look <b>up</b> and <i>down</i></p>", "<p>Look <strong>up</strong> and <em>down</em></p>"),
        ("<h1>A</h1><h2>B</h2><h6>C</h6>", "<h3>A</h3><h3>B</h3><h3>C</h3>"),
        ("<div>A</div><blockquote>B</blockquote>", "<p>A</p><p>B</p>"),
        ("<table><tr><td>A</td><td>B</td></tr></table>", "<p>A B </p>"),
        ("<p onclick='x()' class='y'>A</p>", "<p>A</p>"),
        ("<p>A<script>alert(1)</script><style>p{}</style></p>", "<p>A</p>"),
        ("<p>Keep <del>drop</del></p>", "<p>Keep </p>"),
        ("<p>A &amp; B &lt; C</p>", "<p>A &amp; B &lt; C</p>"),
        ("<p>A\xa0B</p>", "<p>A&nbsp;B</p>"),
        ("<p>A\u200bB\ud800</p>", "<p>AB</p>"),
    ],
)
def test_only_markup_that_every_channel_supports_is_left(html: str, clean: str) -> None:
    assert sanitise_html(html) == clean


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p></p>",
        "<p> <br>&nbsp;</p>",
        "<ul><li><strong> </strong></li></ul>",
        "<p>\u200b</p>",
        "<h3><em></em></h3>",
    ],
)
def test_what_shows_nothing_is_empty(html: str) -> None:
    assert sanitise_html(html) == ""


def test_whitespace_in_empty_marks_is_kept() -> None:
    assert sanitise_html("<p>A<strong> </strong>B</p>") == "<p>A B</p>"


def test_a_reference_without_a_text_is_kept_for_its_title() -> None:
    reference = f'<a data-content="{KEY}"></a>'
    assert sanitise_html(f"<p>{reference}</p>") == f"<p>{reference}</p>"


def test_a_reference_keeps_no_other_attribute() -> None:
    html = f'<p><a data-asset="{KEY}" href="https://example.org">plan</a></p>'
    assert sanitise_html(html) == f'<p><a data-asset="{KEY}">plan</a></p>'


def test_external_links_do_not_send_the_referrer() -> None:
    html = sanitise_html('<p><a href="https://example.org/?a=1&amp;b=2" target="_blank">x</a></p>')
    assert html == '<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">x</a></p>'
    assert sanitise_html('<p><a href="mailto:a@example.org">x</a></p>') == '<p><a href="mailto:a@example.org">x</a></p>'


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///C:/x", "https://user:pw@example.org", "/guidance/x/"])
def test_of_a_link_that_is_not_allowed_the_text_is_left(url: str) -> None:
    assert sanitise_html(f'<p><a href="{url}">x</a></p>') == "<p>x</p>"


@pytest.mark.parametrize(
    "html",
    [
        '<p>A <b>b</b> <a href="https://example.org/?q=%22&amp;r=\'">c &amp; d</a></p>',
        "<div>A<div>B</div></div>",
        "<p>a<p>b<br></p>",
        "<p>&amp;lt;script&amp;gt;</p>",
    ],
)
def test_sanitising_twice_changes_nothing(html: str) -> None:
    once = sanitise_html(html)
    assert sanitise_html(once) == once


def test_comments_of_a_word_processor_are_removed() -> None:
    html = (
        '<p>Text<a href="#_msocom_1">[MB1]</a></p>'
        '<div style="mso-element:comment-list"><p>[MB1]Is this right?</p></div>'
    )
    assert sanitise_html(html) == "<p>Text</p>"


def test_the_error_names_the_link_that_may_not_be_published() -> None:
    check_links('<p><a href="https://example.org/">x</a> <a href="#part">y</a> <a href="tel:999">z</a></p>')
    with pytest.raises(ValueError, match=r"javascript:alert\(1\)"):
        check_links('<p><a href="javascript:alert(1)">x</a></p>')


def test_a_caller_can_exempt_links() -> None:
    check_links('<a href="/guidance/x/">x</a>', is_exempt=lambda url: url.startswith("/guidance/"))


def test_the_urls_of_links_are_found_as_browsers_read_them() -> None:
    html = f'<a href=" https://example.org/?a&amp;b ">x</a><a data-content="{KEY}">y</a><a>z</a><p href="no">'
    assert list(find_link_urls(html)) == ["https://example.org/?a&b"]


def test_links_of_old_editions_are_removed_if_they_are_unsafe() -> None:
    safe = '<a href="https://example.org/">a</a>'
    reference = f'<a data-content="{KEY}">b</a>'
    assert remove_unsafe_links(f'{safe}{reference}<a href="javascript:x">c</a>') == f"{safe}{reference}c"
    assert remove_unsafe_links("<p>no links</p>") == "<p>no links</p>"
