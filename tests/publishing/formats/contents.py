"""What a frozen dump holds: every kind, every block, every field, several languages and audiences, tombstones, several
editions of one item, and pages and snippets that Wagtail holds as well."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from cms.blocks import BODY_BLOCKS
from cms.jobs.initial_pages import record_initial_pages
from cms.models import (
    BriefingAction,
    BriefingPage,
    GuidancePage,
    ProjectMilestone,
    ProjectPage,
    ProjectPartner,
    StandardPage,
    TravelAdvicePage,
    WorkStreamPage,
    ZCardPage,
)
from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind, Relation, RemovalReason, UpdateType
from publishing.kinds.registry import KINDS
from publishing.log.new_edition import NewEdition, Reference
from publishing.log.record import record_publication, record_relocation, record_withdrawal
from publishing.models import Asset
from tests.cms.factories import a_page, a_sector, a_threat_level, a_topic, an_organisation, publish
from tests.publishing.documents import DETAILS as MINIMAL
from tests.publishing.formats.filling import NAMESPACE, START, Filler
from tests.publishing.old import an_old_library

AUDIENCES = (
    (Audience.REGISTERED, Marking.GREEN),
    (Audience.VALIDATED, Marking.AMBER),
    (Audience.NAMED, Marking.AMBER_STRICT),
    (Audience.NAMED, Marking.RED),
)
PROJECT = uuid5(NAMESPACE, "the project whose members read more")
NAMED = uuid5(NAMESPACE, f"{Kind.GUIDANCE} {Audience.NAMED} {Marking.RED}")
VIEWERS = {
    "anonymous": ANONYMOUS,
    "registered": Viewer(Audience.REGISTERED),
    "member": Viewer(Audience.VALIDATED, frozenset({PROJECT}), frozenset({NAMED})),
}
"""Who the canonical editions are recorded for."""


def write_contents() -> None:
    """Publish all of it."""
    for number, kind in enumerate(Kind):
        _publish_kind(kind, number, _files())
    _publish_tombstones()
    an_old_library()
    _publish_pages()
    record_initial_pages()


def content_of(kind: Kind) -> UUID:
    """Return the content id of the kind's item that has three editions and a translation."""
    return uuid5(NAMESPACE, kind)


def _publish_kind(kind: Kind, number: int, files: list[UUID]) -> None:
    contents = [content_of(other) for other in Kind] + [NAMED, uuid5(NAMESPACE, "never published")]
    filler = Filler(contents, files, number)
    key = content_of(kind)
    record_publication(_minimal(kind, key, "en-gb"), START - timedelta(days=9))
    record_publication(_full(filler, kind, key, "en-gb", change_note="The first note"), START - timedelta(days=8))
    record_publication(_full(filler, kind, key, "en-gb"), START - timedelta(days=7))
    record_publication(_full(filler, kind, key, "cy"), START - timedelta(days=6))
    record_publication(_minimal(kind, uuid5(NAMESPACE, f"{kind} minimal"), "en-gb"), START - timedelta(days=5))
    for audience, marking in AUDIENCES:
        own = uuid5(NAMESPACE, f"{kind} {audience} {marking}")
        document = _full(filler, kind, own, "en-gb", audience=audience, marking=marking)
        record_publication(document, START - timedelta(days=4))


def _minimal(kind: Kind, key: UUID, locale: str) -> NewEdition:
    path = f"/{'' if locale == 'en-gb' else f'{locale}/'}{kind}/{key}/"
    return NewEdition(
        content_id=key, locale=locale, kind=kind, path=path, title=f"Minimal {kind.label}", details=MINIMAL[kind]
    )


def _full(filler: Filler, kind: Kind, key: UUID, locale: str, **changes: Any) -> NewEdition:
    given = {
        "content_id": key,
        "locale": locale,
        "kind": kind,
        "path": f"/{'' if locale == 'en-gb' else f'{locale}/'}{kind}/{key}/",
        "title": f"Whole {kind.label} in {locale}",
        "body": filler.body(),
        "details": filler.struct(KINDS[kind].details),
        "references": _references(filler),
        "assets": tuple(filler.files),
        "projects": (PROJECT, content_of(Kind.PROJECT)),
        "audience": Audience.PUBLIC,
        "marking": Marking.CLEAR,
        "update_type": UpdateType.MAJOR,
        "effective_at": START,
        "expires_at": START.replace(year=2999),
        "updated_at": START + timedelta(days=filler.number),
        **changes,
    }
    return filler.struct(NewEdition, **given)


