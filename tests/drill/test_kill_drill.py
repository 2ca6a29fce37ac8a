"""Breaks each part of a complete hub in turn: the fault does not spread, is reported, and the hub recovers by itself.

`pytest -s` prints what was seen after how many seconds.
"""

import secrets
from collections.abc import Callable, Iterator
from itertools import count
from time import monotonic

import httpx
import pytest

from tests.drill import observations
from tests.drill.faults import FAULTS, Fault
from tests.drill.hub import SOON, Hub, whole_hub
from tests.drill.observations import Observation
from tests.editing import PAGE, post
from tests.small_disk import fill
from tests.stack import until

pytestmark = [pytest.mark.slow, pytest.mark.elasticsearch, pytest.mark.one_database]
SURE = ("page", "graphql", "admin")
"""Observations that must always equal either the normal value or the one declared for the fault."""
HELP = "query ($text: String!) { search(query: $text, first: 5) { help { broader { text } popular { title } } } }"
COUNT = "query ($count: Int!) { contents(first: $count) { totalCount } }"
numbers = count(1)


@pytest.fixture(scope="module")
def whole() -> Iterator[Hub]:
    """The hub that all faults are injected into, one after another."""
    with whole_hub() as made:
        yield made


@pytest.fixture
def hub(whole: Hub) -> Hub:
    """The same hub, once it is healthy."""
    until(lambda: observations.health(whole) == "ready" and whole.follower.connected, SOON, "a hub without faults")
    return whole


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_does_not_spread_and_the_hub_recovers(hub: Hub, fault: Fault) -> None:
    title = f"Drill {next(numbers)} quokka"
    path = f"/about/{title.lower().replace(' ', '-')}/"
    before, breaks = hub.alive, hub.follower.breaks
    fault.harm(hub)
    try:
        published = watch(hub, fault, title, breaks)
    finally:
        fault.repair(hub)
    repaired = monotonic()
    until(lambda: observations.health(hub) == "ready", SOON, "health")
    assert published == "ok" or observations.publish(hub, title) == "ok"
    assert observations.upload(hub) == "ok"
    until(lambda: observations.page(hub, path) == "ok", SOON, "the page")
    until(lambda: observations.finds(hub, title), SOON, "search")
    until(lambda: title in hub.follower.titles, SOON, "the stream")
    print(f"{monotonic() - repaired:5.1f} s: recovered")
    assert {name for name, pid in before.items() if hub.alive.get(name) != pid} == fault.ends


def watch(hub: Hub, fault: Fault, title: str, breaks: int) -> str:
    """Look until everything that is expected is observed; return the result of a publication during the fault."""
    started = monotonic()
    published, uploaded = observations.publish(hub, title), observations.upload(hub)
    if published == "no answer" and fault.seen.publication == "ok":
        published = observations.publish(hub, title)  # a killed process was answering it: the editor tries again
    seen: dict[Observation, float] = {}

    def look() -> bool:
        stream = "breaks" if hub.follower.breaks > breaks else "news" if title in hub.follower.titles else "waits"
        reading = observations.page(hub), observations.search(hub), observations.graphql_status(hub), stream
        observation = Observation(*reading, observations.admin(hub), published, uploaded, observations.health(hub))
        seen.setdefault(observation, monotonic() - started)
        return observation == fault.seen

    try:
        until(look, SOON, fault.name)
    finally:
        print(f"\n{fault.name}", *(f"{when:5.1f} s: {observation}" for observation, when in seen.items()), sep="\n")
    for name in SURE:
        expected = {getattr(Observation(), name), getattr(fault.seen, name)}
        assert {getattr(observation, name) for observation in seen} <= expected
    return published


def test_what_was_typed_is_kept_while_postgresql_has_no_room(hub: Hub) -> None:
    typed = {**PAGE, "title": "Typed", "slug": "typed", "summary": secrets.token_hex(50_000)}
    edit = post(hub.editor, f"/admin/pages/add/cms/standardpage/{hub.section}/", {**typed, "summary": "Old"}).url.path
    publish = {**typed, "action-publish": "yes"}
    filler = fill(hub.database_disk)
    try:
        refused = post(hub.editor, edit, publish)
    finally:
        filler.unlink()
    assert refused.status_code == 200
    assert "There is no room left on the disk." in refused.text
    assert typed["summary"] in refused.text
    post(hub.editor, edit, publish)
    assert observations.page(hub, "/about/typed/") == "ok"


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if "Redis" in fault.name], ids=lambda fault: fault.name)
def test_without_redis_every_route_answers_and_none_waits_for_it(hub: Hub, fault: Fault) -> None:
    address = hub.stack.address
    with httpx.Client() as reader:

        def ask(query: str, **variables: object) -> httpx.Response:
            return reader.post(f"{address}/graphql", json={"query": query, "variables": variables})

        routes: dict[str, Callable[[], httpx.Response]] = {
            "admin": lambda: hub.editor.get("/admin/"),
            "a search without results": lambda: reader.get(f"{address}/search/?q=zyzzyva{next(numbers)}"),
            "help": lambda: ask(HELP, text=f"zyzzyva{next(numbers)}"),
            "a budget": lambda: ask(COUNT, count=next(numbers)),
        }
        usual = {name: route() for name, route in routes.items()}
        fault.harm(hub)
        try:
            found = {name: [route() for _ in range(4)] for name, route in routes.items()}
        finally:
            fault.repair(hub)
    for name, answers in found.items():
        seconds = [answer.elapsed.total_seconds() for answer in answers]
        print(f"{fault.name}: {name} {max(seconds):.3f} s, before {usual[name].elapsed.total_seconds():.3f} s")
        assert {answer.status_code for answer in answers} == {200}
        assert not any("errors" in answer.json() for answer in answers if "json" in answer.headers["content-type"])
        assert max(seconds) < 1 + 3 * usual[name].elapsed.total_seconds()
    assert all("ratelimit" in answer.headers for answer in found["a budget"])
