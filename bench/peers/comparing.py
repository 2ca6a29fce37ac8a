"""Whether the peers answer as the hub does. Searches rank by engines of their own: their hits may be other documents,
but each must be told as the hub tells it."""

from collections.abc import Iterator
from typing import Any

from bench.graphql.contenders import Contender
from bench.graphql.queries import FIELDS
from bench.peers.answers import documents

ONE = f"query ($path: String!) {{ content(by: {{path: $path}}) {{ {FIELDS} }} }}"


def compare(query: str, hub: Contender, peer: Contender) -> None:
    """End the run where a peer's answer to a query is not equal to the hub's."""
    expected, found = documents(hub.answer(query)), documents(peer.answer(query))
    if query == "search" and len(found) == len(expected):
        expected = [documents({"data": hub.stack.graphql(ONE, path=each["path"])})[0] for each in found]
    if expected != found:
        ours, theirs = next(_differences(expected, found))
        raise SystemExit(f"{peer.name} answers {query!r} unlike the hub.\nhub: {ours}\n{peer.name}: {theirs}")


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
