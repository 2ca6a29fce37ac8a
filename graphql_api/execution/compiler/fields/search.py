"""Searches: `x` is the results with the rows of their hits, or a hit with its row."""

from graphql_api.execution.compiler.compilation import Place, writes
from graphql_api.execution.compiler.fields.blocks import node

_RESULTS = {
    "totalCount": "x[0].result.total",
    "correction": "(x[0].result.correction or None)",
    "engine": "x[0].result.engine",
    "degraded": "x[0].result.degraded",
    "indexAge": "x[0].result.index_age",
}
_HIT = {
    "cursor": "x[0].cursor",
    "score": "x[0].score",
    "titleHtml": "x[0].title_html",
    "snippetHtml": "x[0].snippet_html",
    "isBestBet": "x[0].is_best_bet",
}
_FACET = {"value": "x.value", "label": "x.label", "count": "x.count", "selected": "x.selected"}

for _type, _fields in (("SearchResults", _RESULTS), ("SearchHit", _HIT), ("FacetValue", _FACET)):
    for _name, _expression in _fields.items():
        writes(f"{_type}.{_name}")(lambda at, expression=_expression: expression)


@writes("SearchResults.hits")
def hits(at: Place) -> str:
    """Each with its row, where content is asked for."""
    return f"[{at.object('i')} for i in zip(x[0].result.hits, x[1])]"


@writes("SearchHit.content")
def content(at: Place) -> str:
    """The document."""
    at.level.is_read = True
    return node(at, "x[1]", below=False)


@writes("SearchResults.facets")
def facets(at: Place) -> str:
    """Counted when the search ran, if they are asked for."""
    return f"[{at.object('i')} for i in x[0].facets()]"


@writes("FacetCounts.facet")
def facet(at: Place) -> str:
    """The dimension."""
    return at.enum("x.facet.value")


@writes("FacetCounts.values")
def values(at: Place) -> str:
    """Its values."""
    return f"[{at.object('i')} for i in x.values]"


@writes("SearchResults.pageInfo")
def page_info(at: Place) -> str:
    """Where the page lies."""
    return at.object("x[0].page_info()")
