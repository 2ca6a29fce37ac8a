"""Searches: `x` is the connection with the rows of its hits and of its answer, or a hit with its row."""

from graphql_api.content.base import node_type
from graphql_api.content.search.answers import ANSWERING_KINDS, CountryNotCovered
from graphql_api.execution.compiler.compilation import FieldContext, field_writer
from graphql_api.execution.compiler.fields.blocks import write_node

_CONNECTION = {
    "totalCount": "x[0].result.total",
    "correction": "(x[0].result.correction or None)",
    "shownFor": "(x[0].result.shown_for or None)",
    "meansNothing": "x[0].result.means_nothing",
    "engine": "x[0].result.engine",
    "degraded": "x[0].result.degraded",
    "indexAge": "x[0].result.index_age",
}
_EDGE = {
    "cursor": "x[0].cursor",
    "score": "x[0].score",
    "titleHtml": "x[0].title_html",
    "snippetHtml": "(x[0].snippet_html or None)",
    "isBestBet": "x[0].is_best_bet",
    "supersededReference": "(x[0].supersedes or None)",
}
_FACET = {"value": "x.value", "label": "x.label", "count": "x.count", "selected": "x.selected"}

for _type, _fields in (("SearchConnection", _CONNECTION), ("SearchEdge", _EDGE), ("SearchFacetValue", _FACET)):
    for _name, _expression in _fields.items():
        field_writer(f"{_type}.{_name}")(lambda ctx, expression=_expression: expression)


@field_writer("SearchConnection.nodes")
def nodes(ctx: FieldContext) -> str:
    """Write the items of the hits."""
    ctx.fetch.needs_rows = True
    return f"[{write_node(ctx, 'i', ctx.fetch)} for i in x[1]]"


@field_writer("SearchConnection.answer")
def answer(ctx: FieldContext) -> str:
    """Write the item that answers, or that a country is not covered."""
    ctx.fetch.needs_rows = True
    kinds = ctx.dispatch_table(((kind.value, node_type(kind).__name__) for kind in ANSWERING_KINDS), ctx.fetch)
    missing = ctx.dispatch_table([("", CountryNotCovered.__name__)], ctx.fetch)
    return f"(d.write_row({kinds}, x[2]) if x[2] else {missing}[''](a, d) if (a := x[0].answer()) else None)"


@field_writer("CountryNotCovered.country")
def country(ctx: FieldContext) -> str:
    """Write the country that is not covered."""
    return ctx.object("x.country")


@field_writer("CountryNotCovered.publisherUrl")
def publisher_url(ctx: FieldContext) -> str:
    """Write where there is advice for it."""
    return "x.publisher_url"


@field_writer("SearchConnection.edges")
def edges(ctx: FieldContext) -> str:
    """Write the hits, each with its row if content is selected."""
    return f"[{ctx.object('i')} for i in zip(x[0].result.hits, x[1])]"


@field_writer("SearchEdge.node")
def node(ctx: FieldContext) -> str:
    """Write a hit's item."""
    ctx.fetch.needs_rows = True
    return write_node(ctx, "x[1]", ctx.fetch)


@field_writer("SearchConnection.facets")
def facets(ctx: FieldContext) -> str:
    """Write the facets, which the search counts if they are selected."""
    return f"[{ctx.object('i')} for i in x[0].facets()]"


@field_writer("SearchFacetCounts.facet")
def facet(ctx: FieldContext) -> str:
    """Write a facet's name."""
    return ctx.enum("x.facet.value")


@field_writer("SearchFacetCounts.values")
def values(ctx: FieldContext) -> str:
    """Write a facet's values."""
    return f"[{ctx.object('i')} for i in x.values]"


@field_writer("SearchConnection.pageInfo")
def page_info(ctx: FieldContext) -> str:
    """Write the position of the hits."""
    return ctx.object("x[0].page_info()")
