"""Facets: all of them, several values of one, and correct counts."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, Relation
from tests.website.conftest import Index, SignIn, World
from tests.website.factories import publish, refer
from tests.website.search_pages.browsing import search, titles

pytestmark = pytest.mark.django_db

EVERYBODYS = {"kind", "work_stream", "topic", "sector", "country", "year"}


def names(found: BeautifulSoup) -> set[str]:
    """The facets that the page offers."""
    return {str(box["name"]) for box in found.select("#facets input[type=checkbox]")}


def values(found: BeautifulSoup, name: str) -> dict[str, tuple[str, bool]]:
    """The values of a facet with their counts, and whether they are ticked, by label."""
    shown = {}
    for box in found.select(f'#facets input[name="{name}"]'):
        label = found.select_one(f'label[for="{box["id"]}"]')
        count = label.span.extract().text
        shown[label.text.strip()] = (count, box.has_attr("checked"))
    return shown


@pytest.fixture
def lanterns(index: Index) -> dict[str, str]:
    """Five items of two kinds and two topics; the topics' ids."""
    exits, gates = (publish(Kind.TOPIC, title=title, summary="") for title in ("About exits", "About gates"))
    for number, (kind, topic) in enumerate(
        [(Kind.GUIDANCE, exits), (Kind.GUIDANCE, exits), (Kind.GUIDANCE, gates), (Kind.BRIEFING, gates)]
    ):
        publish(kind, title=f"Lantern {number}", references=refer(Relation.TOPIC, topic.content_id))
    publish(Kind.BRIEFING, title="Lantern 4")
    index()
    return {"exits": str(exits.content_id), "gates": str(gates.content_id)}


def test_every_facet_is_offered_with_readable_labels(indexed: World, client: Client) -> None:
    found = search(client)
    assert names(found) == EVERYBODYS
    assert values(found, "work_stream") == {"Crowded Places": ("(2)", False)}
    assert values(found, "topic") == {"Vehicle security": ("(1)", False)}
    assert values(found, "sector") == {"Retail": ("(1)", False)}
    assert values(found, "country") == {"France": ("(1)", False)}


def test_a_second_value_of_a_facet_finds_more_and_keeps_its_counts(lanterns: dict[str, str], client: Client) -> None:
    one = search(client, q="lantern", kind="briefing")
    assert len(titles(one)) == 2
    assert values(one, "kind") == {"Guidance": ("(3)", False), "Briefing": ("(2)", True)}
    both = search(client, q="lantern", kind=["briefing", "guidance"])
    assert len(titles(both)) == 5
    assert values(both, "kind") == {"Guidance": ("(3)", True), "Briefing": ("(2)", True)}


def test_facets_filter_each_other(lanterns: dict[str, str], client: Client) -> None:
    found = search(client, q="lantern", kind="guidance", topic=lanterns["gates"])
    assert titles(found) == ["Lantern 2"]
    assert values(found, "kind") == {"Briefing": ("(1)", False), "Guidance": ("(1)", True)}
    assert values(found, "topic") == {"About exits": ("(2)", False), "About gates": ("(1)", True)}


def test_selected_filters_are_shown_and_can_be_cleared(lanterns: dict[str, str], client: Client) -> None:
    found = search(client, q="lantern", kind="guidance", topic=lanterns["gates"])
    assert "Filtered by: Guidance, About gates." in found.main.text
    assert found.main.find("a", string="Clear the filters")["href"] == "/search/?q=lantern"


def test_the_newest_year_comes_first(client: Client, index: Index, lanterns: dict[str, str]) -> None:
    publish(title="Old lantern", updated_at=datetime(2019, 5, 1, tzinfo=UTC))
    publish(title="Older lantern", updated_at=datetime(2018, 5, 1, tzinfo=UTC))
    index()
    years = list(values(search(client, q="lantern"), "year"))
    assert years == sorted(years, reverse=True)
    assert years[-2:] == ["2019", "2018"]


def test_only_readers_with_more_access_filter_by_audience(
    lanterns: dict[str, str], index: Index, sign_in: SignIn, client: Client
) -> None:
    publish(title="Lantern of the checked", audience=Audience.VALIDATED, marking=Marking.AMBER)
    index()
    assert names(search(client, q="lantern")) == {"kind", "topic", "year"}
    found = search(sign_in(validated=True), q="lantern")
    assert values(found, "audience") == {
        "Everyone": ("(5)", False),
        "People whose identity was checked": ("(1)", False),
    }
    assert titles(search(sign_in("another", validated=True), q="lantern", audience="20")) == ["Lantern of the checked"]


def test_kinds_and_audiences_are_in_welsh(client: Client, index: Index, sign_in: SignIn) -> None:
    publish(title="Llusern", locale="cy", path="/cy/llusern/", audience=Audience.REGISTERED, marking=Marking.GREEN)
    index()
    found = search(sign_in(registered=True), "/cy/chwilio/", q="llusern")
    assert values(found, "kind") == {"Canllawiau": ("(1)", False)}
    assert values(found, "audience") == {"Pobl y cadarnhawyd eu cyfeiriad e-bost": ("(1)", False)}
