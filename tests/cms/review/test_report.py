"""The report lists published pages by review date, and only those that its reader may see."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.models import TravelAdvicePage
from publishing.access.audiences import Audience, Marking
from tests.cms.factories import a_draft, a_page, an_editor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def due(days: int, title: str, **fields: Any) -> Any:
    return a_page(title=title, review_date=timezone.localdate() + timedelta(days=days), **fields)


def report(client: Client, **filters: str) -> str:
    response = client.get(reverse("cms_review_report_results"), filters)
    return response.content.decode()


def test_it_lists_overdue_pages_first_and_those_without_a_date_last() -> None:
    a_page(title="No date"), due(3, "Soon"), due(-3, "Late"), due(90, "Later")
    a_draft(title="Never published", review_date=timezone.localdate())
    found = report(signed_in("Editor"))
    places = [found.index(f">{title}<") for title in ("Late", "Soon", "Later", "No date")]
    assert places == sorted(places)
    assert "Never published" not in found


def test_its_filters_narrow_it() -> None:
    user = an_editor("Editor")
    client = Client()
    client.force_login(user)
    due(-3, "Exits", owner=user, content_owner="Crowd team"), due(3, "Gates", content_owner="Venue team")
    due(-1, "France", model=TravelAdvicePage)
    assert "Gates" not in report(client, state="overdue")
    assert "Exits" not in report(client, state="soon")
    assert "Gates" not in report(client, mine="mine")
    assert "Exits" not in report(client, team="venue")
    assert "France" in report(client, due_by=timezone.localdate().isoformat())
    assert "Exits" not in report(client, language="cy")


def test_hidden_pages_are_in_neither_the_list_nor_the_export() -> None:
    due(-3, "Quokka", marking=Marking.RED, audience=Audience.NAMED)
    public = due(-3, "Exits")
    public.title, public.change_note = "Numbat", "Renamed."
    public.save_revision()
    client = signed_in("Travel desk")
    answer: Any = client.get(reverse("cms_review_report"), {"export": "csv"})
    export = b"".join(answer.streaming_content).decode()
    for found in (report(client), export):
        assert "Exits" in found
        assert "Quokka" not in found
        assert "Numbat" not in found
    assert "Overdue" in export


def test_only_those_who_may_publish_a_page_are_offered_to_attest_it() -> None:
    page = due(-3, "Exits")
    address = reverse("cms_review", args=[page.pk])
    assert address in report(signed_in("Moderator"))
    assert address not in report(signed_in("Editor"))


def test_the_number_of_queries_does_not_grow_with_the_pages() -> None:
    client, counts = signed_in("Editor"), []
    for number in range(2):
        for place in range(3):
            due(-3, f"Page {number}-{place}")
        report(client)
        with CaptureQueriesContext(connection) as queries:
            report(client)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_readers_without_a_permission_on_pages_have_no_report() -> None:
    assert signed_in("Partner managers").get(reverse("cms_review_report")).status_code == 302
