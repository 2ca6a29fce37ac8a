"""Running text: `x` of a paragraph is its Part with its spans, of a span its words, marks and link, of a link its
address with the row or the file that it leads to."""

from typing import Any, NamedTuple

from graphql_api.base.addresses import absolute_url
from graphql_api.content.paragraphs import Anchor, Part, parse
from graphql_api.content.rich_text import merge_runs
from graphql_api.execution.compiler.compilation import Place, writes
from graphql_api.execution.compiler.fields.blocks import node
from graphql_api.execution.compiler.row_fetches import Loaded
from graphql_api.execution.compiler.statements import Row
from publishing.text.url_paths import public_url


class Link(NamedTuple):
    """Where words lead to."""

    url: str
    content: Row | None = None
    file: dict[str, Any] | None = None


@writes("RichTextBlock.html", "CalloutBlock.html", "Step.html")
def html(at: Place) -> str:
    """Most text refers to nothing, which is quickly seen."""
    at.level.refers = at.level.has_files = True
    settled = f"d.settled(h, {_columns(at)})"
    return f"(h if '<a ' not in (h := x.get('html', '')) else {settled})"


@writes("RichTextBlock.paragraphs", "CalloutBlock.paragraphs", "Step.paragraphs")
def paragraphs(at: Place) -> str:
    """The same text, for apps that draw it themselves."""
    at.level.refers = at.level.has_files = True
    found = f"paragraphs_of(x.get('html', ''), d, {_columns(at)})"
    return f"[{at.object('i')} for i in {found}]"


@writes("Paragraph.spans")
def spans(at: Place) -> str:
    """They count as nodes of the answer."""
    return f"(d.spend(len(x[1])), [{at.object('i')} for i in x[1]])[1]"


@writes("Paragraph.style")
def style(at: Place) -> str:
    """What it is."""
    return at.enum("x[0].style.value")


@writes("Span.link")
def link(at: Place) -> str:
    """None where it leads to what is hidden."""
    return f"({at.object('x[3]')} if x[3] else None)"


@writes("TextLink.content")
def content(at: Place) -> str:
    """The document that it leads to."""
    return f"({node(at, 'x.content')} if x.content else None)"


@writes("TextLink.file")
def file(at: Place) -> str:
    """The file that it leads to."""
    return f"({at.object('x.file')} if x.file else None)"


_PLAIN = {
    "Paragraph.level": "x[0].level",
    "Paragraph.number": "x[0].number",
    "Span.text": "x[0]",
    "Span.strong": "x[1]",
    "Span.emphasis": "x[2]",
    "TextLink.url": "x.url",
}
for _name, _expression in _PLAIN.items():
    writes(_name)(lambda at, expression=_expression: expression)


def _columns(at: Place) -> str:
    """What is read of a link's target."""
    return f"{at.below.depth}, {at.below.column('path')}, {at.below.column('edition__title')}"


def paragraphs_of(html: str, loaded: Loaded, depth: int, path: int, title: int) -> list[tuple[Part, list[Any]]]:
    """Return a text's paragraphs with their spans, as the viewer may see them."""
    parsed = parse(loaded.titled(html, depth, title))
    links = {number: _link(anchor, loaded, depth, path) for number, anchor in enumerate(parsed.anchors, start=1)}
    return [(part, merge_runs(part, links)) for part in parsed.parts]


def _link(anchor: Anchor, loaded: Loaded, depth: int, path: int) -> Link | None:
    key = str(anchor.key)
    if anchor.target is None:
        return Link(anchor.href) if anchor.href else None
    if anchor.target == "asset":
        file = loaded.files.get(key)
        # As a File in stored JSON.
        return (
            Link(absolute_url(file.path), file={**file._asdict(), "title": file.filename, "asset": key})
            if file
            else None
        )
    row = loaded.targets[depth].get(key)
    return Link(public_url(row[path]), content=row) if row and row[path] else None
