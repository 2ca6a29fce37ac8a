"""Removes hidden references from the stored JSON of an edition, by rules for each stored format.

The signed form of an edition must never change. It is therefore built from the stored JSON, by rules that never change
either: a new format gets rules of its own.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from publishing.content.fields import Target
from publishing.content.references import Attributes, find_references, resolve_links


@dataclass(frozen=True)
class Rules:
    """Where stored JSON contains references. List entries with a hidden reference are omitted."""

    contents: frozenset[str]
    """Members that contain a content id."""
    files: frozenset[str]
    """Members that contain the key of a file."""
    html: frozenset[str]
    """Members that contain rich text."""
    lists: Mapping[str, str]
    """The member with the entries of a block, by block type. A block without visible entries is omitted."""
    effective: Mapping[str, str]
    """The member of the details with the effective time, by kind."""
    has_review_time: bool
    """Whether the metadata has the time of the last review: before, only details had one."""


RULES = {
    1: Rules(
        contents=frozenset({"content_id", "organisation"}),
        files=frozenset({"asset"}),
        html=frozenset({"html"}),
        lists={"link_list": "links"},
        effective={"threat_level": "effective_at"},
        has_review_time=False,
    ),
    2: Rules(
        contents=frozenset({"content_id", "organisation"}),
        files=frozenset({"asset"}),
        html=frozenset({"html"}),
        lists={"link_list": "links"},
        effective={"threat_level": "effective_at"},
        has_review_time=True,
    ),
}
"""The rules by format. Never change them: signatures made with them have been published."""


@dataclass(frozen=True)
class VisibleReferences:
    """The visible content, the visible content that has a page, and the existing files."""

    contents: Collection[UUID]
    pages: Collection[UUID]
    files: Collection[UUID]


def iter_references(value: Any, rules: Rules) -> Iterator[tuple[Target, UUID]]:
    """Yield the references in stored JSON, at any depth."""
    if isinstance(value, list):
        for part in value:
            yield from iter_references(part, rules)
    if isinstance(value, dict):
        for name, part in value.items():
            if not isinstance(part, str):
                yield from iter_references(part, rules)
            elif name in rules.contents:
                yield "content", UUID(part)
            elif name in rules.files:
                yield "asset", UUID(part)
            elif name in rules.html:
                yield from find_references(part)


def redact(value: Any, rules: Rules, visible: VisibleReferences) -> Any:
    """Return stored JSON without hidden references."""
    if isinstance(value, dict):
        return {
            name: _redact_html(part, visible) if name in rules.html else redact(part, rules, visible)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [redact(one, rules, visible) for one in value if _is_visible(one, rules, visible)]
    return value


def effective_at(kind: str, details: Mapping[str, Any], rules: Rules) -> datetime | None:
    """Return the effective time in the details; None if they have none."""
    name = rules.effective.get(kind)
    return datetime.fromisoformat(details[name]) if name else None


def _is_visible(value: Any, rules: Rules, visible: VisibleReferences) -> bool:
    if not isinstance(value, dict):
        return True
    if entries := rules.lists.get(value.get("type", "")):
        return any(_is_visible(one, rules, visible) for one in value[entries])
    contents = (value[name] for name in rules.contents & value.keys() if value[name] is not None)
    files = (value[name] for name in rules.files & value.keys())
    return all(UUID(key) in visible.contents for key in contents) and all(UUID(key) in visible.files for key in files)


def _redact_html(html: str, visible: VisibleReferences) -> str:
    """Return HTML with links as published, limited to the links that the response has."""

    def reference(target: Target, key: UUID) -> Attributes | None:
        is_visible = key in (visible.files if target == "asset" else visible.pages)
        return {f"data-{target}": str(key)} if is_visible else None

    return resolve_links(html, reference, lambda key: "" if key in visible.contents else None)
