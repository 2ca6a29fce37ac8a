"""Saves a search."""

import hashlib
import json
import re

from django.conf import settings
from django.db import transaction

from search.base.analysis import normalise
from search.base.requests import SearchError, SearchRequest
from search.models import SavedSearch
from search.queries.parser import parse_query
from search.saved.clauses import ALWAYS, build_clause
from search.saved.preparation import build_saved_query, preparation_digest, write_anchors

_COUNTRY = re.compile("[A-Z]{2}")


def save_search(request: SearchRequest) -> SavedSearch:
    """Save the text, filters and locale of a request; equal requests share one row.

    Raises SearchError for an invalid request, and for a search that every document matches or that means nothing.
    """
    request.check()
    text = " ".join(normalise(request.text).split())
    filters = {facet.value: sorted(values) for facet, values in sorted(request.filters.chosen().items())}
    if request.locale not in dict(settings.LANGUAGES):
        raise SearchError("unknown_value", "There is no content in this language.")
    if not all(_COUNTRY.fullmatch(country.upper()) for country in request.filters.countries):
        raise SearchError("unknown_value", "Use the two-letter code of a country.")
    if parse_query(request.text, request.locale).means_nothing:
        raise SearchError(
            "means_nothing", "No word of this text can be searched for: use words that say what it is about."
        )
    current, clause = preparation_digest(), build_clause(build_saved_query(text, request.locale, filters))
    if clause == ALWAYS:
        raise SearchError("matches_everything", "This search matches everything: add a term or a filter.")
    criteria = {"text": text, "locale": request.locale, "filters": filters}
    digest = hashlib.sha256(json.dumps(criteria).encode()).hexdigest()
    derived = {"clause": clause, "preparation": current}
    with transaction.atomic():
        search, is_new = SavedSearch.objects.get_or_create(digest=digest, defaults={**criteria, **derived})
        if is_new:
            write_anchors([search])
    return search
