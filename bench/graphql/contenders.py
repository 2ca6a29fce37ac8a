"""The contenders: the hub's GraphQL in two ways, the yardsticks and the peers."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from bench.graphql.queries import QUERIES, document
from bench.peers.queries import addresses
from bench.peers.serving import PEERS, Site
from tests.stack import Stack

PARTNER = "benchmark"


@dataclass(frozen=True)
class Contender:
    """A server that answers the queries, each at its own address."""

    name: str
    stack: Stack
    addresses: dict[str, str]

    def answer(self, query: str) -> Any:
        """Return the data of a query's response. An error stops the run."""
        answer = self.stack.get(self.addresses[query], Accept="application/json")
        if answer.status != 200 or '"errors"' in answer.text[:200]:
            raise SystemExit(f"{self.name}, {query}: {answer.status} {answer.text[:1000]}")
        return json.loads(answer.text)


BARE, BY_HAND, HUB, REGISTERED = "bare WSGI", "by hand", "hub", "hub, registered"
YARDSTICKS = (BARE, BY_HAND)


def hub_contenders(stack: Stack) -> list[Contender]:
    """Return the hub, where the operations must be registered, and the yardsticks."""
    texts = {name: document(name) for name in QUERIES}
    return [
        Contender(BARE, stack, {name: f"/bench/bare?query={quote(text)}" for name, text in texts.items()}),
        Contender(BY_HAND, stack, {name: f"/bench/by-hand/{quote(name)}" for name in texts}),
        Contender(HUB, stack, {name: f"/graphql?query={quote(text)}" for name, text in texts.items()}),
        Contender(REGISTERED, stack, {name: f"/graphql/op/{_hash(text)}" for name, text in texts.items()}),
    ]


def register(stack: Stack) -> None:
    """Register the operations with the hub."""
    stack.manage("partners", "add", PARTNER, "--name=Benchmark", "--contact=benchmark@example.org")
    with tempfile.NamedTemporaryFile("w", suffix=".json") as manifest:
        json.dump({_hash(document(name)): document(name) for name in QUERIES}, manifest)
        manifest.flush()
        stack.manage("operations", "register", manifest.name, f"--partner={PARTNER}")


@contextmanager
def peers(site: Site) -> Iterator[list[Contender]]:
    """Serve the site with each of the peers."""
    with ExitStack() as cleanup:
        stacks = {peer: cleanup.enter_context(site.served(peer)) for peer in PEERS}
        yield [Contender(peer, stack, addresses(peer, stack)) for peer, stack in stacks.items()]


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
