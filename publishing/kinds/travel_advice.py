"""Travel advice."""

from typing import Annotated, Self

from django.utils.translation import gettext_lazy as _

from publishing.content.blocks import Body, Image, Struct, UtcDateTime
from publishing.content.fields import Line, Url
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


class AlertStatus(Choices):
    """What travellers are advised against."""

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


class Part(Struct):
    """One part of a country's travel advice."""

    title: Annotated[Line, Published("Its title.", Searched.BODY)]
    slug: Annotated[Line, Published("Its short name in addresses, unique in the advice.")]
    body: Annotated[Body, Published(searched=Searched.BODY)]


class Provenance(Struct):
    """Where content came from."""

    publisher: Annotated[Line, Published("Who published it first.")]
    url: Annotated[Url, Published("Where.")] = ""
    licence: Annotated[Line, Published("Under which licence.")] = ""
    fetched_at: Annotated[UtcDateTime | None, Published("When it was taken over.")] = None


class TravelAdviceDetails(Details):
    """Travel advice for one country."""

    country: Annotated[Line, Published("The country's ISO 3166-1 alpha-2 code: `FR`.", Searched.KEYWORDS, Filter())]
    country_name: Annotated[Line, Published("The country's name.", Searched.KEYWORDS)]
    country_slug: Annotated[Line, Published("The country's short name in addresses: `france`.", filter=Filter())]
    synonyms: Annotated[tuple[Line, ...], Published("What else the country is called.", Searched.KEYWORDS)] = ()
    alert_statuses: Annotated[
        tuple[AlertStatus, ...],
        Published(
            "What travellers are advised against; empty when against nothing.",
            filter=Filter("Only where travellers are so advised.", argument="alert_status", term="alert_status"),
        ),
    ] = ()
    alert_scope: Annotated[
        str,
        Published("For which parts of the country that is; null when it is for none or for the whole.", Searched.BODY),
    ] = ""
    parts: Annotated[
        tuple[Part, ...],
        Published("Its parts, in order. Safety and security is always one of them.", Searched.BODY),
    ]
    reviewed_at: UtcDateTime | None = None
    map: Annotated[Image | None, Published("A map of the country; null when there is none.")] = None
    provenance: Annotated[Provenance | None, Published("Where it came from; null when it is the hub's own.")] = None

    def without_blanks(self) -> Self | None:
        """A synonym without words is none."""
        return self.model_copy(update={"synonyms": tuple(filter(None, self.synonyms))})


KIND = Declaration(
    kind=Kind.TRAVEL_ADVICE,
    details=TravelAdviceDetails,
    type_name="TravelAdvice",
    description="Travel advice for one country.",
    schema_list=SchemaList("travel_advice", "Travel advice.", is_ordered=True),
    index=Index(place=30),
    is_read=True,
    schema_type="Article",
)
