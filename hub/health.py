"""`/healthz`: this process answers. `/readyz`: it can serve readers.

Answered by the outermost middleware: a probe asks by the machine's own address, over plain HTTP, and must meet neither
the host check nor the redirect to HTTPS.
"""

import logging
import os
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from graphql_api.cost.buckets import kept_in
from publishing.models import Cursor
from search.status import who_serves

logger = logging.getLogger(__name__)


class Finding(NamedTuple):
    """What a check found: a word for the operator, and whether readers can be served with it."""

    word: str
    ready: bool = True


class Health:
    """Middleware that answers the two addresses and passes everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return _answer({"status": "ok"}, 200)
        if request.path == "/readyz":
            return _readiness()
        return self.get_response(request)


def _readiness() -> HttpResponse:
    findings = {"database": _database()}
    if findings["database"].ready:
        findings |= {"migrations": _migrations(), "worker": _worker(), "consumers": _consumers()}
    findings["search"] = _search()
    findings["budgets"] = Finding(kept_in())
    ready = all(finding.ready for finding in findings.values())
    words = {"status": "ready" if ready else "not ready"} | {name: finding.word for name, finding in findings.items()}
    return _answer(words, 200 if ready else 503)


def _answer(words: dict[str, str], status: int) -> HttpResponse:
    return JsonResponse(words, status=status, headers={"Cache-Control": "no-store"})


def _database() -> Finding:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer")
        return Finding("does not answer", ready=False)
    return Finding("ok")


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Finding(f"{len(missing)} to apply", ready=False) if missing else Finding("ok")


def _worker() -> Finding:
    """A missing worker is told, but readers are still served: what was published before stays readable."""
    try:
        seen = Cursor.objects.filter(held_until__gt=timezone.now()).exists()
    except DatabaseError:
        return Finding("unknown")
    return Finding("seen" if seen else "not seen")


def _consumers() -> Finding:
    """What fails is tried again; readers are served meanwhile."""
    try:
        failing = Cursor.objects.exclude(error="").order_by("consumer").values_list("consumer", flat=True)
        return Finding(f"failing: {', '.join(failing)}" if failing else "ok")
    except DatabaseError:
        return Finding("unknown")


def _search() -> Finding:
    """Beside a cluster there is always something that answers: the local index, or at last the database."""
    if not settings.ELASTICSEARCH_URLS and not os.access(settings.SEARCH_INDEX_DIR, os.R_OK | os.X_OK):
        return Finding("the index folder cannot be read", ready=False)
    return Finding(who_serves())
