"""Operations are priced by the lengths of the lists in the content."""

from collections.abc import Iterator
from queue import Queue
from uuid import uuid4

import pytest
from pytest_django import Settings

from graphql_api.execution.cost.list_sizes import LearnedSizes, learned_sizes
from graphql_api.execution.list_measurement import measure_list_sizes
from graphql_api.execution.parsing import parse_text
from graphql_api.schema.schema import schema
from publishing.access.audiences import Audience, Marking
from publishing.content import blocks
from publishing.kinds import Kind, Relation
from tests.graphql_api.factories import an_asset, an_item, one_of_each, refer, rich_text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

BODIES = "{ contents(first: 10) { nodes { body { id } } } }"


@pytest.fixture
def _learned() -> Iterator[None]:
    """Return to the declared lengths afterwards."""
    yield
    learned_sizes.forget()


def texts(count: int) -> tuple[blocks.AnyBlock, ...]:
    """Return a body of some blocks."""
    return tuple(rich_text("<p>Look.</p>") for _ in range(count))


def requested(query: str) -> int:
    """Return the requested cost."""
    return parse_text(query).price(None).requested({})


def test_each_kind_and_block_has_the_length_that_nearly_all_of_its_lists_keep() -> None:
    topics = [an_item(Kind.TOPIC) for _ in range(3)]
    for number in range(20):
        an_item(Kind.GUIDANCE, body=texts(60 if number == 7 else 8), references=refer(Relation.TOPIC, *topics))
    steps = tuple(blocks.Step(title="Look", html="<p>a</p><p>b</p>") for _ in range(7))
    an_item(Kind.BRIEFING, body=(blocks.StepsBlock(id=uuid4(), steps=steps),))
    sizes = measure_list_sizes()
    assert sizes["Guidance", "body"] == 8
    assert sizes["Guidance", "topics"] == 3
    assert sizes["Briefing", "body"] == 1
    assert sizes["StepsBlock", "steps"] == 7
    assert sizes["ProcedureStep", "paragraphs"] == 2
    assert sizes["Topic", "body"] == 1  # the lowest possible length


def test_all_lists_of_a_kind_and_its_blocks_are_measured() -> None:
    item = an_item(Kind.TOPIC)
    an_item(Kind.GUIDANCE, body=one_of_each(item.content_id, an_asset()))
    measured = set(measure_list_sizes())
    lists = {
        (name, field)
        for name in ("Guidance", "StepsBlock", "ProcedureStep", "TableBlock", "LinkListBlock", "RichTextBlock")
        for field, one in getattr(schema._schema.type_map[name], "fields", {}).items()
        if str(one.type).startswith("[") and not one.args
    }
    assert lists - measured == set()


@pytest.mark.parametrize("marking", [Marking.CLEAR, Marking.RED])
def test_hidden_content_does_not_change_a_price(marking: Marking) -> None:
    hidden = {"audience": Audience.NAMED, "marking": marking}
    an_item(Kind.GUIDANCE, body=texts(2))
    public = measure_list_sizes()
    an_item(Kind.GUIDANCE, body=texts(50), **hidden)
    an_item(Kind.PROJECT, body=texts(50), **hidden)
    assert measure_list_sizes() == public


@pytest.mark.usefixtures("_learned")
def test_a_measurement_changes_the_prices_of_operations() -> None:
    assert requested(BODIES) == 2 + 10 * (1 + 20)
    an_item(Kind.GUIDANCE, body=texts(4))
    an_item(Kind.Z_CARD, body=texts(1))
    learned_sizes.measure()
    assert requested("{ guidance(first: 10) { nodes { body { id } } } }") == 2 + 10 * (1 + 4)
    assert requested("{ zCards(first: 10) { nodes { body { id } } } }") == 2 + 10 * (1 + 1)
    # any kind: at most guidance's four, also of kinds without content
    assert requested(BODIES) == 2 + 10 * (1 + 4)
    learned_sizes.forget()
    assert requested(BODIES) == 2 + 10 * (1 + 20)


def test_an_equal_measurement_keeps_the_prices() -> None:
    an_item(Kind.GUIDANCE, body=texts(4))
    sizes = LearnedSizes(measure_list_sizes)
    sizes.measure()
    before = sizes.get()
    sizes.measure()
    assert sizes.get() is before


def test_pricing_starts_one_measurement_per_interval(settings: Settings) -> None:
    settings.GRAPHQL_SIZE_INTERVAL = 600
    now, measured = [0.0], Queue[float]()

    def measure() -> dict[tuple[str, str], int]:
        measured.put(now[0])
        return {}

    sizes = LearnedSizes(measure, clock=lambda: now[0])
    for due in (0.0, 600.0):
        now[0] = due
        sizes.get()
        assert measured.get(timeout=10) == due
        now[0] += 599
        sizes.get()
    assert measured.empty()
