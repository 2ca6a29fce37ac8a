"""Invented travel advice for all countries: what is generated, as they are imported (test_load_demo.py loads them)."""

import pytest
from django.core.management import CommandError, call_command

from cms.importing.reading import Document
from cms.loading.everywhere import DEMONSTRATION, FETCHED_AT, PUBLISHER
from cms.loading.travel_documents import find_areas, travel_documents
from publishing.geography.countries import countries
from publishing.geography.geojson import clean_geometry
from tests.cms.loading import demo_files as demo


def test_every_document_can_be_imported_as_it_is_and_says_that_it_is_invented() -> None:
    documents = list(travel_documents())
    written = {page["country"] for page in demo.folder("travel")}
    mapped = [DEMONSTRATION.map(Document("x", document, "0" * 64, FETCHED_AT)) for document in documents]
    assert [page.remarks for page in mapped if page.remarks] == []
    codes = {page.lookup["country"] for page in mapped}
    assert len(codes) == len(mapped)
    everyone = {country.code for country in countries()}
    assert everyone - codes - written == {"GB", "BV", "HM", "UM"}
    assert all("demonstration" in str(page.state["summary"]) for page in mapped)
    assert all(page.facts["provenance_publisher"] == PUBLISHER for page in mapped)
    for document in documents:
        assert all("This page is a demonstration" in part["body"] for part in document["details"]["parts"])
        assert len(document["details"]["change_history"]) == 4


def test_the_areas_of_the_demonstration_are_valid() -> None:
    areas = find_areas()
    assert len(areas) >= 4
    assert all(clean_geometry(area["geometry"]) for named in areas.values() for area in named)


@pytest.mark.django_db
def test_the_demonstration_has_to_be_there_first() -> None:
    with pytest.raises(CommandError, match="Load the demonstration first"):
        call_command("load_demo_countries")
