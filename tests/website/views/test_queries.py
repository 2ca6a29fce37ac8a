"""The exact number of SQL queries of each page, so that a lost batch is noticed at once."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from publishing.kinds import Kind, Relation
from tests.website.conftest import SignIn, World
from tests.website.factories import FRANCE, publish, refer, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("documentation")]

# The page itself, its links, the layout; then what the kind adds.
COSTS = {
    "/": 9,  # threat level, briefings, past ones, what changed, what is gone, work-streams
    "/about/": 3,
    "/guidance/": 6,  # options of filters, count, list
    "/travel-advice/": 5,  # countries, their alerts
    "/work-streams/": 4,  # work-streams
    "/guidance/protect-a-market/": 5,  # linked items, files
    "/work-streams/crowded-places/": 4,  # projects and guidance
    "/projects/cp3/": 4,  # linked items
    "/briefings/winter-markets/": 4,  # threat level
    FRANCE: 4,  # editions, for what changed
    f"{FRANCE}health/": 4,
    f"{FRANCE}all/": 4,
    f"{FRANCE}changes/": 4,
    "/z-cards/steward/": 3,
    "/topics/vehicle-security/": 5,  # list, count
    "/threat-level/": 3,  # the briefing on it
    "/feeds/": 2,
    "/feeds/all.atom": 2,  # alerts
    "/feeds/topic/vehicle-security.atom": 2,
    "/developers/": 1,
    "/developers/schema/Briefing/": 1,
    "/developers/search/?q=budget": 1,
    "/sitemap.xml": 11,  # when each list changed, the threat level
}


@pytest.mark.parametrize("path", COSTS)
def test_the_number_of_queries_of_each_page(
    path: str, world: World, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(path)  # caches the similar pages (test_similar.py)
    with django_assert_num_queries(COSTS[path]):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("number", [5, 50])
def test_any_number_of_links_is_resolved_in_one_query(
    number: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    targets = [publish(Kind.GUIDANCE, title=f"Target {place}") for place in range(number)]
    links = "".join(f'<a data-content="{target.content_id}">one</a> ' for target in targets)
    item = publish(
        Kind.GUIDANCE,
        body=(text(f"<p>{links}</p>"),),
        references=refer(Relation.RELATED, *(target.content_id for target in targets)),
    )
    client.get(str(item.path))
    with django_assert_num_queries(4):
        assert client.get(str(item.path)).content.count(b">one</a>") == number


def test_a_validated_reader_costs_five_more_queries(
    world: World, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reader = sign_in(validated=True)
    with django_assert_num_queries(COSTS["/about/"] + 5):
        assert reader.get("/about/").status_code == 200
