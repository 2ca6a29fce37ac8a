"""Each part of a whole hub is broken in turn: the fault stays where it is, is reported, and heals by itself."""

from collections.abc import Iterator
from itertools import count
from time import monotonic

import pytest

from tests.drill import sights
from tests.drill.faults import FAULTS, Fault
from tests.drill.hub import SOON, Hub, whole_hub
from tests.drill.sights import Sight
from tests.stack import until

pytestmark = [pytest.mark.slow, pytest.mark.elasticsearch, pytest.mark.one_database]
numbers = count(1)


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    """The hub that all faults befall, one after another."""
    with whole_hub() as made:
        until(lambda: sights.health(made) == "ready", SOON, "a hub without faults")
        yield made


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_stays_where_it_is_and_heals(hub: Hub, fault: Fault) -> None:
    title = f"Drill {next(numbers)} quokka"
    before, breaks = hub.alive, hub.follower.breaks
    begun = monotonic()
    fault.harm(hub)
    published, uploaded = sights.publish(hub, title), sights.upload(hub)
    seen: dict[Sight, float] = {}

    def look() -> bool:
        stream = "breaks" if hub.follower.breaks > breaks else "news" if title in hub.follower.titles else "waits"
        graphql = sights.graphql(hub)
        sight = Sight(
            sights.page(hub),
            sights.search(hub),
            graphql if isinstance(graphql, str) else "ok",
            stream,
            sights.admin(hub),
            published,
            uploaded,
            sights.health(hub),
        )
        seen.setdefault(sight, monotonic() - begun)
        return sight == fault.seen

    try:
        until(look, SOON, fault.name)
    finally:
        for sight, when in seen.items():
            print(f"{when:.1f}", fault.name, sight)
        fault.mend(hub)
        mended = monotonic()
    until(lambda: sights.health(hub) == "ready", SOON, "health")
    print("healed", monotonic() - mended)
    if published != "ok":
        assert sights.publish(hub, title) == "ok"
    until(lambda: sights.page(hub, f"/about/{title.lower().replace(' ', '-')}/") == "ok", SOON, "the page")
    until(lambda: sights.finds(hub, title), SOON, "search")
    until(lambda: title in hub.follower.titles, SOON, "the stream")
    assert {name for name, pid in before.items() if hub.alive.get(name) != pid} == fault.ends
