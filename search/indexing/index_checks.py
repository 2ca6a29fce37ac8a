"""What a new index must show before readers get it."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from heapq import nlargest
from itertools import islice
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
from search.queries.builder import build_text_query, visibility_filter
from search.queries.nodes import Bool, OneOf
from search.queries.parser import parse_query

SAMPLE = 200
"""Documents of which also the content is compared."""
TITLES = 20
TOLERATED, TOLERATED_SHARE = 10, 0.01
"""More documents set aside, in number and share, are no accident of theirs."""
PAGE = 1_000
_PLAIN = re.compile(r"\w+(?: \w+)*")


def failed_checks(index: Index, set_aside: Collection[UUID], alive: Callable[[], None]) -> Iterator[str]:
    """Yield in words what is wrong with a new index; nothing when readers may have it. `alive` is called now and then
    on the way."""
    found = Counter[str]()
    first: dict[str, UUID] = {}

    def agreed() -> Iterator[IndexedVersion]:
        for part in compare(index, set_aside):
            alive()
            note(part.drifts)
            yield from part.agreed

    def note(drifts: list[Drift]) -> None:
        for drift in drifts:
            found[drift.problem] += 1
            first.setdefault(drift.problem, drift.item_id)

    sample = nlargest(SAMPLE, agreed(), key=lambda known: random())  # noqa: S311
    note(list(find_stale_content(sample)))
    yield from (f"documents {problem}: {count:,}, one is {first[problem]}" for problem, count in found.items())
    if (total := indexable_items().count()) and len(set_aside) > max(TOLERATED, TOLERATED_SHARE * total):
        yield f"documents that could not be taken in: {len(set_aside):,} of {total:,}"
    snapshot = index.snapshot()
    yield from _lost_titles(snapshot, sample)
    yield from _shown(snapshot, alive)


def _lost_titles(snapshot: Snapshot, sample: list[IndexedVersion]) -> Iterator[str]:
    """Whoever types a title, or a code, finds what bears it first."""
    versions = {known.item_id: known.version for known in sample}
    unchanged = (one for one in build_or_reject(latest_versions(versions))[0] if one.version == versions[one.item_id])
    public = (one for one in unchanged if may_read(ANONYMOUS, one.access, off_site=True) and not one.expires_at)
    for document in islice((one for one in public if _PLAIN.fullmatch(one.title)), TITLES):
        what = replace(parse_query(document.title, document.locale), pinned=())
        if not what.concepts:
            continue
        now = timezone.now()
        query = build_text_query(what, now)
        question = EngineRequest(
            query, visibility_filter(ANONYMOUS, document.locale, now, ()), query, language=what.language, limit=1
        )
        matches = snapshot.search(question).matches
        if not _bear(matches[0].item_id if matches else None, document):
            yield f"“{document.title}” does not find the document of that title first"


def _bear(item_id: UUID | None, document: SearchDocument) -> bool:
    if item_id is None or item_id == document.item_id:
        return item_id is not None
    others = build_or_reject(latest_versions([item_id]))[0]
    code = code_key(document.title)
    return any(other.whole_title == document.whole_title or code in other.codes for other in others)


def _shown(snapshot: Snapshot, alive: Callable[[], None]) -> Iterator[str]:
    """Nothing that is not public, by the database's word, is found by who has not signed in."""
    hidden = indexable_items().hidden_from(ANONYMOUS).order_by("pk").values_list("pk", flat=True)
    last, now = UUID(int=0), timezone.now()
    visibility_filters = [visibility_filter(ANONYMOUS, locale, now, ()) for locale, _ in settings.LANGUAGES]
    while page := list(hidden.filter(pk__gt=last)[:PAGE]):
        alive()
        known = [item for item, version in latest_versions(page).items() if version <= snapshot.position.sequence]
        some = OneOf(Field.ITEM, tuple(map(str, known)))
        if shown := sum(snapshot.count_matches([Bool(must=(some, admitted)) for admitted in visibility_filters])):
            yield f"documents that are not public, but shown to everybody: {shown}"
        last = page[-1]
