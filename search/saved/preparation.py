"""From a question to the clause and the anchors that are kept with it, and when they must be made anew."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from search.base.fields import Field
from search.base.requests import Facet
from search.engines.tantivy.schema import schema_hash
from search.models import SavedSearch, SavedSearchAnchor
from search.queries.builder import build_text_query
from search.queries.nodes import Bool, Node, OneOf
from search.queries.parser import parse_query
from search.saved.anchors import choose_anchors
from search.saved.clauses import Clause, build_clause
from search.vocabulary.compiled import current_vocabulary, override_vocabulary

AT_ONCE = 500
"""How many are prepared anew in one round of the worker: some 0.1 seconds, which publications then wait."""
HALF = 8
"""The length of each half of a preparation."""

_PROBES = (
    *(" ".join(f"word{number}" for number in range(count)) for count in range(1, 17)),
    'How do I report the "unattended items" -prison -"over stadiums"',
    "BR-2026-014",
    "TT3 drills",
    "UNESCO",
)


def build_saved_query(text: str, locale: str, chosen: Mapping[str, Sequence[str]]) -> Node:
    """Return the query of a question. A best bet is no match: it is left out."""
    what = replace(parse_query(text, locale), pinned=())
    filters = (OneOf(Field.of(Facet(facet)), tuple(values)) for facet, values in chosen.items())
    return Bool(must=(build_text_query(what, timezone.now(), ranked=False), *filters))


def preparation_digest() -> str:
    """Return what differs when clauses must be made anew: the release, in the first half, or the synonyms.

    Ask for it before making a clause: with synonyms edited in between the clause is then made once more, not missed.
    """
    digests = "".join(current_vocabulary(locale).digest for locale, _ in settings.LANGUAGES)
    return _release() + _short(digests)


@cache
def _release() -> str:
    """Return what differs when another release makes other clauses or anchors of the same questions."""
    with override_vocabulary({}):
        made = [
            build_clause(build_saved_query(probe, locale, {})) for locale, _ in settings.LANGUAGES for probe in _PROBES
        ]
    return _short(json.dumps([schema_hash(), made, [sorted(choose_anchors(clause)) for clause in made]]))


def _short(facts: str) -> str:
    return hashlib.sha256(facts.encode()).hexdigest()[:HALF]


def prepare_outdated() -> int:
    """Make some clauses anew that are of other synonyms or another release; return how many. A duty of the worker.

    Until it comes to them, their questions are taken apart whenever something is matched: slower, never wrong.
    """
    current = preparation_digest()
    searches = list(SavedSearch.objects.prepared_otherwise(current)[:AT_ONCE])
    if not searches:
        return 0
    changed = [search for search in searches if _renewed(search) or search.preparation[:HALF] != current[:HALF]]
    with transaction.atomic():
        SavedSearchAnchor.objects.filter(search__in=changed).delete()
        SavedSearch.objects.bulk_update(changed, ["clause"])
        write_anchors(changed)
        SavedSearch.objects.filter(pk__in=[search.pk for search in searches]).update(preparation=current)
    return len(searches)


def write_anchors(searches: Iterable[SavedSearch]) -> None:
    """Write the rows that the searches are found by."""
    SavedSearchAnchor.objects.bulk_create(
        SavedSearchAnchor(value=value, search=search)
        for search in searches
        for value in sorted(choose_anchors(search.clause))
    )


def build_search_clause(search: SavedSearch) -> Clause:
    """Return the clause by today's synonyms and rules."""
    return build_clause(build_saved_query(search.text, search.locale, search.filters))


def _renewed(search: SavedSearch) -> bool:
    """Give the search its clause, and say whether it had another."""
    before, search.clause = search.clause, json.loads(json.dumps(build_search_clause(search)))
    return bool(search.clause != before)
