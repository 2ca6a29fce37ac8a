"""The yardstick: travel advice by one SQL statement, stored JSON and json.dumps, for one audience."""

import json
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

_SLIM = ("title", "summary", "path", "updatedAt", "reviewedAt")
_COLUMNS = "e.title, e.summary, i.path, i.updated_at, e.reviewed_at, e.details"
_FROM = """FROM publishing_contentitem i JOIN publishing_edition e ON e.id = i.edition_id
WHERE i.gone = '' AND i.audience = 0 AND i.locale = 'en-gb' AND (i.expires_at IS NULL OR i.expires_at > %s)
AND i.kind = 'travel_advice'"""


def view(request: HttpRequest, name: str) -> HttpResponse:
    """Return approximately the data of what is measured."""
    return HttpResponse(json.dumps({"data": VIEWS[name]()}, default=str), content_type="application/json")


def _rows(where: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} {_FROM} {where}", [timezone.now()])
        rows = [dict(zip((*_SLIM, "details"), row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        row["details"] = json.loads(row["details"]) if isinstance(row["details"], str) else row["details"]
    return rows


def _with_alerts(where: str) -> list[dict[str, Any]]:
    return [{**row, "details": row["details"]["alerts"]} for row in _rows(where)]


VIEWS: dict[str, Callable[[], Any]] = {
    "one": lambda: _rows("AND i.code = 'FR'"),
    "list": lambda: _with_alerts("ORDER BY i.updated_at DESC, i.id DESC LIMIT 20"),
    "journey": lambda: _with_alerts("AND i.code IN ('FR', 'LB', 'EG', 'JP', 'KE')"),
    "areas": lambda: _with_alerts("ORDER BY i.code"),
}
