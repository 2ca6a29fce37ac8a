"""A running hub with its event streams, for the client packages."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.stack import Stack, running, streams

WITHDRAW = """
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem
item = ContentItem.objects.get(pk="{id}")
record_withdrawal(item.content_id, item.locale)
"""


REGISTER = """mutation ($input: RegisterOperationsInput!) { registerOperations(input: $input) {
  __typename ... on RegisterOperationsSuccess { operations { sha256 } }
  ... on ValidationErrors { fieldErrors { field } }
} }"""


@dataclass(frozen=True)
class Served:
    """A hub, the address of its event streams, and a partner's key with a small budget."""

    hub: Stack
    stream_url: str
    key: str

    def publish(self) -> None:
        """Publish another item, in another process."""
        self.hub.manage("load_bulk", "--items", "1")

    def withdraw(self, identity: str) -> None:
        """Withdraw an item, in another process."""
        self.hub.manage("shell", "-v0", "-c", WITHDRAW.format(id=identity))


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """A hub with 40 items: topics, work-streams and guidance."""
    with running() as hub, streams(hub) as (address, _):
        hub.manage("load_bulk", "--items", "40")
        hub.manage("partners", "add", "harbour-trust", "--name", "Harbour Trust", "--contact", "ops@harbour.example")
        create = ("partners", "key", "create", "harbour-trust", "--label", "portal", "--scope", "operations:write")
        key = hub.manage(*create, "--points-per-minute", "6000", "--burst", "200")
        yield Served(hub, f"{address}/graphql/stream", key.strip())
