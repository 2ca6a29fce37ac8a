"""HTML of other publishers becomes blocks: no text is lost, moved or added."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring

from cms.importing.differences import split_text
from cms.importing.html.blocks import convert_html
from publishing.text.html import sanitise_html

BASE = "https://www.gov.uk/foreign-travel-advice/lebanon"


def convert(html: str) -> list[Any]:
    return convert_html(html, BASE, "Label", lambda _: None)


def remarks(html: str) -> list[str]:
    found: list[str] = []
    convert_html(html, BASE, "Label", found.append)
    return found


def test_headings_start_at_the_second_level_and_long_or_linked_ones_stay_rich_text() -> None:
    html = f"<h3>A</h3><p>a</p><h4>B</h4><h5><a href='/x'>C</a></h5><h3>{'long ' * 40}</h3>"
    found = convert(html)
    assert [(kind, value["level"]) for kind, value in found if kind == "heading"] == [
        ("heading", "2"),
        ("heading", "3"),
    ]
    assert "<h3><a href=" in found[-1][1]


@pytest.mark.parametrize(
    ("attributes", "tone"),
    [
        ('class="call-to-action"', "information"),
        ('role="note" aria-label="Information" class="application-notice info-notice"', "information"),
        ('role="note" aria-label="Warning" class="application-notice help-notice"', "warning"),
        ('class="advisory"', "warning"),
    ],
)
def test_boxes_are_callouts(attributes: str, tone: str) -> None:
    found = convert(f"<div {attributes}><h3>Before you go</h3><p>Read <b>all</b> parts.</p></div>")
    text = "<h3>Before you go</h3><p>Read <strong>all</strong> parts.</p>"
    assert found == [("callout", {"tone": tone, "title": "", "text": text})]


def test_a_contact_box_becomes_a_contact_only_if_no_line_is_lost() -> None:
    lines = "<strong>British Embassy</strong><br>Telephone: +961 1 960 800<br>Email: <a href='mailto:a@b.uk'>a@b.uk</a>"
    whole = convert(f'<div class="contact"><p>{lines}</p></div>')
    assert [(kind, value["name"], value["telephone"], value["email"]) for kind, value in whole] == [
        ("contact", "British Embassy", "+961 1 960 800", "a@b.uk")
    ]
    more = convert(f'<div class="contact"><p>{lines}<br>Serail Hill, Beirut</p></div>')
    assert more[0][0] == "callout"
    assert "Serail Hill, Beirut" in more[0][1]["text"]


def test_tables_keep_each_text_once_in_a_grid() -> None:
    html = (
        "<h2>Fees</h2><table><tr><th>Stay</th><th>Fee</th><th>Where</th></tr>"
        "<tr><td rowspan='2'>Long</td><td colspan='2'>None</td></tr>"
        "<tr><td>£5</td><td><p>Gate</p><p>A</p></td></tr></table>"
    )
    table = convert(html)[1][1]
    assert table["caption"] == "Fees"
    assert [column["heading"] for column in table["table"]["columns"]] == ["Stay", "Fee", "Where"]
    assert [row["values"] for row in table["table"]["rows"]] == [["Long", "None", ""], ["", "£5", "Gate A"]]
    assert "merged cells" in remarks(html)[0]


def test_text_after_a_list_within_a_list_stays_after_it() -> None:
    found = convert("<ul><li>a<ul><li>b</li></ul>c <b>d</b></li></ul>")
    assert found == [("rich_text", "<ul><li>a<ul><li>b</li></ul></li><li>c <strong>d</strong></li></ul>")]


@pytest.mark.parametrize(
    ("html", "remark"),
    [
        ("<p>a<img src='m.png' alt='Map'></p>", "an image was left out: Map"),
        ("<iframe src='https://x.example/'></iframe><p>a</p>", "an embedded page was left out: https://x.example/"),
        ("<p>a</p><form><input></form>", "a form was left out"),
        ("<p>a <a href='data:text/html,x'>b</a></p>", "a link was left out: data:text/html,x"),
        ("<p>a <a href='#nowhere'>b</a></p>", "a link within the page was left out: #nowhere"),
        (f"<p>a<img src='data:image/png,{'A' * 999}'></p>", f"an image was left out: data:image/png,{'A' * 185}"),
        ("<p>a <del>b</del></p>", "deleted text was left out"),
        ("<p hidden>b</p><p>a</p>", "hidden text was left out"),
    ],
)
def test_what_no_block_can_hold_is_reported(html: str, remark: str) -> None:
    assert remarks(html) == [remark]


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/visas", "https://www.gov.uk/visas"),
        ("//example.org/a", "https://example.org/a"),
        ("health", "https://www.gov.uk/foreign-travel-advice/health"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("https://example.org/?a=1&b=2", "https://example.org/?a=1&amp;b=2"),
    ],
)
def test_links_are_absolute(href: str, url: str) -> None:
    assert f'href="{url}"' in convert(f'<p><a href="{href}">a</a></p>')[0][1]


WORD = st.sampled_from(["alpha", "beta", "gamma", "delta", "one", "two", "&", "<", "£5", "“q”", "é"])
INLINE = st.recursive(
    WORD.map(lambda word: f" {word.replace('&', '&amp;').replace('<', '&lt;')} "),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        st.sampled_from(["b", "em", "span", "a href='/x'", "sup", "abbr title='t'", "code"]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=6,
)
TAGS = [
    "p",
    "div",
    "section",
    "h2",
    "h3",
    "h6",
    "blockquote",
    "address",
    "div class='call-to-action'",
    "li",
    "dt",
    "dd",
]
BLOCK = st.recursive(
    INLINE,
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        st.sampled_from([*TAGS, "ul", "ol", "dl", "details", "figure", "header"]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=20,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=4).map("".join))
def test_visible_text_is_kept_word_for_word(html: str) -> None:
    expected = " ".join(fromstring(f"<div>{html}</div>").itertext()).split()
    blocks = convert(html)
    texts = [
        value if isinstance(value, str) else {k: v for k, v in value.items() if k != "tone"} for _, value in blocks
    ]
    assert split_text(texts) == expected
    for kind, value in blocks:
        html = value if kind == "rich_text" else value["text"] if kind == "callout" else ""
        assert sanitise_html(html) == html
