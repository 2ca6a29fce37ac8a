"""Rich text. `x` is a paragraph (parsed, and its spans), a span (its text, marks and link), or a link (its URL, with
the row or file that it links to)."""

from typing import Any, NamedTuple

from graphql_api.base.addresses import absolute_url
from graphql_api.content.paragraphs import Anchor, ParsedParagraph, parse
from graphql_api.content.rich_text import merge_runs
from graphql_api.execution.compiler.compilation import FieldContext, field_writer
from graphql_api.execution.compiler.fields.blocks import write_node
from graphql_api.execution.compiler.loading import LoadedRows
from graphql_api.execution.compiler.statements import Row
from publishing.text.url_paths import public_url


class Link(NamedTuple):
    """The target of a link."""

    url: str
    content: Row | None = None
    file: dict[str, Any] | None = None


@field_writer("RichTextBlock.html", "CalloutBlock.html", "ProcedureStep.html")
def html(ctx: FieldContext) -> str:
    """Write HTML with resolved links. Most texts have none, which is quick to check."""
    ctx.fetch.needs_references = ctx.fetch.needs_files = True
    resolved = f"d.resolve_links(h, {_target_columns(ctx)})"
    return f"((h or None) if '<a ' not in (h := x.get('html', '')) else {resolved} or None)"


@field_writer("RichTextBlock.paragraphs", "CalloutBlock.paragraphs", "ProcedureStep.paragraphs")
def paragraphs(ctx: FieldContext) -> str:
    """Write the same text as paragraphs, for apps with native text views."""
    ctx.fetch.needs_references = ctx.fetch.needs_files = True
    parsed = f"parse_paragraphs(x.get('html', ''), d, {_target_columns(ctx)})"
    return f"[{ctx.object('i')} for i in {parsed}]"


@field_writer("RichTextParagraph.spans")
def spans(ctx: FieldContext) -> str:
    """Write a paragraph's spans, which count as nodes of the result."""
    return f"(d.count_nodes(len(x[1])), [{ctx.object('i')} for i in x[1]])[1]"


@field_writer("RichTextParagraph.style")
def style(ctx: FieldContext) -> str:
    """Write a paragraph's style."""
    return ctx.enum("x[0].style.value")


@field_writer("RichTextSpan.link")
def link(ctx: FieldContext) -> str:
    """Write a span's link; null if its target is hidden."""
    return f"({ctx.object('x[3]')} if x[3] else None)"


@field_writer("RichTextLink.content")
def content(ctx: FieldContext) -> str:
    """Write the item that a link leads to."""
    return f"({write_node(ctx, 'x.content', ctx.target_fetch)} if x.content else None)"


@field_writer("RichTextLink.file")
def file(ctx: FieldContext) -> str:
    """Write the file that a link leads to."""
    return f"({ctx.object('x.file')} if x.file else None)"


_EXPRESSIONS = {
    "RichTextParagraph.level": "x[0].level",
    "RichTextParagraph.number": "x[0].number",
    "RichTextSpan.text": "x[0]",
    "RichTextSpan.strong": "x[1]",
    "RichTextSpan.emphasis": "x[2]",
    "RichTextLink.url": "x.url",
}
for _name, _expression in _EXPRESSIONS.items():
    field_writer(_name)(lambda ctx, expression=_expression: expression)


def _target_columns(ctx: FieldContext) -> str:
    """Return the depth of links' targets, and the indices of the columns that links need."""
    fetch = ctx.target_fetch
    return f"{fetch.depth}, {fetch.column('path')}, {fetch.column('edition__title')}"


def parse_paragraphs(
    html: str, loaded: LoadedRows, depth: int, path: int, title: int
) -> list[tuple[ParsedParagraph, list[Any]]]:
    """Return a text's paragraphs with their spans, as the viewer may see them."""
    parsed = parse(loaded.add_titles(html, depth, title))
    links = {number: _find_link(anchor, loaded, depth, path) for number, anchor in enumerate(parsed.anchors, start=1)}
    return [(part, merge_runs(part, links)) for part in parsed.paragraphs]


def _find_link(anchor: Anchor, loaded: LoadedRows, depth: int, path: int) -> Link | None:
    key = str(anchor.key)
    if anchor.target is None:
        return Link(anchor.href) if anchor.href else None
    if anchor.target == "asset":
        file = loaded.files.get(key)
        if file is None:
            return None
        stored = {**file._asdict(), "title": file.filename, "asset": key}  # as a File in stored JSON
        return Link(absolute_url(file.path), file=stored)
    row = loaded.targets[depth].get(key)
    return Link(public_url(row[path]), content=row) if row and row[path] else None
