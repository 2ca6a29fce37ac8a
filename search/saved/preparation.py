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
from search.saved.anchors import anchors_of
from search.saved.clauses import Clause, clause_of
from search.vocabulary.compiled import instead, words_of

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


def question(text: str, locale: str, chosen: Mapping[str, Sequence[str]]) -> Node:
    """Return the query of a question. A best bet is no match: it is left out."""
    what = replace(parse_query(text, locale), pinned=())
    filters = (OneOf(Field.of(Facet(facet)), tuple(values)) for facet, values in chosen.items())
    return Bool(must=(build_text_query(what, timezone.now(), ranked=False), *filters))


def preparation() -> str:
    """Return what differs when clauses must be made anew: the release, in the first half, or the synonyms.

    Ask for it before making a clause: with synonyms edited in between the clause is then made once more, not missed.
    """
    digests = "".join(words_of(locale).digest for locale, _ in settings.LANGUAGES)
    return _release() + _short(digests)


@cache
def _release() -> str:
    """Return what differs when another release makes other clauses or anchors of the same questions."""
    with instead({}):
        made = [clause_of(question(probe, locale, {})) for locale, _ in settings.LANGUAGES for probe in _PROBES]
    return _short(json.dumps([schema_hash(), made, [sorted(anchors_of(clause)) for clause in made]]))


def _short(facts: str) -> str:
    return hashlib.sha256(facts.encode()).hexdigest()[:HALF]


def prepare_anew() -> int:
    """Make some clauses anew that are of other synonyms or another release; return how many. A duty of the worker.

    Until it comes to them, their questions are taken apart whenever something is matched: slower, never wrong.
    """
    current = preparation()
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
        for value in sorted(anchors_of(search.clause))
    )


def clause_of_search(search: SavedSearch) -> Clause:
    """Return the clause by today's synonyms and rules."""
    return clause_of(question(search.text, search.locale, search.filters))


def _renewed(search: SavedSearch) -> bool:
    """Give the search its clause, and say whether it had another."""
    before, search.clause = search.clause, json.loads(json.dumps(clause_of_search(search)))
    return bool(search.clause != before)
