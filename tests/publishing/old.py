"""Editions as they were written before texts were cleaned: straight into the log, past the checks."""

from typing import Any
from unittest.mock import patch
from uuid import uuid4

from publishing.content.blocks import (
    CalloutBlock,
    ContactBlock,
    HeadingBlock,
    LinkListBlock,
    ListedLink,
    QuoteBlock,
    RichTextBlock,
    Step,
    StepsBlock,
    TableBlock,
)
from publishing.kinds import Kind
from publishing.kinds.briefing import BriefingDetails
from publishing.kinds.organisation import OrganisationDetails
from publishing.kinds.travel_advice import (
    AdvisedAgainst,
    AlertArea,
    AlertExtent,
    ContentProvenance,
    EarlierChange,
    TravelAdviceDetails,
    TravelAdvicePart,
    TravelAlert,
)
from publishing.log.record import record_publication
from publishing.models import ContentItem
from tests.publishing.documents import a_document

BAD = "Doors\x01\x0b\x1f\x7f\x9f\ufffe\uffff\ufdd0\u202e\u2066\u200b ajar e\u0301"
"""What both databases can hold; PostgreSQL takes neither NUL nor lone surrogates."""
SCRIPT = "javascript:alert(1)"


def publish_old(kind: Kind, **changes: Any) -> ContentItem:
    """Publish a document as if nothing were cleaned or checked; return its item."""
    with patch("publishing.log.new_edition.clean_value", lambda value, form: value):
        change = record_publication(a_document(kind, **changes))
    assert change is not None
    return ContentItem.objects.select_related("edition").get(pk=change.item_id)


def old_body() -> tuple[Any, ...]:
    """Return a body with bad characters and bad addresses in every block that can have them."""
    html = f'<p>{BAD} <a href="{SCRIPT}">script</a> <a href="java&#9;script:alert(1)">tab</a></p><p></p>'
    return (
        HeadingBlock(id=uuid4(), text=BAD, anchor="doors"),
        RichTextBlock(id=uuid4(), html=html),
        CalloutBlock(id=uuid4(), tone="warning", title=BAD, html=html),
        StepsBlock(id=uuid4(), steps=(Step(title=BAD, html=html),)),
        TableBlock(id=uuid4(), caption=BAD, columns=(BAD,), rows=((BAD,),)),
        QuoteBlock(id=uuid4(), text=BAD, attribution=BAD),
        ContactBlock(id=uuid4(), name=BAD, telephone=f"020 7946 0000 {BAD}", email=f"{BAD}@x", url=SCRIPT, hours=BAD),
        LinkListBlock(id=uuid4(), title=BAD, links=(ListedLink(title=BAD, url="data:text/html,x"),)),
    )


def an_old_library() -> list[ContentItem]:
    """Publish one of each kind whose texts or addresses readers meet."""
    shared: dict[str, Any] = {"title": BAD, "summary": BAD, "change_note": BAD, "owner": BAD}
    advice = TravelAdviceDetails(
        country="FR",
        country_name=BAD,
        country_slug="france",
        synonyms=(BAD,),
        alerts=(
            TravelAlert(
                advised_against=AdvisedAgainst.ALL_TRAVEL,
                extent=AlertExtent.NAMED_PARTS,
                description=BAD,
                areas=(AlertArea(name=BAD, description=BAD, reason=BAD),),
            ),
        ),
        earlier_changes=(EarlierChange(changed_at="2026-01-01T00:00:00Z", note=BAD),),
        parts=(TravelAdvicePart(title=BAD, slug="safety-and-security", body=old_body()),),
        provenance=ContentProvenance(publisher=BAD, url=SCRIPT),
    )
    briefing = BriefingDetails(
        reference="BR-1", briefing_kind="seasonal", headline=BAD, actions=(BAD, ""), read_aloud=BAD
    )
    return [
        publish_old(Kind.GUIDANCE, body=old_body(), **shared),
        publish_old(Kind.BRIEFING, body=old_body(), details=briefing, **shared),
        publish_old(Kind.TRAVEL_ADVICE, path="/travel-advice/france/", details=advice, **shared),
        publish_old(Kind.ORGANISATION, details=OrganisationDetails(slug="acme", side="police", url=SCRIPT), **shared),
        publish_old(Kind.TOPIC, **shared),
    ]
