"""Prepares saved searches: builds their clauses and anchors, and rebuilds those that are out of date."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from django.conf import settings
from django.db import transaction

from search.base.fields import Field
from search.base.requests import Facet
from search.engines.tantivy.schema import schema_hash
from search.models import SavedSearch, SavedSearchAnchor
from search.queries.builder import build_strict_query
from search.queries.nodes import Bool, Node, OneOf
from search.queries.parser import parse_query
from search.saved.anchors import choose_anchors
from search.saved.clauses import build_clause
from search.semantic.embedding import configured_model
from search.vocabulary.compiled import current_vocabulary, override_vocabulary

BATCH = 500
"""How many are prepared in one round of the worker: about 0.1 seconds, for which publications wait."""
HALF = 8
"""The length of each half of the digest."""

_PROBES = (
    *(" ".join(f"word{number}" for number in range(count)) for count in range(1, 17)),
    'How do I report the "unattended items" -prison -"over stadiums"',
    "BR-2026-014",
    "TT3 drills",
    "UNESCO",
)


def build_saved_query(text: str, locale: str, chosen: Mapping[str, Sequence[str]]) -> Node:
    """Return the query of a saved search."""
    filters = (OneOf(Field.of(Facet(facet)), tuple(values)) for facet, values in chosen.items())
    return Bool(must=(build_strict_query(parse_query(text, locale)), *filters))


def preparation_digest() -> str:
    """Return a digest that changes when clauses must be rebuilt: the first half with the release, the second with the
    synonyms.

    Compute it before building a clause: if synonyms are edited in between, the clause is rebuilt rather than missed.
    """
    digests = "".join(current_vocabulary(locale).digest for locale, _ in settings.LANGUAGES)
    return _release() + hashlib.sha256(digests.encode()).hexdigest()[:HALF]


@cache
def _release() -> str:
    """Return a digest that changes if another release builds other clauses or anchors from the same searches."""
    with override_vocabulary({}):
        clauses = [
            build_clause(build_saved_query(probe, locale, {})) for locale, _ in settings.LANGUAGES for probe in _PROBES
        ]
    anchors = [sorted(choose_anchors(clause)) for clause in clauses]
    facts = json.dumps([schema_hash(configured_model()), clauses, anchors])
    return hashlib.sha256(facts.encode()).hexdigest()[:HALF]


def prepare_outdated() -> int:
    """Prepare a batch of searches whose clauses are out of date; return how many. Called by the worker.

    Until then, their clauses are built for each match: slower, but never wrong.
    """
    current = preparation_digest()
    searches = list(SavedSearch.objects.outdated(current)[:BATCH])
    if not searches:
        return 0
    changed = []
    for search in searches:
        clause = build_clause(build_saved_query(search.text, search.locale, search.filters))
        before, search.clause = search.clause, json.loads(json.dumps(clause))
        if search.clause != before or search.preparation[:HALF] != current[:HALF]:
            changed.append(search)
    with transaction.atomic():
        SavedSearchAnchor.objects.filter(search__in=changed).delete()
        SavedSearch.objects.bulk_update(changed, ["clause"])
        write_anchors(changed)
        SavedSearch.objects.filter(pk__in=[search.pk for search in searches]).update(preparation=current)
    return len(searches)


def write_anchors(searches: Iterable[SavedSearch]) -> None:
    """Save the rows by which the searches are looked up."""
    SavedSearchAnchor.objects.bulk_create(
        SavedSearchAnchor(value=value, search=search)
        for search in searches
        for value in sorted(choose_anchors(search.clause))
    )
