"""Renders Markdown as safe HTML: its own HTML is escaped, code is highlighted, headings and rows of codes have ids.

Links lead to `developers:…`, which the website replaces by the address of its developers' pages.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

PREFIX = "developers:"
"""Begins the address of a developers' page."""
SAMPLE_ADDRESS = "https://hub.example.org"
"""The hub's address in samples, which the website replaces by its own."""
LinkResolver = Callable[[str], str | None]
"""Returns the address that a link leads to, or None if its text must not be a link."""

_FORMATTER = HtmlFormatter(nowrap=True, classprefix="hl-")
_ONE_WORD = "ADDRESSOFTHEHUB"
"""Replaces the address while code is highlighted, which would split it."""
_CODE = re.compile(r"[A-Za-z_]\w*")


def highlight_code(code: str, language: str, *_: Any) -> str:
    """Return code as HTML with a class for each kind of token."""
    whole = code.replace(SAMPLE_ADDRESS, _ONE_WORD)
    try:
        # Pygments takes a request and its response for one message.
        html = escape(whole) if language == "http" else highlight(whole, get_lexer_by_name(language), _FORMATTER)
    except ClassNotFound:
        html = escape(whole)
    return f'<pre class="hub-code" tabindex="0"><code>{html.replace(_ONE_WORD, SAMPLE_ADDRESS)}</code></pre>\n'


_PARSER = MarkdownIt("commonmark", {"html": False, "highlight": highlight_code}).enable("table")


@dataclass(frozen=True)
class Section:
    """A heading with the plain text below it; the first one of a page has no id."""

    id: str
    level: int
    title: str
    text: str


def render_inline(text: str, references: Mapping[str, str]) -> str:
    """Return a single line of Markdown as HTML; code that names something in `references` becomes a link to it."""
    tokens = _PARSER.parseInline(text)
    for token in tokens:
        token.children = _link_references(token.children or [], references)
    return str(_PARSER.renderer.render(tokens, _PARSER.options, {}))


def render_description(text: str, references: Mapping[str, str]) -> str:
    """Return the description of an element of the schema as HTML."""
    return render(text, references, str)[0]


def render(text: str, references: Mapping[str, str], resolve: LinkResolver) -> tuple[str, list[Section]]:
    """Return Markdown as HTML, without its title, and its sections."""
    tokens = _PARSER.parse(text)
    sections = _identify(tokens)
    for token in tokens:
        if token.type == "inline":
            _resolve_links(token, resolve)
            token.children = _link_references(token.children or [], references)
    if sections and sections[0].level == 1:
        tokens = tokens[3:]  # the layout shows the title
    return _PARSER.renderer.render(_wrap_tables(tokens), _PARSER.options, {}), sections


def plain_text(token: Token) -> str:
    """Return the text of a line, without its marks."""
    return "".join(" " if child.type == "softbreak" else child.content for child in token.children or [])


def _identify(tokens: Sequence[Token]) -> list[Section]:
    """Give ids to headings, as GitHub does, and to rows of tables that begin with a code."""
    sections: list[Section] = []
    known: set[str] = set()
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            title = plain_text(tokens[place + 1])
            slug = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
            sections.append(Section(slug, int(token.tag[1]), title, ""))
            _set_id(token, slug, known)
        elif place > 1 and tokens[place - 2].type == "tr_open" and _CODE.fullmatch(code := _single_code(token)):
            _set_id(tokens[place - 2], code, known)
        if token.type in {"inline", "fence"} and sections and tokens[place - 1].type != "heading_open":
            text = token.content if token.type == "fence" else plain_text(token)
            last = sections[-1]
            sections[-1] = Section(last.id, last.level, last.title, f"{last.text} {text}".strip())
    return sections


def _set_id(token: Token, wanted: str, known: set[str]) -> None:
    if wanted not in known:
        known.add(wanted)
        token.attrSet("id", wanted)


def _single_code(token: Token) -> str:
    """Return the code that a line consists of, or an empty string."""
    children = token.children or []
    return children[0].content if len(children) == 1 and children[0].type == "code_inline" else ""


def _resolve_links(token: Token, resolve: LinkResolver) -> None:
    children: list[Token] = []
    dropped: list[bool] = []
    for child in token.children or []:
        if child.type == "link_open":
            target = resolve(str(child.attrGet("href")))
            dropped.append(target is None)
            if target is None:
                continue
            child.attrSet("href", target)
        elif child.type == "link_close" and dropped.pop():
            continue
        children.append(child)
    token.children = children


def _link_references(children: Sequence[Token], references: Mapping[str, str]) -> list[Token]:
    """Link code that names a type, a field or an error, unless it is part of a link already."""
    found: list[Token] = []
    depth = 0
    for child in children:
        depth += child.nesting if child.type in {"link_open", "link_close"} else 0
        target = references.get(child.content) if child.type == "code_inline" and not depth else None
        if target is None:
            found.append(child)
        else:
            start = Token("link_open", "a", 1, attrs={"href": PREFIX + target})
            found += [start, child, Token("link_close", "a", -1)]
    return found


def _wrap_tables(tokens: Sequence[Token]) -> list[Token]:
    """Make wide tables scroll within the page, also by keyboard, and align numbers without inline styles."""
    found: list[Token] = []
    for token in tokens:
        if token.attrs.pop("style", None) == "text-align:right":
            token.attrSet("class", "hub-number")
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type == "table_open":
            found.append(Token("html_block", "", 0, content='<div class="hub-scroll" tabindex="0">\n'))
        found.append(token)
        if token.type == "table_close":
            found.append(Token("html_block", "", 0, content="</div>\n"))
    return found
