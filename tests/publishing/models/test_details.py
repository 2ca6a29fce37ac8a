"""A few details are read in the query that lists the rows."""

import pytest
from pytest_django import DjangoAssertNumQueries

from publishing.kinds import Kind
from publishing.models import ContentItem, Edition
from publishing.models.details import read_details, with_details
from tests.publishing.documents import publish

pytestmark = pytest.mark.django_db


def test_details_of_items_are_read_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    publish(Kind.PROJECT, status="open")
    publish(Kind.TOPIC, slug="vigilance")
    with django_assert_num_queries(1):
        rows = read_details(with_details(ContentItem.objects.slim().order_by("kind"), "status", "slug"))
    assert [vars(row)["details"] for row in rows] == [
        {"status": "open", "slug": None},
        {"status": None, "slug": "vigilance"},
    ]


def test_details_of_editions_are_read_by_their_kind() -> None:
    publish(Kind.TRAVEL_ADVICE, alerts=({"advised_against": "all_travel", "extent": "unnamed_parts"},))
    (row,) = read_details(with_details(Edition.objects.all(), "alerts", "country"), Kind.TRAVEL_ADVICE)
    alert = {"advised_against": "all_travel", "extent": "unnamed_parts", "description": "", "areas": []}
    assert vars(row)["details"] == {"alerts": [alert], "country": "FR"}