def _references(filler: Filler) -> tuple[Reference, ...]:
    """Three of each relation, in an order of their own."""
    start = filler.number
    return tuple(
        Reference(relation=relation, target=filler.contents[(start + 5 * place) % len(filler.contents)])
        for place in range(3)
        for relation in reversed(Relation)
    )


def _files() -> list[UUID]:
    keys = [uuid5(NAMESPACE, name) for name in ("doors.webp", "plan.pdf")]
    for key in keys:
        Asset.objects.get_or_create(
            key=key,
            defaults={"file": f"{key}/it", "filename": "it.webp", "content_type": "image/webp", "size": 10},
        )
    return keys


def _publish_tombstones() -> None:
    successor = content_of(Kind.GUIDANCE)
    for kind in (Kind.GUIDANCE, Kind.TOPIC):
        for gone in RemovalReason:
            key = uuid5(NAMESPACE, f"{kind} {gone}")
            record_publication(_minimal(kind, key, "en-gb"), START - timedelta(days=3))
            more: dict[str, Any] = {"superseded_by": successor} if gone == RemovalReason.SUPERSEDED else {}
            more |= {"moved_to": "https://example.org/moved/"} if gone == RemovalReason.MOVED else {}
            record_withdrawal(key, "en-gb", gone, at=START - timedelta(days=2), **more)
    hidden = _minimal(Kind.GUIDANCE, uuid5(NAMESPACE, "hidden and gone"), "en-gb")
    record_publication(hidden.model_copy(update={"audience": Audience.VALIDATED, "marking": Marking.AMBER}), START)
    record_withdrawal(hidden.content_id, "en-gb", at=START)
    moved = _minimal(Kind.BRIEFING, uuid5(NAMESPACE, "moved"), "en-gb")
    record_publication(moved, START)
    record_relocation(moved.content_id, "en-gb", "/briefings/moved/", START + timedelta(days=1))
    expired = _minimal(Kind.BRIEFING, uuid5(NAMESPACE, "expired"), "en-gb")
    record_publication(expired.model_copy(update={"expires_at": START}), START)


def _publish_pages() -> None:
    """Pages and snippets by way of Wagtail: reconcile compares them with the log."""
    topic, sector, organisation = a_topic(description="About it."), a_sector(), an_organisation()
    organisation.url = "https://example.org/"
    organisation.save()
    a_threat_level()
    stream = a_page(WorkStreamPage, co_chair_police="A. Constable", co_chair_business="B. Manager")
    guidance = a_page(GuidancePage, body=_blocks(stream), content_owner="The programme", update_type="minor")
    guidance.topics.add(topic)
    guidance.sectors.add(sector)
    guidance.work_streams.add(stream)
    publish(guidance)
    a_page(StandardPage, body=_blocks(guidance))
    project = a_page(ProjectPage, work_stream=stream, lead="L. Eader", update_type="minor", body=_blocks(guidance))
    project.partners = [ProjectPartner(organisation=organisation, side="business")]
    project.milestones = [ProjectMilestone(title="Begin", due="2026-02-01", done="2026-02-02", evidence="A note")]
    publish(project)
    briefing = a_page(
        BriefingPage, threat_level="SEVERE", read_aloud="Look up.", update_type="minor", body=_blocks(guidance)
    )
    briefing.actions = [BriefingAction(text="Look")]
    publish(briefing)
    alert = {"advised_against": "all_travel", "extent": "unnamed_parts", "description": "The north", "areas": []}
    a_page(TravelAdvicePage, synonyms="Gaul", alerts=[("alert", alert)], provenance_publisher="FCDO")
    a_page(ZCardPage, valid_until=timezone.localdate())


def _blocks(target: Any) -> list[tuple[str, Any]]:
    """One block of each type, those that hold uploaded files aside."""
    table = {
        "columns": [{"type": "text", "heading": "Day"}, {"type": "text", "heading": "Hour"}],
        "rows": [{"values": ["Monday", "8"]}],
        "caption": "",
    }
    html = f'<p>Go <a linktype="page" id="{target.pk}">there</a>.</p>'
    made = {
        "heading": {"text": "Doors", "level": "3"},
        "rich_text": html,
        "callout": {"tone": "urgent", "title": "Now", "text": html},
        "steps": {"steps": [{"title": "Look", "text": html}]},
        "table": {"caption": "Hours", "table": table},
        "quote": {"text": "Look up.", "attribution": "A guard"},
        "contact": {"name": "Desk", "telephone": "020 7946 0000", "email": "desk@example.org"},
        "link_list": {"title": "More", "links": [{"title": "Out", "url": "https://example.org/"}]},
        "embed": {"page": target},
    }
    assert set(BODY_BLOCKS) - set(made) == {"image", "document"}
    return list(made.items())
