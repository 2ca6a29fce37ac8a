"""Makes today's SDL the released one, and records for partners what that changes (graphql_api/schema/changelog.py).

    python -m tests.schema_release

The changes are graphql-inspector's, from tests/npm; run it at each release, after `make schema`.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from tomllib import loads
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)

from graphql_api.schema.changelog import Effect
from tests.node import node

ROOT = Path(__file__).resolve().parents[1]
LEVELS = {"BREAKING": Effect.BREAKING, "DANGEROUS": Effect.DANGEROUS, "NON_BREAKING": Effect.SAFE}
COSTS = (".@cost", ".@listSize")
Change = dict[str, str]


def release(folder: Path, version: str, day: date) -> list[Change]:
    """Record what the SDL in a folder changes, and release it; return the changes. The changes of a version that is
    recorded already are added to it: it has not been given out yet."""
    released, schema, record = (folder / name for name in ("released.graphql", "schema.graphql", "changelog.json"))
    known: list[dict[str, Any]] = json.loads(record.read_text())
    changes = changes_between(released, schema)
    if changes and known[0]["version"] != version:
        known.insert(0, {"version": version, "changes": []})
    if changes:
        known[0] |= {"day": day.isoformat(), "changes": known[0]["changes"] + changes}
    known[0]["schema"] = sha256(schema.read_bytes()).hexdigest()
    record.write_text(json.dumps(known, indent=2, ensure_ascii=False) + "\n")
    released.write_bytes(schema.read_bytes())
    return changes


def changes_between(before: Path, after: Path) -> list[Change]:
    """Return what changed between two SDLs, the worst first. Of directives only costs and deprecations matter."""
    found = [{"path": "schema", **one} for one in json.loads(node("changes.js", before, after))]  # root types have none
    changes = [_change(LEVELS[one["level"]], one["path"], one["message"]) for one in found if "@" not in one["path"]]
    costs = dict.fromkeys(one["path"].split(mark)[0] for one in found for mark in COSTS if mark in one["path"])
    changes += [_change(Effect.COST, path, "It has another cost.") for path in costs]
    old, new = (dict(deprecations(build_schema(file.read_text()))) for file in (before, after))
    changes += [_change(Effect.DEPRECATED, path, why) for path, why in new.items() if old.get(path) != why]
    return sorted(changes, key=lambda change: (list(Effect).index(Effect(change["effect"])), change["path"]))


def _change(effect: Effect, path: str, message: str) -> Change:
    return {"effect": effect.value, "path": path, "message": message}


def deprecations(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Yield the path of each deprecated field, argument and enum value, and the reason."""
    for name, type_ in schema.type_map.items():
        members = {}
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            members = type_.fields
        elif isinstance(type_, GraphQLEnumType):
            members = type_.values
        for member, one in members.items():
            inner = getattr(one, "args", {})
            for path, given in [(member, one), *((f"{member}.{argument}", given) for argument, given in inner.items())]:
                if given.deprecation_reason is not None:
                    yield f"{name}.{path}", given.deprecation_reason


if __name__ == "__main__":
    VERSION = loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    for each in release(ROOT / "graphql_api", VERSION, datetime.now(UTC).date()):
        print(f"{each['effect']:>10}  {each['path']}: {each['message']}")
