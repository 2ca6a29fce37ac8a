"""Invented travel advice for all countries: what is generated, and what loading it publishes."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cms.importing.reading import Document
from cms.loading.everywhere import DEMONSTRATION, FETCHED_AT, PUBLISHER
from cms.loading.travel_documents import find_areas, travel_documents
from publishing.geography.countries import countries
from publishing.geography.geojson import clean_geometry
from publishing.kinds import Kind
from publishing.kinds.travel_advice import AlertExtent
from publishing.models import ContentItem, Edition
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


@pytest.mark.slow
@pytest.mark.django_db
def test_all_countries_have_advice_once_it_is_loaded() -> None:
    call_command("load_demo", "-v0", stdout=StringIO())
    call_command("load_demo_countries", "-v0", stdout=StringIO())
    items = ContentItem.objects.live().of_kind(Kind.TRAVEL_ADVICE).in_locale("en-gb").select_related("edition")
    details = {item.code: item.edition.content(item.kind).details for item in items}
    assert len(details) == len(countries()) - 4
    extents = Counter(alert.extent for found in details.values() for alert in found.alerts)
    assert set(extents) == set(AlertExtent)
    drawn = {code for code, found in details.items() if any(alert.areas for alert in found.alerts)}
    assert drawn >= find_areas().keys()
    assert [change.note.partition(":")[0] for change in details["NO"].earlier_changes] == ["Demonstration"] * 3
    before = Edition.objects.count()
    call_command("load_demo_countries", "-v0", stdout=StringIO())
    assert Edition.objects.count() == before
