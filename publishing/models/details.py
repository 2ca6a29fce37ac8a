"""A few details of many rows, in the query that lists them: what says the most stays in the database.

    rows = read_details(with_details(items, "status", "tier"))
    rows[0].details["status"]

Rows in an older format are read whole, in one more query, and upcast.
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
    """Return a query of items with their editions, or of editions, that reads these details as well."""
    prefix = "" if rows.model is Edition else "edition__"
    stored = {f"{_AS}{name}": F(f"{prefix}stored_details__{name}") for name in names}
    return rows.annotate(**stored)


def read_details(rows: Iterable[Row], kind: Kind | None = None) -> list[Row]:
    """Return the rows, each with its details of today's names in `details`: None where its kind has no such detail.
    Say the `kind` where the rows are editions."""
    found = list(rows)
    load_stored_parts(map(_edition_of, found))
    for row in found:
        vars(row)["details"] = _facts(row, Kind(kind or cast("Any", row).kind))
    return found


def _facts(row: Model, kind: Kind) -> dict[str, Any]:
    edition = _edition_of(row)
    stored = {name.removeprefix(_AS): value for name, value in vars(row).items() if name.startswith(_AS)}
    if edition.format < formats.FORMAT:
        details = edition.content(kind).as_json("details")
        return {name: details.get(name) for name in stored}
    return {name: _default(kind, name) if value is None else value for name, value in stored.items()}


def _default(kind: Kind, name: str) -> Any:
    """What a field says that came after the row was written."""
    field = KINDS[kind].details.model_fields.get(name)
    return None if field is None or field.is_required() else field.get_default(call_default_factory=True)


def _edition_of(row: Model) -> Edition:
    edition = row if isinstance(row, Edition) else cast("Any", row).edition
    assert edition is not None, "a live item has an edition"
    return cast("Edition", edition)
