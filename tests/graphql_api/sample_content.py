"""Sample content of every sort: kinds, links, blocks, languages, missing files and hidden items."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import Viewer
from publishing.content.blocks import AnyBlock, CalloutBlock, EmbedBlock, Image, LinkListBlock, ListedLink, Rendition
from publishing.kinds import Kind, Relation, RemovalReason
from publishing.kinds.declaration import Details
from publishing.kinds.project import ProjectPartner
from publishing.kinds.registry import KINDS
from publishing.log.new_edition import Reference
from publishing.log.record import record_withdrawal
from publishing.models import Asset, ContentItem
from tests.graphql_api.factories import an_asset, an_image, an_item, link_to, one_of_each, rich_text

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Library:
    """The sample content's terms, and a viewer who may read more than others."""

    terms: list[str]
    insider: Viewer


def publish_library() -> Library:
    """Publish the sample content."""
    targets = [uuid4() for _ in range(6)]
    files = [an_asset("plan a.pdf"), an_asset("gates.webp")]
    items = [_item(kind, number, targets, files) for kind in Kind for number in range(3)]
    for place, kind in enumerate((Kind.TOPIC, Kind.SECTOR, Kind.WORK_STREAM, Kind.ORGANISATION, Kind.GUIDANCE)):
        items.append(_item(kind, place, targets, files, content_id=targets[place]))
    items.append(_item(Kind.TOPIC, 9, targets, files, content_id=targets[0], locale="cy", title="Gwyliadwriaeth"))
    hidden = _item(
        Kind.GUIDANCE, 7, targets, files, content_id=targets[5], audience=Audience.NAMED, marking="AMBER+STRICT"
    )
    project = next(item for item in items if item.kind == Kind.PROJECT)
    _item(Kind.BRIEFING, 8, targets, files, audience=Audience.VALIDATED, marking=Marking.AMBER)
    _item(
        Kind.BRIEFING, 9, targets, files, audience=Audience.NAMED, marking=Marking.RED, projects=(project.content_id,)
    )
    _item(Kind.Z_CARD, 9, targets, files, audience=Audience.REGISTERED, marking=Marking.GREEN)
    _item(Kind.SECTOR, 9, targets, files, expires_at=START)
    # An edition that few could read, before one for the public.
    renamed = _item(Kind.GUIDANCE, 5, targets, files, audience=Audience.NAMED)
    _item(Kind.GUIDANCE, 5, targets, files, content_id=renamed.content_id, title="For all")
    gone = _item(Kind.TOPIC, 8, targets, files)
    record_withdrawal(gone.content_id, gone.locale, RemovalReason.WITHDRAWN)
    insider = Viewer(Audience.VALIDATED, frozenset({project.content_id}), frozenset({hidden.content_id}))
    return Library([*_terms(items), *_terms([hidden, gone])], insider)


def _item(kind: Kind, number: int, targets: list[UUID], files: list[Asset], **changes: Any) -> ContentItem:
    given = {
        "title": f'{kind.label} "{number}" & é',
        "code": f"{kind[:2].upper()}{number}" if kind in (Kind.WORK_STREAM, Kind.PROJECT) or number == 1 else "",
        "summary": "" if number == 2 else "Who comes in,\nand why.",
        "path": None if number == 2 else f"/{kind}/{uuid4()}/",
        "image": an_image(*files) if number == 0 else _lost_image() if number == 1 else None,
        "body": _body(number, targets, files),
        "details": _details(kind, number, targets, files),
        "references": tuple(_references(number, targets)),
        "owner": "The programme" if number else "",
        "change_note": "Gates added." if number else "",
        "effective_at": START + timedelta(hours=number) if number else None,
        "review_date": START.date() if number else None,
        "reviewed_at": START if number else None,
        "updated_at": START + timedelta(days=number, microseconds=number * 7),
        **changes,
    }
    return an_item(kind, **given)


def _lost_image() -> Image:
    rendition = Rendition(asset=uuid4(), width=1, height=1, content_type="image/webp")
    return Image(alt="", decorative=True, renditions=(rendition,))


def _body(number: int, targets: list[UUID], files: list[Asset]) -> tuple[AnyBlock, ...]:
    if number == 2:
        return ()
    own = [f"target &amp; {place}" if place % 2 else "" for place in range(len(targets))]
    texts = "".join(f"<p>{link_to(target, text)}</p>" for target, text in zip(targets, own, strict=True))
    links = tuple(ListedLink(title=text, content_id=target) for target, text in zip(targets, own, strict=True))
    return (
        rich_text("<p>Nothing to see &lt;here&gt;</p>"),
        rich_text(f'{texts}<p><a data-asset="{uuid4()}">lost</a> <a href="https://example.org/">out</a></p>'),
        *one_of_each(targets[number % 6], files[number % 2]),
        *(EmbedBlock(id=uuid4(), content_id=target) for target in (targets[4], targets[5], uuid4())),
        CalloutBlock(id=uuid4(), tone="information", title="Why", html=f"<p>{link_to(targets[5])}</p>"),
        LinkListBlock(id=uuid4(), title="More", links=links),
    )


