"""Alert statuses became alerts: pages, drafts and comments keep what they said, editions when they were reviewed."""

import json
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from wagtail.models import Comment, Revision

from cms.models import TravelAdvicePage
from publishing.formats import upcast
from publishing.kinds import Kind
from publishing.kinds.travel_advice import TravelAdviceDetails
from publishing.models import Edition
from tests.cms.factories import a_draft, an_administrator
from tests.publishing.documents import a_document

migration = import_module("cms.migrations.0011_travel_alerts")
times = import_module("publishing.migrations.0009_travel_alerts")
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

STATUSES = ["avoid_all_but_essential_travel_to_whole_country", "avoid_all_travel_to_parts"]
SCOPE = "All but essential travel to the whole country; all travel to a belt along the border"
ALERTS = [("all_but_essential_travel", "whole_country", ""), ("all_travel", "unnamed_parts", SCOPE)]


@pytest.mark.parametrize("stored", [STATUSES, json.dumps(STATUSES)], ids=["list", "text"])
def test_drafts_and_comments_are_converted(stored: object) -> None:
    page = a_draft(TravelAdvicePage)
    Comment.objects.create(page=page, user=an_administrator(), text="Whom?", contentpath="alert_scope")
    revision = Revision.page_revisions.filter(object_id=str(page.pk)).get()
    del revision.content["alerts"]
    revision.content |= {"alert_statuses": stored, "alert_scope": SCOPE}
    revision.save()
    migration.convert_drafts(apps)
    draft = TravelAdvicePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    alerts = [alert.value for alert in draft.alerts]
    assert [(alert["advised_against"], alert["extent"], alert["description"]) for alert in alerts] == ALERTS
    assert Comment.objects.get().contentpath == "alerts"


def test_an_old_edition_is_read_with_both_alerts() -> None:
    details = a_document(Kind.TRAVEL_ADVICE).details.model_dump(mode="json")
    old = {**details, "alert_statuses": STATUSES, "alert_scope": SCOPE, "reviewed_at": "2026-03-01T00:00:00Z"}
    del old["alerts"]
    stored = upcast({"kind": "travel_advice", "image": None, "body": [], "details": old}, 1)
    read = TravelAdviceDetails.model_validate(stored["details"])
    assert [(alert.advised_against, alert.extent, alert.description) for alert in read.alerts] == ALERTS
    assert [str(label) for label in read.status_labels()] == [
        "Avoid all but essential travel to the whole country",
        "Avoid all travel to parts of the country",
    ]


def test_a_text_about_the_whole_country_is_kept_with_its_alert() -> None:
    stored = {"kind": "travel_advice", "details": {"alert_statuses": STATUSES[:1], "alert_scope": SCOPE}}
    (alert,) = upcast(stored, 1)["details"]["alerts"]
    assert (alert["extent"], alert["description"]) == ("whole_country", SCOPE)


def test_when_an_old_edition_was_reviewed_becomes_its_column_and_editions_stay_written_once() -> None:
    page = a_draft(TravelAdvicePage)
    page.save_revision().publish()
    edition = Edition.objects.get(item__content_id=page.translation_key)
    old = Edition(
        **{name: value for name, value in vars(edition).items() if name not in ("_state", "id", "number", "format")}
    )
    old.number, old.format = edition.number + 1, 1
    old.stored_details = {**edition.stored_details, "reviewed_at": "2026-03-01T09:30:00Z"}
    old.save()
    then = MigrationLoader(connection).project_state(("publishing", "0009_travel_alerts")).apps
    with connection.cursor() as cursor:
        times.fill(then, SimpleNamespace(connection=connection, execute=cursor.execute))
    assert (
        Edition.objects.get(number=old.number, item=edition.item).reviewed_at.isoformat().startswith("2026-03-01T09:30")
    )
    with connection.cursor() as cursor, pytest.raises(Exception, match="written once"):
        cursor.execute("UPDATE publishing_edition SET title = 'x'")
