"""What the cluster says of the hub's indices: their aliases, whose they are, whether they are as made."""

from typing import Any, NamedTuple

from elasticsearch import Elasticsearch

_ASKED = ["*.aliases", "*.mappings._meta", "*.mappings.dynamic", "*.settings.index.uuid"]


class Facts(NamedTuple):
    """Those of one index."""

    name: str
    aliases: frozenset[str]
    owner: str
    """The id of the log that it is made from; empty where none was noted."""
    has_our_mapping: bool


def facts_of(client: Elasticsearch, names: str) -> list[Facts]:
    """Return those of all indices whose names fit a pattern, closed ones too: one request."""
    # The uuid is asked for because an index without any of the rest would not be in the answer.
    found = client.indices.get(index=names, expand_wildcards=["open", "closed"], filter_path=_ASKED)
    return [_facts(name, one) for name, one in found.items()]


def _facts(name: str, one: dict[str, Any]) -> Facts:
    mapping = one.get("mappings", {})
    owner = str(mapping.get("_meta", {}).get("log", ""))
    return Facts(name, frozenset(one.get("aliases", {})), owner, mapping.get("dynamic") == "strict")
