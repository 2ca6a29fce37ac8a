"""Reads the links of loaded rows to other content."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from graphql_api.execution.compiler.row_fetches import ID, RowFetch
from graphql_api.execution.compiler.statements import InKeys, Keys, Row, get_statement
from publishing.models import Link

Groups = Iterable[tuple[RowFetch, Sequence[Row]]]
"""Rows by the fetch that read them."""


def read_links(groups: Groups) -> dict[str, list[tuple[str, str]]]:
    """Return the sources and targets of the rows' links, by relation."""
    relations = {relation for fetch, rows in groups if rows for relation in fetch.relations}
    sources = {row[ID] for fetch, rows in groups if fetch.relations for row in rows}
    links: dict[str, list[tuple[str, str]]] = {relation.value: [] for relation in relations}
    if sources:
        selected = tuple(sorted(relations))

        def build() -> QuerySet[Link]:
            rows = Link.objects.filter(InKeys("source_id", Keys("keys")), relation__in=selected)
            return rows.order_by("relation", "position")

        found = get_statement(("links", selected), build, ("source_id", "relation", "target"))
        for source, relation, target in found.run(keys=sources):
            links[relation].append((source, target))
    return links


def find_visible_targets(
    links: Mapping[str, list[tuple[str, str]]], targets: Mapping[str, Row]
) -> dict[str, dict[str, list[Row]]]:
    """Return the visible targets of links, by relation and source."""
    related: dict[str, dict[str, list[Row]]] = {}
    for relation, pairs in links.items():
        by_source = related[relation] = defaultdict(list)
        for source, target in pairs:
            if target in targets:
                by_source[source].append(targets[target])
    return related
