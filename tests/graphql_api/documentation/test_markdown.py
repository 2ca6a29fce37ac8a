"""Markdown becomes safe HTML with stable ids."""

import pytest

from graphql_api.documentation.markdown import render, render_inline

PAGE = """# Title

A summary.

## Keys & tokens, at `rest`

| code | meaning |
|---|---|
| `OVER_BUDGET` | wait |

See [the costs](costs.md) and [why](../decisions/0001.md), or `Briefing`.
"""


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[a](javascript:alert(1))",
        "`<b>`",
        "```sh\n</code><script>\n```",
        '[a](x "<script>")',
        "![a](javascript:alert(1))",
    ],
)
def test_html_in_markdown_is_escaped(text: str) -> None:
    for html in (render(text, {}, str)[0], render_inline(text, {})):
        assert "<script" not in html
        assert "<img src=x" not in html
        assert 'href="javascript' not in html
        assert "<b>" not in html


def test_headings_and_rows_of_codes_have_ids_and_names_become_links() -> None:
    html, sections = render(PAGE, {"Briefing": "schema/Briefing/"}, {"costs.md": "developers:guides/costs/"}.get)
    assert [(each.id, each.title) for each in sections] == [
        ("title", "Title"),
        ("keys--tokens-at-rest", "Keys & tokens, at rest"),
    ]
    assert sections[0].text == "A summary."
    assert '<h2 id="keys--tokens-at-rest">' in html
    assert '<tr id="OVER_BUDGET">' in html
    assert '<a href="developers:guides/costs/">the costs</a>' in html
    assert "and why, or" in html
    assert '<a href="developers:schema/Briefing/"><code>Briefing</code></a>' in html
    assert "<h1" not in html


def test_numbers_are_aligned_without_inline_styles() -> None:
    html, _ = render("| a | b |\n|---|---:|\n| x | 1 |", {}, str)
    assert '<td class="hub-number">1</td>' in html
    assert "style=" not in html
