"""Checks that a new index must pass before it becomes live."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from heapq import nlargest
from random import random
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from publishing.access.policy import may_read
from publishing.access.viewers import ANONYMOUS
from search.base.analysis import code_key
from search.base.fields import Field
from search.documents.search_document import SearchDocument, indexable_items, latest_versions
from search.engines.interface import EngineRequest, Index, IndexedVersion, Snapshot
from search.indexing.reconcile import Drift, compare, find_stale_content
from search.indexing.writing import build_or_reject
from search.queries.builder import build_text_query
from search.queries.filters import visibility_filter
from search.queries.nodes import Bool, OneOf
from search.queries.parser import parse_query

SAMPLE = 200
"""Documents whose content is compared as well."""
TITLES = 20
TOLERATED, TOLERATED_SHARE = 10, 0.01
"""If more documents than this number and share are set aside, the cause is not the documents."""
BATCH = 1_000
_PLAIN_TITLE = re.compile(r"\w+(?: \w+)*")


def failed_checks(index: Index, set_aside: Collection[UUID], keep_alive: Callable[[], None]) -> Iterator[str]:
    """Describe what is wrong with a new index, if anything. `keep_alive` is called regularly."""
    counts = Counter[str]()
    examples: dict[str, UUID] = {}

    def agreed() -> Iterator[IndexedVersion]:
        for batch in compare(index, set_aside):
            keep_alive()
            count(batch.drifts)
            yield from batch.agreed

    def count(drifts: list[Drift]) -> None:
        for drift in drifts:
            counts[drift.problem] += 1
            examples.setdefault(drift.problem, drift.item_id)

    sample = nlargest(SAMPLE, agreed(), key=lambda indexed: random())  # noqa: S311
    count(list(find_stale_content(sample)))
    yield from (
        f"documents {problem}: {number:,}, for example {examples[problem]}" for problem, number in counts.items()
    )
    if (total := indexable_items().count()) and len(set_aside) > max(TOLERATED, TOLERATED_SHARE * total):
        yield f"documents that could not be indexed: {len(set_aside):,} of {total:,}"
    snapshot = index.snapshot()
    yield from _check_titles(snapshot, sample)
    yield from _check_visibility(snapshot, keep_alive)


def _check_titles(snapshot: Snapshot, sample: list[IndexedVersion]) -> Iterator[str]:
    """A search for a title or a code finds the document with that title or code first."""
    versions = {indexed.item_id: indexed.version for indexed in sample}
    checked = 0
    for document in build_or_reject(latest_versions(versions))[0]:
        if document.version != versions[document.item_id] or not _PLAIN_TITLE.fullmatch(document.title):
            continue
        if not may_read(ANONYMOUS, document.access, off_site=True) or document.expires_at:
            continue
        if checked == TITLES:
            return
        checked += 1
        parsed = replace(parse_query(document.title, document.locale), pinned=())
        if not parsed.concepts:
            continue
        now = timezone.now()
        query, visibility = build_text_query(parsed, now), visibility_filter(ANONYMOUS, document.locale, now, ())
        request = EngineRequest(query, visibility, query, language=parsed.language, limit=1)
        matches = snapshot.search(request).matches
        if not matches or not _has_same_title(matches[0].item_id, document):
            yield f"“{document.title}” does not find the document of that title first"


def _has_same_title(item_id: UUID, document: SearchDocument) -> bool:
    if item_id == document.item_id:
        return True
    others = build_or_reject(latest_versions([item_id]))[0]
    code = code_key(document.title)
    return any(other.whole_title == document.whole_title or code in other.codes for other in others)


def _check_visibility(snapshot: Snapshot, keep_alive: Callable[[], None]) -> Iterator[str]:
    """An anonymous reader finds nothing that is not public according to the database."""
    hidden = indexable_items().hidden_from(ANONYMOUS).order_by("pk").values_list("pk", flat=True)
    last, now = UUID(int=0), timezone.now()
    filters = [visibility_filter(ANONYMOUS, locale, now, (), falls_back=False) for locale, _ in settings.LANGUAGES]
    while batch := list(hidden.filter(pk__gt=last)[:BATCH]):
        keep_alive()
        up_to_date = [
            item_id for item_id, version in latest_versions(batch).items() if version <= snapshot.position.sequence
        ]
        items = OneOf(Field.ITEM, tuple(map(str, up_to_date)))
        if visible := sum(snapshot.count_matches([Bool(must=(items, visibility)) for visibility in filters])):
            yield f"documents that are not public, but visible to everyone: {visible}"
        last = batch[-1]
