"""Invented travel advice for all countries, published without Wagtail."""

from uuid import NAMESPACE_URL, uuid4, uuid5

from partners.models import Partner
from publishing.content.blocks import HeadingBlock, RichTextBlock
from publishing.geography.countries import Country, countries
from publishing.geography.geojson import clean_geometry
from publishing.kinds import Kind
from publishing.kinds.travel_advice import (
    AdvisedAgainst,
    AlertArea,
    AlertExtent,
    ContentProvenance,
    TravelAdviceDetails,
    TravelAdvicePart,
    TravelAlert,
)
from publishing.log.new_edition import NewEdition
from publishing.log.record import record_publication

PARTNER = "harbour-trust"
PARTS, PARAGRAPHS = 7, 12
POSITIONS = 60
"""Positions of an area: about those of a province."""


def publish_world(count: int) -> None:
    """Publish advice for some countries, each third with an area, and register a partner that shows cards."""
    Partner.objects.create(name="Harbour", slug=PARTNER, contact="a@b.example", embed_origins="https://www.example.org")
    for number, country in enumerate(countries()[:count]):
        record_publication(_build(country, with_area=number % 3 == 0))


def _build(country: Country, *, with_area: bool) -> NewEdition:
    return NewEdition(
        content_id=uuid5(NAMESPACE_URL, country.code),
        locale="en-gb",
        kind=Kind.TRAVEL_ADVICE,
        path=f"/travel-advice/{country.slug}/",
        title=f"{country.name()} travel advice",
        summary="Invented advice for a benchmark.",
        code=country.code,
        change_note="Benchmark.",
        details=TravelAdviceDetails(
            country=country.code,
            country_name=country.name(),
            country_slug=country.slug,
            alerts=tuple(_alerts(with_area=with_area)),
            parts=tuple(_part(number) for number in range(PARTS)),
            provenance=ContentProvenance(publisher="The programme", licence="OGL v3.0"),
        ),
    )


def _alerts(*, with_area: bool) -> list[TravelAlert]:
    if not with_area:
        return []
    ring = [(number * 0.1, 1.0 + (number % 2) * 0.1) for number in range(POSITIONS)]
    outline = [*ring, (POSITIONS * 0.1, 3.0), (0.0, 3.0), ring[0]]
    area = AlertArea(
        name="The south",
        reason="Conflict",
        geometry=clean_geometry({"type": "Polygon", "coordinates": [outline]}),
    )
    return [
        TravelAlert(advised_against=AdvisedAgainst.ALL_TRAVEL, extent=AlertExtent.NAMED_PARTS, areas=(area,)),
        TravelAlert(advised_against=AdvisedAgainst.ALL_BUT_ESSENTIAL_TRAVEL, extent=AlertExtent.WHOLE_COUNTRY),
    ]


def _part(number: int) -> TravelAdvicePart:
    text = "".join(f"<p>Paragraph {place}: keep to busy streets, and tell someone.</p>" for place in range(PARAGRAPHS))
    body = (HeadingBlock(id=uuid4(), text="Crime", level=2, anchor="crime"), RichTextBlock(id=uuid4(), html=text))
    return TravelAdvicePart(title=f"Part {number}", slug="summary" if number == 0 else f"part-{number}", body=body)
