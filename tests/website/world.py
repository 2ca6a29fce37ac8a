"""A small published world for tests of the website: one of each kind, joined by links, in the log's own way."""

from datetime import date

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, Relation
from publishing.kinds.home import HomeDetails
from publishing.kinds.organisation import OrganisationDetails
from publishing.kinds.project import ProjectDetails, ProjectMilestone, ProjectPartner
from publishing.kinds.section import SectionDetails
from publishing.kinds.topic import TopicDetails
from publishing.kinds.work_stream import WorkStreamDetails
from publishing.kinds.z_card import ZCardDetails, ZCardPanel
from publishing.models import ContentItem
from tests.website.factories import (
    a_briefing,
    a_country,
    a_threat_level,
    an_asset,
    an_image,
    asset_keys,
    every_block,
    publish,
    refer,
    text,
)


def sections() -> dict[Kind, ContentItem]:
    """The sections of the English site."""
    paths = {
        Kind.BRIEFING: ("/briefings/", "Briefings"),
        Kind.GUIDANCE: ("/guidance/", "Guidance"),
        Kind.TRAVEL_ADVICE: ("/travel-advice/", "Travel advice"),
        Kind.WORK_STREAM: ("/work-streams/", "Work-streams"),
        Kind.PROJECT: ("/projects/", "Projects"),
        Kind.Z_CARD: ("/z-cards/", "Z-cards"),
    }
    return {
        kind: publish(
            Kind.SECTION,
            path=path,
            title=title,
            summary=f"Everything the programme publishes as {title.lower()}.",
            details=SectionDetails(lists=kind),
        )
        for kind, (path, title) in paths.items()
    }


def build_world() -> dict[str, ContentItem]:
    """Publish one of each kind, joined by links; return the items by a short name."""
    sections()
    world = _pages() | {
        "threat_level": a_threat_level(),
        "northern_ireland": a_threat_level("SEVERE", "northern_ireland"),
        "briefing": a_briefing(),
        "country": a_country(),
    }
    world |= _programme(world) | _library(world)
    return world


def _pages() -> dict[str, ContentItem]:
    return {
        "home": publish(
            Kind.HOME,
            path="/",
            title="What you need to know, now",
            summary="Guidance, briefings and travel advice from police, business and government.",
            details=HomeDetails(),
        ),
        "about": publish(
            Kind.STANDARD, path="/about/", title="About the programme", body=(text("<p>Since 2017.</p>"),)
        ),
        "topic": publish(
            Kind.TOPIC,
            path="/topics/vehicle-security/",
            title="Vehicle security",
            summary="Keeping people and vehicles apart.",
            details=TopicDetails(slug="vehicle-security"),
        ),
        "sector": publish(Kind.SECTOR, path=None, title="Retail", slug="retail"),
        "organisation": publish(
            Kind.ORGANISATION,
            path=None,
            title="Invented Retail Forum",
            details=OrganisationDetails(slug="forum", side="business"),
        ),
        "work_stream": publish(
            Kind.WORK_STREAM,
            path="/work-streams/crowded-places/",
            title="Crowded Places",
            summary="Where many people gather: streets, markets, stadiums.",
            code="CP",
            details=WorkStreamDetails(code="CP", co_chair_police="Commander A. Reed", co_chair_business="J. Marsh"),
        ),
    }


def _programme(world: dict[str, ContentItem]) -> dict[str, ContentItem]:
    return {"project": _project(world), "z_card": _z_card()}


def _project(world: dict[str, ContentItem]) -> ContentItem:
    return publish(
        Kind.PROJECT,
        path="/projects/cp3/",
        title="Barriers that move",
        summary="Barriers that one person can place and take away.",
        code="CP3",
        details=ProjectDetails(
            code="CP3",
            action="Try three barriers in two town centres.",
            vision="Every street market can be closed to traffic in ten minutes.",
            tier="priority",
            status="delivering",
            lead="Invented Retail Forum",
            partners=(ProjectPartner(organisation=world["organisation"].content_id, side="business"),),
            milestones=(
                ProjectMilestone(
                    title="Trial begins", due=date(2026, 5, 1), done=date(2026, 5, 4), evidence="Trial report 1"
                ),
                ProjectMilestone(title="Second town", due=date(2027, 3, 1)),
            ),
        ),
        references=(
            *refer(Relation.WORK_STREAM, world["work_stream"].content_id),
            *refer(Relation.PARTNER, world["organisation"].content_id),
        ),
    )


def _z_card() -> ContentItem:
    return publish(
        Kind.Z_CARD,
        path="/z-cards/steward/",
        title="Pocket card for stewards",
        summary="Eight panels to fold and carry.",
        details=ZCardDetails(
            code="Z1",
            card_edition="2026/1",
            valid_from=date(2026, 1, 1),
            valid_until=date(2026, 12, 31),
            languages=("en-gb", "cy"),
            panels=tuple(
                ZCardPanel(
                    heading=f"Panel {number}",
                    body="Look. Listen. Report.",
                    character_limit=240,
                    side="front" if number < 5 else "back",
                )
                for number in range(1, 9)
            ),
        ),
    )


def _library(world: dict[str, ContentItem]) -> dict[str, ContentItem]:
    image, file = an_image(), an_asset("checklist.pdf", "application/pdf", b"%PDF-1.4")
    guidance = publish(
        Kind.GUIDANCE,
        path="/guidance/protect-a-market/",
        title="Protect a street market",
        summary="Close the street, watch the queue, keep a way out.",
        owner="Crowded Places work-stream",
        review_date=date(2027, 5, 28),
        change_note="Added what to check at dusk.",
        image=image,
        body=every_block(image, file, world["briefing"].content_id),
        references=(
            *refer(Relation.TOPIC, world["topic"].content_id),
            *refer(Relation.SECTOR, world["sector"].content_id),
            *refer(Relation.WORK_STREAM, world["work_stream"].content_id),
            *refer(Relation.RELATED, world["briefing"].content_id),
        ),
        assets=(*asset_keys(image), file.key),
    )
    welsh = publish(
        Kind.GUIDANCE,
        content_id=guidance.content_id,
        locale="cy",
        path="/cy/canllawiau/diogelu-marchnad/",
        title="Diogelu marchnad stryd",
        summary="Caewch y stryd, gwyliwch y ciw, cadwch ffordd allan.",
        body=(text("<p>Dŵr a thŷ: cadwch lygad ar y drysau.</p>"),),
    )
    named = publish(
        Kind.GUIDANCE,
        path="/guidance/for-named-people/",
        title="For named people only",
        summary="Canary in the named audience.",
        audience=Audience.NAMED,
        marking=Marking.RED,
    )
    return {"guidance": guidance, "welsh": welsh, "named": named}
