"""Reads each index's aliases, owner and mapping from the cluster."""

from typing import NamedTuple

from elasticsearch import Elasticsearch


class IndexInfo(NamedTuple):
    """What the cluster reports about one index."""

    name: str
    aliases: frozenset[str]
    owner: str
    """The id of the log that the index is built from; empty if none is recorded."""
    has_our_mapping: bool


def get_index_info(client: Elasticsearch, pattern: str) -> list[IndexInfo]:
    """Return the indices whose names match a pattern, closed ones included: one request."""
    # The UUID is requested because an index with none of the other properties would be left out of the response.
    wanted = ["*.aliases", "*.mappings._meta", "*.mappings.dynamic", "*.settings.index.uuid"]
    found = client.indices.get(index=pattern, expand_wildcards=["open", "closed"], filter_path=wanted)
    return [
        IndexInfo(
            name=name,
            aliases=frozenset(index.get("aliases", {})),
            owner=str(index.get("mappings", {}).get("_meta", {}).get("log", "")),
            has_our_mapping=index.get("mappings", {}).get("dynamic") == "strict",
        )
        for name, index in found.items()
    ]
