"""Reads a few details of many rows in the query that lists them, without loading bodies.

    rows = read_details(with_details(items, "status", "tier"))
    rows[0].details["status"]

Rows in an older format are loaded completely, in one more query, and upcast.
"""

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from django.db.models import F, Model, QuerySet

from publishing import formats
from publishing.kinds import Kind
from publishing.kinds.registry import KINDS
from publishing.models.editions import Edition, load_stored_parts

Rows = TypeVar("Rows", bound="QuerySet[Any]")
Row = TypeVar("Row", bound=Model)
_AS = "stored_detail_"


def with_details(rows: Rows, *names: str) -> Rows:
    """Add these details to a query of editions, or of items with their editions."""
    prefix = "" if rows.model is Edition else "edition__"
    stored = {f"{_AS}{name}": F(f"{prefix}stored_details__{name}") for name in names}
    return rows.annotate(**stored)


def read_details(rows: Iterable[Row], kind: Kind | None = None) -> list[Row]:
    """Return the rows, each with a dict `details` by today's names: None if its kind has no such detail.
    Pass the `kind` if the rows are editions."""
    found = list(rows)
    load_stored_parts(map(_get_edition, found))
    for row in found:
        edition, row_kind = _get_edition(row), Kind(kind or cast("Any", row).kind)
        stored = {name.removeprefix(_AS): value for name, value in vars(row).items() if name.startswith(_AS)}
        if edition.format < formats.FORMAT:
            upcast = edition.content(row_kind).as_json("details")
            details = {name: upcast.get(name) for name in stored}
        else:
            details = {name: _default(row_kind, name) if value is None else value for name, value in stored.items()}
        vars(row)["details"] = details
    return found


def _default(kind: Kind, name: str) -> Any:
    """Return the default of a field that was added after the row was written."""
    field = KINDS[kind].details.model_fields.get(name)
    return None if field is None or field.is_required() else field.get_default(call_default_factory=True)


def _get_edition(row: Model) -> Edition:
    edition = row if isinstance(row, Edition) else cast("Any", row).edition
    assert edition is not None, "a live item has an edition"
    return cast("Edition", edition)
