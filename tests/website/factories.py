"""Factories of what tests of the website publish: editions, files, blocks."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as Picture

from publishing.content.blocks import (
    AnyBlock,
    CalloutBlock,
    ContactBlock,
    DocumentBlock,
    EmbedBlock,
    File,
    HeadingBlock,
    Image,
    ImageBlock,
    LinkListBlock,
    ListedLink,
    QuoteBlock,
    Rendition,
    RichTextBlock,
    Step,
    StepsBlock,
    TableBlock,
)
from publishing.kinds import Kind, Relation
from publishing.kinds.briefing import BriefingDetails
from publishing.kinds.threat_level import ThreatLevelDetails
from publishing.kinds.travel_advice import (
    AdvisedAgainst,
    AlertExtent,
    ContentProvenance,
    TravelAdviceDetails,
    TravelAdvicePart,
    TravelAlert,
)
from publishing.log.new_edition import NewEdition, Reference
from publishing.log.record import record_publication
from publishing.models import Asset, ContentItem
from tests.publishing.documents import a_document

FRANCE = "/travel-advice/france/"


def publish(kind: Kind = Kind.GUIDANCE, **changes: Any) -> ContentItem:
    """Publish a document; return its item."""
    return published(a_document(kind, **changes))


def published(document: NewEdition) -> ContentItem:
    """Publish this document; return its item."""
    record_publication(document)
    return ContentItem.objects.select_related("edition").get(pk=document.id)


def refer(relation: Relation, *targets: UUID) -> tuple[Reference, ...]:
    """References of one relation."""
    return tuple(Reference(relation=relation, target=target) for target in targets)


def text(html: str) -> RichTextBlock:
    """A paragraph block."""
    return RichTextBlock(id=uuid4(), html=html)


def an_asset(filename: str = "map.png", content_type: str = "image/png", content: bytes = b"not a picture") -> Asset:
    """A stored file."""
    key = uuid4()
    asset = Asset(key=key, filename=filename, content_type=content_type, size=len(content))
    asset.file.save(f"{key}/{filename}", ContentFile(content), save=True)
    return asset


def an_image(alt: str = "A street with barriers", widths: tuple[int, ...] = (320, 640)) -> Image:
    """An image whose files exist, in several widths."""
    renditions = []
    for width in widths:
        stored = BytesIO()
        Picture.new("RGB", (width, width * 9 // 16), "#44546a").save(stored, "PNG")
        asset = an_asset(f"street-{width}.png", content=stored.getvalue())
        renditions.append(
            Rendition(asset=asset.key, width=width, height=width * 9 // 16, content_type=asset.content_type)
        )
    return Image(alt=alt, renditions=tuple(renditions))


def asset_keys(image: Image) -> tuple[UUID, ...]:
    """The keys of an image's files."""
    return tuple(rendition.asset for rendition in image.renditions)


def every_block(image: Image, file: Asset, target: UUID) -> tuple[AnyBlock, ...]:
    """One block of each type. The running text links to `target`."""
    return (*_text_blocks(target), *_file_blocks(image, file, target))


def _text_blocks(target: UUID) -> tuple[AnyBlock, ...]:
    return (
        text(f'<p>Read <a data-content="{target}">the briefing</a> first. <strong>Then</strong> walk the site.</p>'),
        HeadingBlock(id=uuid4(), text="Before people arrive", anchor="before"),
        CalloutBlock(id=uuid4(), tone="information", title="Who this is for", html="<p>Duty managers.</p>"),
        CalloutBlock(id=uuid4(), tone="warning", html="<p>Do not touch what you find.</p>"),
        CalloutBlock(id=uuid4(), tone="urgent", title="Call 999", html="<p>If life is in danger.</p>"),
        HeadingBlock(id=uuid4(), text="While they are there", anchor="while"),
        StepsBlock(
            id=uuid4(), steps=(Step(title="Look", html="<p>At exits.</p>"), Step(title="Listen"), Step(title="Report"))
        ),
        TableBlock(
            id=uuid4(),
            caption="What to check and when",
            columns=("What", "When"),
            rows=(("Exits", "Every hour"), ("Bins", "Every 2 hours")),
        ),
        HeadingBlock(id=uuid4(), text="Radio calls", level=3, anchor="radio"),
    )


