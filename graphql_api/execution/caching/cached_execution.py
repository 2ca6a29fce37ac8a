"""Operations answered from what is kept, where there is something and it may be used."""

from time import time

from django.conf import settings

from graphql_api.content.context import RequestContext
from graphql_api.execution.caching.content_version import Standing, standings
from graphql_api.execution.caching.entries import Entry, key_of
from graphql_api.execution.caching.single_flight import kept_or_made
from graphql_api.execution.caching.stores import store
from graphql_api.execution.cost.operation_cost import Bill
from graphql_api.execution.json_result import Answer
from graphql_api.execution.operation import Operation
from graphql_api.execution.run import run
from publishing.access.policy import reads_beyond_audience
from publishing.access.viewers import Viewer

MOST_SECONDS = 300
"""How long anything is kept: what does not stand in the log (a file that is cleared away) is not shown for longer."""


def answered(operation: Operation, viewer: Viewer, bill: Bill) -> Answer:
    """Return the answer to an operation that was not refused, from the cache or else run now."""
    context = RequestContext(viewer, meter=bill.meter)
    if not _may_be_kept(context, bill):
        return _made(operation, context, bill)
    standing = standings.of(viewer)
    made: list[Answer] = []

    def make() -> Entry | None:
        begun = time()
        made.append(_made(operation, context, bill))
        return _entry(made[0], context, bill, standing, begun)

    entry = kept_or_made(store(), key_of(operation, viewer, standing), standing, make)
    return Answer(entry.data, entry=entry) if entry else made[0]


def _may_be_kept(context: RequestContext, bill: Bill) -> bool:
    """Those who are named in person are too few to share answers. A report of costs is of one run only."""
    return bool(settings.GRAPHQL_CACHE) and not (reads_beyond_audience(context.viewer) or bill.reports)


def _made(operation: Operation, context: RequestContext, bill: Bill) -> Answer:
    return Answer.of(bill.report(run(operation, context, bill)))


def _entry(answer: Answer, context: RequestContext, bill: Bill, standing: Standing, begun: float) -> Entry | None:
    """Return what to keep of an answer: nothing with errors, and nothing that a change came in between of. What an
    introspection may tell depends on more than the viewer."""
    if answer.has_errors or bill.introspects or not context.cache_tags.max_age:
        return None
    ends_at = min(begun + min(context.cache_tags.max_age, MOST_SECONDS), standing.until)
    if standings.now_of(context.viewer) != standing or ends_at <= time():
        return None
    return Entry(answer.data, standing, ends_at, context.cache_tags.tags)
