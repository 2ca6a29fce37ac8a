"""Who is asked: the hub's GraphQL in two ways, its yardsticks, and its peers."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from bench.graphql.queries import QUERIES, document
from bench.peers.asked import addresses
from bench.peers.serving import PEERS, Site
from tests.stack import Stack

PARTNER = "benchmark"


@dataclass(frozen=True)
class Contender:
    """Something that answers the queries, each at an address."""

    name: str
    stack: Stack
    addresses: dict[str, str]

    def answer(self, query: str) -> Any:
        """Return what a query is answered; anything but an answer ends the run."""
        answer = self.stack.get(self.addresses[query], Accept="application/json")
        if answer.status != 200 or '"errors"' in answer.text[:200]:
            raise SystemExit(f"{self.name}, {query}: {answer.status} {answer.text[:1000]}")
        return json.loads(answer.text)


BARE, BY_HAND, HUB, REGISTERED = "bare WSGI", "by hand", "hub", "hub, registered"
YARDSTICKS = (BARE, BY_HAND)


def of_the_hub(stack: Stack) -> list[Contender]:
    """Return the hub, which must have the operations registered, and the yardsticks."""
    texts = {name: document(name) for name in QUERIES}
    return [
        Contender(BARE, stack, {name: f"/bench/bare?query={quote(text)}" for name, text in texts.items()}),
        Contender(BY_HAND, stack, {name: f"/bench/by-hand/{quote(name)}" for name in texts}),
        Contender(HUB, stack, {name: f"/graphql?query={quote(text)}" for name, text in texts.items()}),
        Contender(REGISTERED, stack, {name: f"/graphql/op/{_hash(text)}" for name, text in texts.items()}),
    ]


def register(stack: Stack) -> None:
    """Register the operations with the hub, once."""
    stack.manage("partners", "add", PARTNER, "--name=Benchmark", "--contact=benchmark@example.org")
    with tempfile.NamedTemporaryFile("w", suffix=".json") as manifest:
        json.dump({_hash(document(name)): document(name) for name in QUERIES}, manifest)
        manifest.flush()
        stack.manage("operations", "register", manifest.name, f"--partner={PARTNER}")


@contextmanager
def peers(site: Site) -> Iterator[list[Contender]]:
    """Serve the site by each of the peers."""
    with ExitStack() as cleanup:
        stacks = {peer: cleanup.enter_context(site.served(peer)) for peer in PEERS}
        yield [Contender(peer, stack, addresses(peer, stack)) for peer, stack in stacks.items()]


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
