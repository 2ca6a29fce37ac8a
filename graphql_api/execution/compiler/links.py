"""Reads the links of loaded rows to other content."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from graphql_api.execution.compiler.row_fetches import EDITION, ID, RowFetch
from graphql_api.execution.compiler.statements import InKeys, Keys, Row, get_statement
from publishing.models import EditionReference, Link

Groups = Iterable[tuple[RowFetch, Sequence[Row]]]
"""Rows by the fetch that read them."""


def read_links(groups: Groups) -> dict[str, list[tuple[str, str]]]:
    """Return the sources and targets of the rows' links, by relation."""
    relations = {relation for fetch, rows in groups if rows for relation in fetch.relations}
    sources = {row[ID] for fetch, rows in groups if fetch.relations and not fetch.is_past for row in rows}
    links: dict[str, list[tuple[str, str]]] = {relation.value: [] for relation in relations}
    if sources:
        selected = tuple(sorted(relations))

        def build() -> QuerySet[Link]:
            rows = Link.objects.filter(InKeys("source_id", Keys("keys")), relation__in=selected)
            return rows.order_by("relation", "position")

        found = get_statement(("links", selected), build, ("source_id", "relation", "target"))
        for source, relation, target in found.run(keys=sources):
            links[relation].append((source, target))
    _add_past_links(links, groups)
    return links


def _add_past_links(links: dict[str, list[tuple[str, str]]], groups: Groups) -> None:
    """Add the links of earlier editions: of topics, sectors and work-streams, as PastBatch."""
    past = [(fetch, rows) for fetch, rows in groups if fetch.is_past and fetch.relations]
    sources = {row[fetch.columns[EDITION]]: row[ID] for fetch, rows in past for row in rows}
    if sources:
        found = EditionReference.objects.filter(edition__in=sources, relation__in=list(links)).order_by("pk")
        for edition, relation, target in found.values_list("edition_id", "relation", "target"):
            links[relation].append((sources[edition], str(target)))


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
