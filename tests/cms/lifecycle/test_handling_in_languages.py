"""A document's audience, marking and expiry follow in its other languages immediately."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.editing.translation_status import translation_statuses
from cms.models import BriefingPage, ProjectPage
from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Event, UpdateType
from publishing.models import ContentItem
from tests.cms.factories import a_page, get_events, get_item, publish, welsh

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LOCALES = ["en-gb", "cy"]
AMBER: dict[str, Any] = {"audience": Audience.VALIDATED, "marking": Marking.AMBER}


def in_both(**fields: Any) -> dict[str, Any]:
    """Return a document that is live in English and in Welsh, by locale."""
    english = a_page(BriefingPage, **{"update_type": "minor", **fields})
    return {"en-gb": english, "cy": publish(english.copy_for_translation(welsh()))}


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def republish(page: Any, **fields: Any) -> Any:
    """Publish a page with other handling, from its latest draft."""
    draft = fresh(page).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    return publish(draft)


def other(pages: dict[str, Any], locale: str) -> Any:
    return next(page for code, page in pages.items() if code != locale)


def projects_of(page: Any) -> set[str]:
    """Return the projects whose members may read what is live."""
    edition = get_item(page).edition
    assert edition is not None
    named = set(edition.named_projects.values_list("project", flat=True))
    return set(ProjectPage.objects.filter(translation_key__in=named).values_list("project_code", flat=True))


NARROWINGS: list[dict[str, Any]] = [
    {"audience": Audience.REGISTERED},
    {"audience": Audience.VALIDATED},
    {"audience": Audience.NAMED},
    {"audience": Audience.REGISTERED, "marking": Marking.GREEN},
    AMBER,
    {"audience": Audience.NAMED, "marking": Marking.RED},
]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("narrower", NARROWINGS, ids=str)
def test_a_narrower_audience_or_another_marking_applies_everywhere(narrower: dict[str, Any], locale: str) -> None:
    pages = in_both()
    follower = other(pages, locale)
    republish(pages[locale], **narrower)
    for page in pages.values():
        item, row, draft = get_item(page), fresh(page), fresh(page).get_latest_revision_as_object()
        for name, value in narrower.items():
            assert getattr(item, name) == getattr(row, name) == getattr(draft, name) == value
        assert Client().get(item.path or "").status_code in (404, 410)
        assert not ContentItem.objects.visible_to(ANONYMOUS).filter(pk=item.pk).exists()
    assert get_events(follower) == [Event.PUBLISHED, Event.AUDIENCE_CHANGED]
    edition = get_item(follower).edition
    assert edition is not None
    assert edition.update_type == UpdateType.MINOR


@pytest.mark.parametrize("locale", LOCALES)
def test_an_earlier_expiry_applies_in_every_language(locale: str) -> None:
    pages = in_both()
    soon = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    republish(pages[locale], expire_at=soon)
    assert {get_item(page).expires_at for page in pages.values()} == {soon}
    assert {fresh(page).get_latest_revision_as_object().expire_at for page in pages.values()} == {soon}


@pytest.mark.parametrize("locale", LOCALES)
def test_other_named_projects_apply_in_every_language(locale: str) -> None:
    one, two = a_page(ProjectPage, project_code="TT1"), a_page(ProjectPage, project_code="TT2")
    pages = in_both(audience=Audience.NAMED, marking=Marking.AMBER_STRICT, named_projects=[one])
    republish(pages[locale], named_projects=[two])
    assert [projects_of(page) for page in pages.values()] == [{"TT2"}, {"TT2"}]
    republish(pages[locale], named_projects=[one, two])
    assert projects_of(other(pages, locale)) == {"TT2"}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_wider_audience_stays_within_its_language_and_the_checklist_says_so(locale: str) -> None:
    pages = in_both(**AMBER)
    follower = other(pages, locale)
    draft = fresh(pages[locale]).get_latest_revision_as_object()
    draft.audience, draft.marking = Audience.PUBLIC, Marking.CLEAR
    notes = " ".join(note for language in translation_statuses(draft) for note in language.notes)
    assert "does not widen its audience there: it stays validated" in notes
    publish(draft)
    assert (get_item(follower).audience, get_item(follower).marking) == (Audience.VALIDATED, Marking.CLEAR)
    # A correction in the language that remained narrow narrows nothing.
    republish(follower, title="A correction")
    assert get_item(pages[locale]).audience == Audience.PUBLIC


def test_a_translation_that_is_first_published_narrower_narrows_the_original() -> None:
    english = a_page(update_type="minor")
    translation = english.copy_for_translation(welsh())
    translation.audience = Audience.REGISTERED
    publish(translation)
    assert get_item(english).audience == Audience.REGISTERED


def test_aliases_follow_too() -> None:
    english = a_page(update_type="minor")
    alias = english.copy_for_translation(welsh(), alias=True)
    beside = english.create_alias(update_slug="beside")
    republish(english, **AMBER)
    assert {get_item(page).audience for page in (english, alias, beside)} == {Audience.VALIDATED}


def test_an_alias_of_a_translation_follows_too() -> None:
    pages = in_both()
    alias = pages["cy"].create_alias(update_slug="alias")
    republish(pages["en-gb"], **AMBER)
    assert get_item(alias).audience == Audience.VALIDATED


def test_a_locked_translation_follows_too() -> None:
    pages = in_both()
    type(pages["cy"]).objects.filter(pk=pages["cy"].pk).update(locked=True)
    republish(pages["en-gb"], **AMBER)
    assert get_item(pages["cy"]).audience == Audience.VALIDATED
    assert fresh(pages["cy"]).locked


def test_a_translation_keeps_its_unpublished_text_and_its_draft_follows() -> None:
    pages = in_both()
    draft = fresh(pages["cy"])
    draft.title = "Heb ei gyhoeddi"
    draft.save_revision()
    republish(pages["en-gb"], **AMBER)
    edition = get_item(pages["cy"]).edition
    assert edition is not None
    assert edition.title == pages["cy"].title
    kept = fresh(pages["cy"]).get_latest_revision_as_object()
    assert (kept.title, kept.audience) == ("Heb ei gyhoeddi", Audience.VALIDATED)


def test_a_scheduled_translation_follows_before_it_is_live() -> None:
    english = a_page(update_type="minor")
    translation = english.copy_for_translation(welsh())
    translation.go_live_at = timezone.now() + timedelta(days=1)
    scheduled = translation.save_revision()
    scheduled.publish()
    republish(english, **AMBER)
    scheduled.refresh_from_db()
    assert scheduled.content["audience"] == Audience.VALIDATED
    assert scheduled.approved_go_live_at is not None


def test_a_publication_in_progress_does_not_widen_what_another_language_narrowed() -> None:
    pages = in_both()
    draft = fresh(pages["cy"])
    draft.title = "Ar y gweill"
    under_way = draft.save_revision()
    republish(pages["en-gb"], **AMBER)
    under_way.publish()
    assert get_item(pages["cy"]).audience == Audience.VALIDATED


def test_when_a_translation_cannot_follow_nothing_is_published() -> None:
    pages = in_both()
    BriefingPage.objects.filter(pk=pages["cy"].pk).update(briefing_kind="")
    with pytest.raises(ValidationError, match="Choose the kind of briefing"):
        republish(pages["en-gb"], **AMBER)
    assert get_item(pages["en-gb"]).audience == Audience.PUBLIC


def test_the_checklist_shows_the_state_of_the_other_languages(admin: Client) -> None:
    pages = in_both()
    edited = admin.get(reverse("wagtailadmin_pages:edit", args=[pages["en-gb"].pk])).content.decode()
    assert "In other languages:" in edited
    assert "Cymraeg</a>: live, Public, TLP:CLEAR." in edited
    a_page(BriefingPage, supersedes=pages["en-gb"])
    edited = admin.get(reverse("wagtailadmin_pages:edit", args=[pages["en-gb"].pk])).content.decode()
    assert "Cymraeg</a>: superseded, not published." in edited
