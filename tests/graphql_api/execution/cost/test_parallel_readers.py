"""A portal's server reads the demonstration in parallel from one address: the default budget refuses nothing."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.engines import free_port
from tests.stack import ROOT, Response, Stack, answers, process, running, until, wsgi_command

pytestmark = pytest.mark.slow

READERS, ROUNDS = 16, 12
TEXT = "html paragraphs { style spans { text strong link { url } } }"
BODY = f"""body {{ id ... on HeadingBlock {{ text level anchor }} ... on RichTextBlock {{ {TEXT} }}
  ... on CalloutBlock {{ tone title {TEXT} }} ... on StepsBlock {{ steps {{ title {TEXT} }} }}
  ... on TableBlock {{ caption columns rows }}
  ... on ImageBlock {{ caption image {{ alt renditions {{ url width }} }} }}
  ... on DocumentBlock {{ file {{ title url }} }} ... on QuoteBlock {{ text }} ... on ContactBlock {{ name telephone }}
  ... on LinkListBlock {{ title links {{ title url content {{ title url }} }} }}
  ... on EmbedBlock {{ content {{ title url }} }} }}"""
LISTS = ("contents", "guidance", "briefings", "travelAdvice")
COST = re.compile(r"requested=(\d+), actual=(\d+)")


@pytest.fixture(scope="module")
def hub() -> Iterator[Stack]:
    """A hub with the demonstration content."""
    with running(HUB_GRAPHQL_CACHE="0") as stack:
        stack.manage("load_demo", "-v0")
        yield stack


def default_budget() -> str:
    """Return the default budget of an address in production."""
    row = re.search(r"`HUB_GRAPHQL_ANONYMOUS_BUDGET` \| (\d+)", (ROOT / "docs/hub.md").read_text())
    assert row is not None
    return row[1]


@contextmanager
def served(hub: Stack, workers: int, **variables: str) -> Iterator[Stack]:
    """Serve the hub's content with a budget, by processes with as many threads as there are readers."""
    port = free_port()
    environment = {**hub.environment, "HUB_GRAPHQL_ANONYMOUS_BUDGET": default_budget(), **variables}
    stack = Stack(f"http://127.0.0.1:{port}", environment)
    granian, *options, application = wsgi_command(
        str(Path(sys.executable).with_name("granian")), port, "hub.wsgi:application"
    )
    options[options.index("--blocking-threads") + 1] = str(READERS)
    with process([granian, *options, "--workers", str(workers), application], environment):
        until(lambda: answers(stack, "/healthz"), 60, "the server")
        yield stack


def read(stack: Stack, number: int) -> Response:
    """Read one list with bodies, each with another text, as a portal's pages do."""
    name = next(islice(cycle(LISTS), number, None))
    query = f"query Page{number} {{ {name}(first: 20) {{ nodes {{ title url summary topics {{ title }} {BODY} }} }} }}"
    return stack.get("/graphql?query=" + quote(query))


@pytest.mark.parametrize(("workers", "shared"), [(1, "local memory"), (2, "Redis")])
def test_parallel_readers_are_never_refused(
    hub: Stack, workers: int, shared: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("redis_url") if shared == "Redis" else ""
    with served(hub, workers, HUB_REDIS_URL=url) as stack, ThreadPoolExecutor(READERS) as readers:
        responses = list(readers.map(lambda number: read(stack, number), range(READERS * ROUNDS)))
    costs = [tuple(map(int, COST.findall(response.headers["GraphQL-Cost"])[0])) for response in responses]
    print(f"requested {max(one for one, _ in costs):,}, actual {max(one for _, one in costs):,} at most")
    assert Counter(response.status for response in responses) == {200: READERS * ROUNDS}
