"""Checks that the peers' responses equal the hub's. Their search engines rank differently, so their hits may differ,
but the data of each hit must equal the hub's."""

from collections.abc import Iterator
from typing import Any

from bench.graphql.contenders import Contender
from bench.graphql.queries import FIELDS
from bench.peers.normalising import documents

ONE = f"query ($path: String!) {{ content(by: {{path: $path}}) {{ {FIELDS} }} }}"


def compare(query: str, hub: Contender, peer: Contender) -> None:
    """Stop the run if a peer's response to a query differs from the hub's."""
    expected, found = documents(hub.answer(query)), documents(peer.answer(query))
    if query == "search" and len(found) == len(expected):
        expected = [documents({"data": hub.stack.graphql(ONE, path=each["path"])})[0] for each in found]
    if expected != found:
        ours, theirs = next(_differences(expected, found))
        raise SystemExit(f"{query!r}: the responses differ.\nhub: {ours}\n{peer.name}: {theirs}")


def _differences(expected: Any, found: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the smallest parts that differ."""
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = list(zip(expected, found, strict=True))
    elif isinstance(expected, dict) and isinstance(found, dict) and expected.keys() == found.keys():
        pairs = [(expected[key], found[key]) for key in expected]
    else:
        yield expected, found
        return
    for ours, theirs in pairs:
        if ours != theirs:
            yield from _differences(ours, theirs)