def _file_blocks(image: Image, file: Asset, target: UUID) -> tuple[AnyBlock, ...]:
    return (
        ImageBlock(id=uuid4(), image=image, caption="Barriers in a side street", credit="The programme"),
        DocumentBlock(
            id=uuid4(),
            file=File(
                asset=file.key,
                title="Checklist",
                filename=file.filename,
                content_type=file.content_type,
                size=file.size,
            ),
        ),
        HeadingBlock(id=uuid4(), text="Afterwards", anchor="afterwards"),
        QuoteBlock(id=uuid4(), text="We found two exits wedged open.", attribution="A duty manager"),
        ContactBlock(
            id=uuid4(), name="Coordination office", role="Weekdays", telephone="020 7946 0000", email="pco@example.org"
        ),
        LinkListBlock(
            id=uuid4(),
            title="Read next",
            links=(
                ListedLink(title="Outside", url="https://example.org/"),
                ListedLink(title="The briefing", content_id=target),
            ),
        ),
        EmbedBlock(id=uuid4(), content_id=target),
    )


def a_country(**changes: Any) -> ContentItem:
    """France, with an alert for parts of it."""
    parts = (
        TravelAdvicePart(
            title="Safety and security", slug="safety-and-security", body=(text("<p>Keep to busy streets.</p>"),)
        ),
        TravelAdvicePart(title="Entry requirements", slug="entry-requirements", body=(text("<p>A passport.</p>"),)),
        TravelAdvicePart(title="Health", slug="health", body=(text("<p>Tap water is safe.</p>"),)),
    )
    details = {
        "country": "FR",
        "country_name": "France",
        "country_slug": "france",
        "synonyms": ("République française",),
        "alerts": (
            TravelAlert(
                advised_against=AdvisedAgainst.ALL_BUT_ESSENTIAL_TRAVEL,
                extent=AlertExtent.UNNAMED_PARTS,
                description="The port area of an invented town, while the strike lasts.",
            ),
        ),
        "parts": parts,
        "provenance": ContentProvenance(publisher="The programme", licence="OGL v3.0"),
        **changes.pop("details", {}),
    }
    fields = {
        "path": FRANCE,
        "title": "France",
        "summary": "Most visits are trouble free. Expect queues at ports.",
        "code": "FR",
        "change_note": "The advice for the port area was added.",
        "reviewed_at": datetime(2026, 11, 1, 9, tzinfo=UTC),
        "details": TravelAdviceDetails(**details),
        **changes,
    }
    return publish(Kind.TRAVEL_ADVICE, **fields)


def a_threat_level(level: str = "SUBSTANTIAL", scope: str = "national", **changes: Any) -> ContentItem:
    """A current threat level."""
    effective_at = changes.pop("effective_at", datetime(2026, 2, 10, 11, tzinfo=UTC))
    details = ThreatLevelDetails(
        level=level, scope=scope, effective_at=effective_at, wording="An attack is likely. Be alert, not alarmed."
    )
    fields = {
        "path": None,
        "title": f"Threat level: {level}",
        "details": details,
        "effective_at": effective_at,
        **changes,
    }
    return publish(Kind.THREAT_LEVEL, **fields)


def a_briefing(**changes: Any) -> ContentItem:
    """A current briefing."""
    details = BriefingDetails(
        reference="BR-2026-014",
        briefing_kind="seasonal",
        headline="Queues outside markets are longest at dusk.",
        threat_level="SUBSTANTIAL",
        actions=("Walk the queue every 20 minutes.", "Keep one gate free for people to leave by."),
        read_aloud="Tonight, watch the queue as well as the gate. Tell control what you see.",
    )
    fields = {
        "path": "/briefings/winter-markets/",
        "title": "Winter markets",
        "summary": "What to tell stewards at markets this winter.",
        "code": "BR-2026-014",
        "details": details,
        "effective_at": datetime(2026, 11, 1, 8, tzinfo=UTC),
        "expires_at": timezone.now() + timedelta(days=30),
        **changes,
    }
    return publish(Kind.BRIEFING, **fields)
