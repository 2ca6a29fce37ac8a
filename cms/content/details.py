"""Builds the details of a kind (publishing/kinds/) from the fields of a page or snippet."""

from collections.abc import Mapping
from typing import Any

from publishing.kinds.declaration import Details
from publishing.kinds.registry import KINDS


def build_details(source: Any, computed: Mapping[str, object] | None = None) -> Details:
    """Return the details of a source's kind. Each is the computed value, or else the source's field of that name
    (`detail_columns` says where the names differ). A blank field takes the default, if there is one."""
    structure, computed = KINDS[source.kind].details, computed or {}
    values = dict(computed)
    for name, field in structure.model_fields.items():
        if name not in computed:
            value = getattr(source, source.detail_columns.get(name, name))
            if field.is_required() or value not in ("", None):
                values[name] = value
    return structure(**values)
