"""A release that changes only the format of a kind: nothing is lost, and readers are not notified."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Annotated, Any

import pytest
from pydantic import create_model
from pytest_django import Settings

from cms.jobs.initial_pages import record_initial_pages
from cms.jobs.reconcile import find_differences, sources
from cms.models import BriefingPage
from graphql_api.content.context import NodeBatch, RequestContext
from graphql_api.content.signing import redaction
from graphql_api.content.signing.canonical import canonical_edition
from publishing import formats
from publishing.content.fields import Line
from publishing.kinds import Kind
from publishing.kinds.briefing import BriefingDetails
from publishing.kinds.declaration import Details, Published, Searched
from publishing.kinds.registry import KINDS
from publishing.models import Change, ContentItem, Edition
from tests.cms.factories import a_page, get_item, publish
from tests.search.searching import search_for

pytestmark = pytest.mark.django_db

Release = Callable[[type[Details], Callable[[BriefingDetails], dict[str, Any]]], None]
Drain = Callable[[], None]


class Venue(BriefingDetails):
    """A field came."""

    venue: Annotated[Line, Published("Where it is.", Searched.BODY)] = ""


def _with(names: Callable[[str], str]) -> type[Details]:
    """Return details like those of a briefing, with other names for the fields; without those whose name is empty."""
    fields = {names(name): (field.annotation, field) for name, field in BriefingDetails.model_fields.items()}
    fields.pop("", None)
    return create_model("Changed", __base__=Details, **fields)  # type: ignore[call-overload]


Silent = _with(lambda name: "" if name == "read_aloud" else name)
"""A field went: there is nothing to read aloud."""

Renamed = _with(lambda name: "lead" if name == "headline" else name)
"""A field has another name."""


@pytest.fixture
def page(settings: Settings, tmp_path: Any) -> Any:
    """A briefing from before the release, the only content in addition to the tree."""
    settings.MEDIA_ROOT = tmp_path
    record_initial_pages()
    return a_page(BriefingPage, headline="Look up", read_aloud="Look up, all.", change_note="First note.")


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> Release:
    """Bring out a release: briefings have other details, which are made of what pages say, and are searched."""

    def bring_out(model: type[Details], made_of: Callable[[BriefingDetails], dict[str, Any]]) -> None:
        monkeypatch.setitem(KINDS, Kind.BRIEFING, replace(KINDS[Kind.BRIEFING], details=model))
        monkeypatch.setattr(BriefingPage, "details", lambda self, given: model(**made_of(_of(self))))

    return bring_out


def _of(page: Any) -> BriefingDetails:
    """What the release before made of a page."""
    return BriefingDetails(
        reference=page.reference,
        briefing_kind=page.briefing_kind,
        headline=page.headline,
        threat_level=page.threat_level or None,
        actions=tuple(action.text for action in page.actions.all()),
        read_aloud=page.read_aloud,
    )


def nothing_happened(page: Any, before: int) -> bool:
    """Whether nothing is recorded as a change: by reconcile, and by publishing again."""
    drift = [drift.what for drift in find_differences(sources())]
    publish(BriefingPage.objects.get(pk=page.pk))
    return (drift, Change.objects.count()) == ([], before)


def signed(page: Any) -> bytes:
    context = RequestContext()
    items = list(context.visible_items().filter(pk=get_item(page).pk).slim())
    return canonical_edition(NodeBatch(context, items, "en-gb").nodes[0])


def found(text: str) -> list[Any]:
    return [hit.item.pk for hit in search_for(text).hits]


def with_venue(venue: str, old: BriefingDetails) -> dict[str, Any]:
    return {**old.model_dump(), "venue": venue}


def test_a_field_that_came_with_a_default_loses_nothing(page: Any, release: Release, drain: Drain, engine: str) -> None:
    before, count = signed(page), Change.objects.count()
    release(Venue, partial(with_venue, ""))
    drain()
    item = get_item(page)
    assert found("look up") == [item.pk]
    assert item.edition.content(item.kind).details == Venue(**with_venue("", _old(item)))
    assert nothing_happened(page, count)
    assert signed(page) == before

    release(Venue, partial(with_venue, "Winter Gardens"))
    publish(_noted(page))
    drain()
    assert Change.objects.count() == count + 1, "a value is a change"
    assert found("gardens") == [item.pk]


def test_a_field_that_went_loses_nothing_else(page: Any, release: Release, drain: Drain, engine: str) -> None:
    before, count = signed(page), Change.objects.count()
    release(Silent, lambda old: old.model_dump(exclude={"read_aloud"}))
    drain()
    item = get_item(page)
    assert found("look up") == [item.pk]
    assert "read_aloud" not in item.edition.content(item.kind).as_json("details")
    assert nothing_happened(page, count)
    assert signed(page) == before
    assert b"Look up, all." in before, "what was published is still signed"


def test_a_field_with_another_name_is_read_by_its_new_one(
    page: Any, release: Release, drain: Drain, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, count, today = signed(page), Change.objects.count(), formats.FORMAT
    release(Renamed, lambda old: {**old.model_dump(exclude={"headline"}), "lead": old.headline})
    _make_format(today + 1, _rename_headline, monkeypatch)
    drain()
    item = get_item(page)
    assert found("look up") == [item.pk]
    assert item.edition.content(item.kind).as_json("details")["lead"] == "Look up"
    assert nothing_happened(page, count)
    assert signed(page) == before
    assert f'"format":{today}'.encode() in before

    publish(_noted(page, headline="Look down"))
    edition = get_item(page).edition
    assert (edition.format, edition.stored_details["lead"]) == (today + 1, "Look down")
    assert f'"format":{today + 1}'.encode() in signed(page)


def test_what_a_newer_process_wrote_is_read_as_far_as_it_is_known(page: Any, release: Release) -> None:
    item = get_item(page)
    newer = Edition(
        format=formats.FORMAT + 1,
        stored_image=None,
        stored_details={**item.edition.stored_details, "venue": "Winter Gardens"},
        stored_body=[{"type": "map", "id": "x"}, {"type": "quote", "id": str(item.pk), "text": "Look", "by": "all"}],
    )
    content = newer.content(Kind.BRIEFING)
    assert content.details == _old(item)
    assert [block.model_dump()["text"] for block in content.body] == ["Look"]


def _old(item: ContentItem) -> BriefingDetails:
    return BriefingDetails(**item.edition.stored_details)


def _noted(page: Any, **changes: Any) -> Any:
    """The page with a change and a change note."""
    found = BriefingPage.objects.get(pk=page.pk)
    for name, value in {"change_note": "Second note.", **changes}.items():
        setattr(found, name, value)
    return found


def _make_format(number: int, upcast: Callable[[formats.Stored], formats.Stored], patch: pytest.MonkeyPatch) -> None:
    patch.setitem(formats.UPCASTS, number - 1, upcast)
    patch.setitem(redaction.RULES, number, redaction.RULES[number - 1])
    patch.setattr(formats, "FORMAT", number)


def _rename_headline(stored: formats.Stored) -> formats.Stored:
    """As a file in publishing/formats would have it."""
    if stored["kind"] != Kind.BRIEFING:
        return stored
    given = dict(stored["details"])
    given["lead"] = given.pop("headline")
    return {**stored, "details": given}
