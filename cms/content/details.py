"""From what a page or snippet holds to the details of its kind, as publishing/kinds/ declares them."""

from collections.abc import Mapping
from typing import Any

from publishing.kinds.declaration import Details
from publishing.kinds.registry import KINDS


def build_details(source: Any, given: Mapping[str, object] | None = None) -> Details:
    """Return the details of a source's kind: each field is what is given for it, or else the source's own of that
    name (`detail_columns` says where the two names differ). A blank is the field's default, if it has one."""
    structure, given = KINDS[source.kind].details, given or {}
    values = dict(given)
    for name, field in structure.model_fields.items():
        if name not in given:
            value = getattr(source, source.detail_columns.get(name, name))
            if field.is_required() or value not in ("", None):
                values[name] = value
    return structure(**values)
