"""Travel advice."""

from typing import Annotated, Self

from django.utils.translation import gettext_lazy as _

from publishing.content.blocks import Body, Image, Struct, UtcDateTime
from publishing.content.fields import Line, Url
from publishing.content.orders import CODE
from publishing.kinds import Kind
from publishing.kinds.declaration import (
    Choices,
    Declaration,
    Details,
    Filter,
    Index,
    Published,
    SchemaList,
    Searched,
)


class TravelAlertStatus(Choices):
    """Travel that is advised against."""

    AVOID_ALL_BUT_ESSENTIAL_TRAVEL_TO_PARTS = (
        "avoid_all_but_essential_travel_to_parts",
        "Avoid all but essential travel to parts of the country.",
        _("Avoid all but essential travel to parts of the country"),
    )
    AVOID_ALL_BUT_ESSENTIAL_TRAVEL_TO_WHOLE_COUNTRY = (
        "avoid_all_but_essential_travel_to_whole_country",
        "Avoid all but essential travel to the whole country.",
        _("Avoid all but essential travel to the whole country"),
    )
    AVOID_ALL_TRAVEL_TO_PARTS = (
        "avoid_all_travel_to_parts",
        "Avoid all travel to parts of the country.",
        _("Avoid all travel to parts of the country"),
    )
    AVOID_ALL_TRAVEL_TO_WHOLE_COUNTRY = (
        "avoid_all_travel_to_whole_country",
        "Avoid all travel to the whole country.",
        _("Avoid all travel to the whole country"),
    )


class TravelAdvicePart(Struct):
    """One part of a country's travel advice."""

    title: Annotated[Line, Published("The title.", Searched.BODY)]
    slug: Annotated[Line, Published("The slug, unique within the advice.")]
    body: Annotated[Body, Published(searched=Searched.BODY)]


class ContentProvenance(Struct):
    """The original source of content."""

    publisher: Annotated[Line, Published("The original publisher.")]
    url: Annotated[Url, Published("The URL of the original.")] = ""
    licence: Annotated[Line, Published("The licence.")] = ""
    fetched_at: Annotated[UtcDateTime | None, Published("When it was imported.")] = None


class TravelAdviceDetails(Details):
    """Travel advice for one country."""

    country: Annotated[
        Line,
        Published(
            "The ISO 3166-1 alpha-2 code of the country, such as `FR`.",
            Searched.KEYWORDS,
            Filter(
                "The country: its ISO 3166-1 alpha-2 code (`FR`) or slug (`france`).",
                identified_by=("country", "country_slug"),
            ),
        ),
    ]
    country_name: Annotated[Line, Published("The name of the country.", Searched.KEYWORDS)]
    country_slug: Annotated[Line, Published("The slug of the country, such as `france`.", filter=Filter())]
    synonyms: Annotated[tuple[Line, ...], Published("Other names of the country.", Searched.KEYWORDS)] = ()
    alert_statuses: Annotated[
        tuple[TravelAlertStatus, ...],
        Published(
            "What travellers are advised against; empty if there is no such advice.",
            filter=Filter("An alert status.", name="alert_status", term="alert_status"),
        ),
    ] = ()
    alert_scope: Annotated[
        str,
        Published(
            "The parts of the country to which the advice applies; null if it applies to none or to the whole.",
            Searched.BODY,
        ),
    ] = ""
    parts: Annotated[
        tuple[TravelAdvicePart, ...],
        Published("The parts, in order. Safety and security is always one of them.", Searched.BODY),
    ]
    reviewed_at: UtcDateTime | None = None
    map: Annotated[Image | None, Published("A map of the country; null if there is none.")] = None
    provenance: Annotated[ContentProvenance | None, Published("The original source; null if the hub wrote it.")] = None

    def without_blanks(self) -> Self | None:
        """Drop empty synonyms."""
        return self.model_copy(update={"synonyms": tuple(filter(None, self.synonyms))})


KIND = Declaration(
    kind=Kind.TRAVEL_ADVICE,
    details=TravelAdviceDetails,
    type_name="TravelAdvice",
    description="Travel advice for one country.",
    schema_list=SchemaList("travel_advice", "Travel advice.", orders=(CODE,)),
    index=Index(place=30),
    is_read=True,
    has_alternatives=True,
    schema_type="Article",
)
