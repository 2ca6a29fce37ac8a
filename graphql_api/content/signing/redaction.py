"""What a viewer may know of an edition's stored JSON, by the format that it is stored in.

What is signed of an edition is the same for ever, so it is made of what is stored, as it is stored, and by rules that
never change: a new format brings rules of its own.
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
    """Where stored JSON refers to something. An entry of a list that leads to what is hidden is left out."""

    contents: frozenset[str]
    """Members that are a content id."""
    files: frozenset[str]
    """Members that are the key of a file."""
    html: frozenset[str]
    """Members that are running text."""
    lists: Mapping[str, str]
    """By type, blocks that are left out with the last of their entries, and the member that these are in."""
    effective: Mapping[str, str]
    """By kind, the member of the details that says from when on it holds."""


RULES = {
    1: Rules(
        contents=frozenset({"content_id", "organisation"}),
        files=frozenset({"asset"}),
        html=frozenset({"html"}),
        lists={"link_list": "links"},
        effective={"threat_level": "effective_at"},
    )
}
"""By format. What was signed by these rules is out there: none is ever changed."""


@dataclass(frozen=True)
class Known:
    """What a viewer may know of: content, content that has a page, and files that are there."""

    contents: Collection[UUID]
    pages: Collection[UUID]
    files: Collection[UUID]


def keys_in(value: Any, rules: Rules) -> Iterator[tuple[Target, UUID]]:
    """Yield what stored JSON refers to, however deep in it."""
    if isinstance(value, list):
        for part in value:
            yield from keys_in(part, rules)
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _keys_of(name, part, rules)


def _keys_of(name: str, part: Any, rules: Rules) -> Iterator[tuple[Target, UUID]]:
    if not isinstance(part, str):
        yield from keys_in(part, rules)
    elif name in rules.contents:
        yield "content", UUID(part)
    elif name in rules.files:
        yield "asset", UUID(part)
    elif name in rules.html:
        yield from find_references(part)


def redacted(value: Any, rules: Rules, known: Known) -> Any:
    """Return stored JSON without what the viewer may not learn of."""
    if isinstance(value, dict):
        return {
            name: _settled(part, known) if name in rules.html else redacted(part, rules, known)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [redacted(one, rules, known) for one in value if _is_known(one, rules, known)]
    return value


def effective_at(kind: str, details: Mapping[str, Any], rules: Rules) -> datetime | None:
    """Return from when on the details say that it holds; None where they do not."""
    name = rules.effective.get(kind)
    return datetime.fromisoformat(details[name]) if name else None


def _is_known(value: Any, rules: Rules, known: Known) -> bool:
    if not isinstance(value, dict):
        return True
    if entries := rules.lists.get(value.get("type", "")):
        return any(_is_known(one, rules, known) for one in value[entries])
    contents = (value[name] for name in rules.contents & value.keys() if value[name] is not None)
    files = (value[name] for name in rules.files & value.keys())
    return all(UUID(key) in known.contents for key in contents) and all(UUID(key) in known.files for key in files)


def _settled(html: str, known: Known) -> str:
    """A link as published, where the HTML of the answer has one too."""

    def reference(target: Target, key: UUID) -> Attributes | None:
        is_known = key in (known.files if target == "asset" else known.pages)
        return {f"data-{target}": str(key)} if is_known else None

    return resolve_links(html, reference, lambda key: "" if key in known.contents else None)