def _references(number: int, targets: list[UUID]) -> list[Reference]:
    relations = (Relation.TOPIC, Relation.SECTOR, Relation.WORK_STREAM)
    kinds = [Reference(relation=relation, target=target) for relation, target in zip(relations, targets, strict=False)]
    others = [
        Reference(relation=relation, target=target)
        for relation in (Relation.RELATED, Relation.MENTION, Relation.SUPERSEDES)
        for target in targets[number % 3 :]
    ]
    return [*kinds, *others, Reference(relation=Relation.TOPIC, target=targets[4])] if number != 2 else []


def _details(kind: Kind, number: int, targets: list[UUID], files: list[Asset]) -> Details:
    plain = number == 2
    made: dict[Kind, dict[str, Any]] = {
        Kind.SECTION: {} if plain else {"lists": Kind.GUIDANCE},
        Kind.WORK_STREAM: {"code": "CP", "co_chair_police": "" if plain else "A. Constable"},
        Kind.PROJECT: _project(targets, plain=plain),
        Kind.BRIEFING: {"reference": "BR-1", "briefing_kind": "seasonal", "headline": "Look up"}
        | ({} if plain else {"threat_level": "SEVERE", "actions": ("Look", "Ask"), "read_aloud": "Look up, all."}),
        Kind.TRAVEL_ADVICE: _advice(number, targets, files, plain=plain),
        Kind.Z_CARD: {"code": "Z1", "card_edition": "1", "valid_from": "2026-01-01", "languages": ("en-gb", "cy")}
        | {"panels": () if plain else ({"heading": "A", "body": "B", "character_limit": 90, "side": "back"},)},
        Kind.THREAT_LEVEL: {"level": "SEVERE", "scope": "national", "effective_at": START, "wording": "Likely."},
        Kind.TOPIC: {"slug": f"topic-{number}"},
        Kind.SECTOR: {"slug": f"sector-{number}"},
        Kind.ORGANISATION: {"slug": "acme", "side": "police", "url": "" if plain else "https://example.org/"},
    }
    return KINDS[kind].details.model_validate(made.get(kind, {}))


def _project(targets: list[UUID], *, plain: bool) -> dict[str, Any]:
    given = {"code": "TT3", "action": "Teach.", "vision": "All know.", "tier": "priority", "status": "open"}
    if plain:
        return given
    partners = tuple(ProjectPartner(organisation=target, side="business") for target in targets)
    done = {"title": "Begin", "due": "2026-02-01", "done": "2026-02-02", "evidence": "A note"}
    return {**given, "lead": "B. Lead", "partners": partners, "milestones": (done, {"title": "End"})}


def _advice(number: int, targets: list[UUID], files: list[Asset], *, plain: bool) -> dict[str, Any]:
    body = _body(number, targets, files)
    part = {"title": "Safety", "slug": "safety", "body": body}
    given = {"country": "FR", "country_name": "France", "country_slug": "france", "parts": (part,)}
    source = {"publisher": "FCDO", "url": "https://example.org/", "licence": "OGL", "fetched_at": START}
    outline = {"type": "Polygon", "coordinates": [[[2.5, 48.75], [3.5, 48.75], [3.5, 49.25], [2.5, 48.75]]]}
    area = {"name": "Northmoor", "description": "", "reason": "Floods", "geometry": outline if number else None}
    parts = {"advised_against": "all_travel", "extent": "named_parts", "description": "The north", "areas": (area,)}
    everywhere = {"advised_against": "all_but_essential_travel", "extent": "whole_country"}
    more = {"synonyms": ("FR",), "alerts": (everywhere, parts)}
    changes = ({"changed_at": START, "note": "Floods"}, {"changed_at": START})
    rest = {"earlier_changes": changes, "map": an_image(*files), "provenance": source}
    return given if plain else {**given, **more, **rest}


def _terms(items: list[ContentItem]) -> list[str]:
    return [term for item in items for term in (str(item.pk), str(item.content_id), item.path or "", item.code)] + [
        "topic-1",
        "sector-0",
        "cp",
        "gates",
        "unknown",
        "FR",
        "france",
    ]
