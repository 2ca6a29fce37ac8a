"""What a document of GOV.UK becomes: dates, statuses, parts, links, history."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cms.models import TravelAdvicePage
from publishing.access.audiences import Audience, Marking
from publishing.kinds.travel_advice import AdvisedAgainst, AlertExtent
from publishing.models import Change, ContentItem, Edition
from tests.cms.importing.conftest import Import, the_details, the_item
from tests.cms.importing.documents import a_document, a_later, a_part, with_part

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_page_has_the_dates_the_history_and_the_source_of_its_document(run_import: Import) -> None:
    run_import(a_document(), arguments=("--fetched-at", "2026-05-01T00:00:00Z"))
    item, details = the_item(), the_details()
    assert item.updated_at == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert (item.audience, item.marking) == (Audience.PUBLIC, Marking.CLEAR)
    assert item.edition is not None
    assert item.edition.reviewed_at == datetime(2026, 4, 1, 12, tzinfo=UTC)
    assert item.edition.change_note == "New information about crime in Lebanon."
    assert [part.slug for part in details.parts] == ["summary", "safety-and-security", "health"]
    assert [(change.changed_at.year, change.note) for change in details.earlier_changes] == [
        (2025, "Other text about ferries."),
        (2020, "Latest update: first version."),
    ]
    source = details.provenance
    assert (source.publisher, source.url, source.licence) == (
        "Foreign, Commonwealth & Development Office",
        "https://www.gov.uk/foreign-travel-advice/lebanon",
        "Open Government Licence v3.0",
    )
    assert source.fetched_at == datetime(2026, 5, 1, tzinfo=UTC)
    assert len(source.sha256) == 64


def test_nothing_is_published_again_until_the_advice_changes(run_import: Import) -> None:
    document, neighbour = a_document(), a_document("yemen")
    run_import(document, neighbour)
    before = list(Change.objects.values_list("pk", flat=True))
    assert run_import(document, neighbour)["counts"]["unchanged"] == 2
    # Another file with the same advice: the content API adds and removes links, and orders keys as it likes.
    same = dict(reversed(document.items())) | {"links": {}, "updated_at": "2026-05-02T00:00:00Z"}
    assert run_import(same, arguments=("--all",))["counts"]["unchanged"] == 2
    assert list(Change.objects.values_list("pk", flat=True)) == before


def test_both_statuses_of_lebanon_are_kept_and_no_area_is_invented(run_import: Import) -> None:
    values = ["avoid_all_but_essential_travel_to_whole_country", "avoid_all_travel_to_parts"]
    run_import(a_document(alert_status=values))
    alerts = the_details().alerts
    assert [(alert.advised_against, alert.extent) for alert in alerts] == [
        (AdvisedAgainst.ALL_BUT_ESSENTIAL_TRAVEL, AlertExtent.WHOLE_COUNTRY),
        (AdvisedAgainst.ALL_TRAVEL, AlertExtent.UNNAMED_PARTS),
    ]
    assert all(alert.areas == () for alert in alerts)


def test_a_status_that_another_contains_is_reported_and_not_published_beside_it(run_import: Import) -> None:
    values = ["avoid_all_travel_to_parts", "avoid_all_travel_to_whole_country"]
    report = run_import(a_document(alert_status=values))
    assert [alert.status for alert in the_details().alerts] == values[1:]
    assert report["documents"][0]["remarks"] == ["the alert status avoid_all_travel_to_parts is part of another"]


@pytest.mark.parametrize(
    ("slug", "name", "code"),
    [
        ("kosovo", "Kosovo", "XK"),
        ("usa", "USA", "US"),
        ("st-kitts-and-nevis", "St Kitts and Nevis", "KN"),
        ("turkey", "Turkey", "TR"),
        ("cote-d-ivoire", "Côte d'Ivoire", "CI"),
        ("south-korea", "South Korea", "KR"),
        ("the-occupied-palestinian-territories", "Palestine", "PS"),
    ],
)
def test_a_country_is_found_by_its_slug_or_name(slug: str, name: str, code: str, run_import: Import) -> None:
    run_import(a_document(slug, name))
    assert TravelAdvicePage.objects.get().country == code


def test_a_change_is_dated_by_its_publisher_and_an_unnoticed_one_moves_nothing(run_import: Import) -> None:
    document = a_document()
    run_import(document)
    later = a_later(document, "Water.", parts=with_part(document, "health", "<p>Drink from bottles.</p>"))
    assert run_import(later)["counts"]["updated"] == 1
    item = the_item()
    assert item.edition is not None
    assert (item.updated_at, item.edition.change_note) == (datetime(2026, 5, 20, 10, tzinfo=UTC), "Water.")
    minor: Any = later | {"updated_at": "2026-05-21T00:00:00Z"}
    minor["details"] = later["details"] | {"parts": with_part(document, "health", "<p>Drink from a bottle.</p>")}
    run_import(minor)
    item = the_item()
    assert item.edition is not None
    assert (item.updated_at, item.edition.update_type) == (datetime(2026, 5, 20, 10, tzinfo=UTC), "minor")


def test_changes_that_no_import_saw_are_in_the_history(run_import: Import) -> None:
    document = a_document()
    run_import(document)
    unseen = a_later(document, "Unseen.", day=10)
    run_import(a_later(unseen, "Seen.", day=20, parts=with_part(document, "health", "<p>New.</p>")))
    notes = [change.note for change in the_details().earlier_changes]
    assert notes == ["Unseen.", "Other text about ferries.", "Latest update: first version."]
    assert list(Edition.objects.order_by("number").values_list("change_note", flat=True)) == [
        "New information about crime in Lebanon.",
        "Seen.",
    ]


def test_a_review_that_changed_nothing_is_published_as_such(run_import: Import) -> None:
    document = a_document()
    run_import(document)
    changed_at = the_item().updated_at
    document["details"]["reviewed_at"] = "2026-06-01T00:00:00Z"
    assert run_import(document)["counts"]["updated"] == 1
    item = the_item()
    assert item.edition is not None
    assert (item.edition.reviewed_at, item.updated_at) == (datetime(2026, 6, 1, tzinfo=UTC), changed_at)


def test_links_between_countries_become_references_whatever_the_order(run_import: Import) -> None:
    yemen = "/foreign-travel-advice/yemen/safety-and-security"
    link = f'<p>See <a href="{yemen}">Yemen</a> and <a href="/visas">visas</a>.</p>'
    first = a_document(parts=[a_part("summary", link), a_part("safety-and-security", "<p>Text.</p>")])
    run_import(first, a_document("yemen"))
    html = the_details().parts[0].body[0].html
    assert html == (
        f'<p>See <a data-content="{the_item("yemen").content_id}">Yemen</a> and'
        ' <a href="https://www.gov.uk/visas" rel="noopener noreferrer">visas</a>.</p>'
    )
    assert Edition.objects.count() == 2


def test_a_link_to_a_country_that_comes_later_is_turned_into_a_reference_then(run_import: Import) -> None:
    link = '<p>See <a href="https://www.gov.uk/foreign-travel-advice/yemen">Yemen</a>.</p>'
    run_import(a_document(parts=[a_part("summary", link), a_part("safety-and-security", "<p>Text.</p>")]))
    changed_at = the_item().updated_at
    assert 'href="https://www.gov.uk/foreign-travel-advice/yemen"' in the_details().parts[0].body[0].html
    run_import(a_document("yemen"))
    assert f'data-content="{the_item("yemen").content_id}"' in the_details().parts[0].body[0].html
    assert the_item().updated_at == changed_at


def test_welsh_advice_becomes_the_translation(run_import: Import) -> None:
    welsh = a_document("lebanon.cy", "Lebanon", locale="cy")
    welsh["details"]["country"] = {"name": "Lebanon", "slug": "lebanon"}
    run_import(a_document())
    run_import(welsh)
    stricter = run_import(a_later(a_document(), alert_status=["avoid_all_travel_to_parts"]))
    assert stricter["documents"][0]["problem"] == ""
    welsh_item = ContentItem.objects.select_related("edition").get(locale="cy", kind="travel_advice")
    assert [one["extent"] for one in welsh_item.edition.stored_details["alerts"]] == ["unnamed_parts"]
    TravelAdvicePage.objects.filter(locale__language_code="cy").update(locked=True)
    whole = run_import(
        a_later(
            a_document(),
            day=25,
            alert_status=["avoid_all_travel_to_parts", "avoid_all_but_essential_travel_to_whole_country"],
        )
    )
    assert "The page in Welsh still has its own alerts." in whole["documents"][0]["problem"]
    assert set(ContentItem.objects.filter(content_id=the_item().content_id).values_list("locale", flat=True)) == {
        "en-gb",
        "cy",
    }


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"alert_status": ["avoid_everything"]}, id="unknown status"),
        pytest.param({"alert_status": ["avoid_all_travel_to_parts", "AVOID_ALL_TRAVEL_TO_PARTS"]}, id="one unknown"),
    ],
)
def test_an_unknown_status_is_never_published_as_no_status(change: dict[str, Any], run_import: Import) -> None:
    report = run_import(a_document(**change))
    assert report["counts"]["held"] == 1
    assert "is not known" in report["documents"][0]["problem"]
    assert not TravelAdvicePage.objects.get().live
    # Once the source says something known, it is published.
    assert run_import(a_document(alert_status=["avoid_all_travel_to_parts"]))["counts"]["created"] == 1
    assert len(the_details().alerts) == 1


def test_advice_that_its_publisher_withdrew_is_not_unpublished_by_a_program(run_import: Import) -> None:
    document = a_document()
    run_import(document)
    document["withdrawn_notice"] = {"explanation": "<p>Archived.</p>", "withdrawn_at": "2026-05-01T00:00:00Z"}
    report = run_import(document)
    assert "Its publisher withdrew it on 01 May 2026" in report["documents"][0]["problem"]
    assert the_item().is_live


def test_an_older_document_undoes_nothing(run_import: Import) -> None:
    document = a_document()
    run_import(a_later(document, parts=with_part(document, "health", "<p>New.</p>")))
    report = run_import(document)
    assert "older than the last import" in report["documents"][0]["problem"]
    assert the_details().parts[2].body[0].html == "<p>New.</p>"
