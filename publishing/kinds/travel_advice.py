"""Travel advice."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Self

from django.utils.translation import gettext_lazy as _

from publishing.content.blocks import Body, Image, Struct, UtcDateTime
from publishing.content.fields import GeoJson, Line, Url
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

ALERT_STATUS = "alert_status"
"""The name of the terms with the alert statuses."""

NO_ADVICE = _("No advice against travel")


class AdvisedAgainst(Choices):
    """The travel that is advised against; the worse after the less bad."""

    ALL_BUT_ESSENTIAL_TRAVEL = (
        "all_but_essential_travel",
        "Avoid all but essential travel.",
        _("Avoid all but essential travel"),
    )
    ALL_TRAVEL = "all_travel", "Avoid all travel.", _("Avoid all travel")


class AlertExtent(Choices):
    """Where an alert applies."""

    WHOLE_COUNTRY = "whole_country", "The whole country.", _("The whole country")
    NAMED_PARTS = "named_parts", "The parts of the country that `areas` lists.", _("Parts of the country, listed below")
    UNNAMED_PARTS = (
        "unnamed_parts",
        "Parts of the country that only the text of the advice describes.",
        _("Parts of the country, as the text says"),
    )


class TravelAlertStatus(Choices):
    """What travel is advised against, and whether everywhere: the `alert_status` of GOV.UK."""

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

    @classmethod
    def build(cls, advised_against: AdvisedAgainst, *, whole_country: bool) -> Self:
        """Return the status of an alert."""
        return cls(f"avoid_{advised_against}_to_{'whole_country' if whole_country else 'parts'}")

    @property
    def applies_to_whole_country(self) -> bool:
        """Whether it is for the whole country, and not for parts."""
        return self.endswith("_to_whole_country")

    @property
    def advised_against(self) -> AdvisedAgainst:
        """The travel that is advised against."""
        return AdvisedAgainst(self.removeprefix("avoid_").partition("_to_")[0])


class TravelAlertHeadline(Struct):
    """The worst advice for the whole country and the worst for parts of it. Neither outranks the other: show both."""

    whole_country: Annotated[
        AdvisedAgainst | None, Published("The worst advice for the whole country; null if there is none.")
    ] = None
    parts: Annotated[
        AdvisedAgainst | None, Published("The worst advice for parts of the country; null if there is none.")
    ] = None

    @classmethod
    def from_statuses(cls, statuses: Iterable[str]) -> Self:
        """Return the headline of some alert statuses, such as the terms of an item.

        A value that no release knows, as old editions may have, must not take a whole list down.
        """
        members = [TravelAlertStatus(status) for status in statuses if status in TravelAlertStatus.values]
        return cls(
            whole_country=_worst(status.advised_against for status in members if status.applies_to_whole_country),
            parts=_worst(status.advised_against for status in members if not status.applies_to_whole_country),
        )

    @property
    def statuses(self) -> tuple[TravelAlertStatus, ...]:
        """The statuses to show, the whole country's first; empty if there is no advice against travel."""
        return tuple(
            TravelAlertStatus.build(advised_against, whole_country=whole_country)
            for advised_against, whole_country in ((self.whole_country, True), (self.parts, False))
            if advised_against
        )

    @property
    def labels(self) -> tuple[str, ...]:
        """The headline for readers, in the current language: a label for each of the statuses."""
        return tuple(str(status.label) for status in self.statuses) or (str(NO_ADVICE),)


def _worst(advised_against: Iterable[AdvisedAgainst]) -> AdvisedAgainst | None:
    return max(advised_against, key=list(AdvisedAgainst).index, default=None)


class AlertArea(Struct):
    """An area to which an alert applies."""

    name: Annotated[Line, Published("The name.", Searched.BODY)]
    description: Annotated[str, Published("Where it begins and ends.", Searched.BODY)] = ""
    reason: Annotated[str, Published("Why travel there is advised against.", Searched.BODY)] = ""
    geometry: Annotated[
        GeoJson | None, Published("Its outline: a GeoJSON geometry (RFC 7946); null if it is not drawn.")
    ] = None


class TravelAlert(Struct):
    """Advice against travel, and where it applies."""

    advised_against: Annotated[AdvisedAgainst, Published("The travel that is advised against.")]
    extent: Annotated[AlertExtent, Published("Where it applies.")]
    description: Annotated[str, Published("What the advice says about it.", Searched.BODY)] = ""
    areas: Annotated[
        tuple[AlertArea, ...],
        Published("The areas to which it applies, if its extent is `NAMED_PARTS`.", Searched.BODY),
    ] = ()

    @property
    def status(self) -> TravelAlertStatus:
        """What is advised against, and whether everywhere."""
        whole_country = self.extent == AlertExtent.WHOLE_COUNTRY
        return TravelAlertStatus.build(self.advised_against, whole_country=whole_country)


class EarlierChange(Struct):
    """A change of the original, from before the hub had it."""

    changed_at: Annotated[UtcDateTime, Published("When it was changed.")]
    note: Annotated[str, Published("What was changed.")] = ""


WORLD_MAP_SLUG = "map"
"""The world map's, below the index of travel advice, in all languages."""
SUMMARY_SLUG = "summary"
"""The part that is the country's page itself."""
RESERVED_SLUGS = frozenset({"all", "changes", "cyfan", "newidiadau"})
"""No part has these slugs: below a country's page they are the whole advice on one page, and the history of changes."""


def find_leading_slug(slugs: Sequence[str]) -> str | None:
    """Return the slug of the part that the country's page itself shows: the summary, or else the first."""
    return SUMMARY_SLUG if SUMMARY_SLUG in slugs else next(iter(slugs), None)


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
    updated_at: Annotated[UtcDateTime | None, Published("When the original was last changed, as it says.")] = None
    sha256: Annotated[Line, Published("The SHA-256 of the original, in hex.")] = ""


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
    alerts: Annotated[
        tuple[TravelAlert, ...],
        Published("What travellers are advised against; empty if there is no such advice.", Searched.BODY),
    ] = ()
    parts: Annotated[
        tuple[TravelAdvicePart, ...],
        Published("The parts, in order. Safety and security is always one of them.", Searched.BODY),
    ]
    earlier_changes: Annotated[
        tuple[EarlierChange, ...], Published("The changes of the original from before the hub had it, newest first.")
    ] = ()
    map: Annotated[Image | None, Published("A map of the country; null if there is none.")] = None
    provenance: Annotated[ContentProvenance | None, Published("The original source; null if the hub wrote it.")] = None
    source_changed_at: Annotated[
        UtcDateTime | None,
        Published("Since when the source is known to differ, which the hub is checking; null if it does not."),
    ] = None

    def status_labels(self) -> tuple[str, ...]:
        """The worst alerts."""
        return self.headline.labels

    def keeps_status(self, earlier: Self) -> bool:
        """Whether the alerts are the same, and apply to the same areas as far as both name them."""
        before, now = earlier._areas_by_status(), self._areas_by_status()
        return before.keys() == now.keys() and all(
            before[status] == areas or not areas or not before[status] for status, areas in now.items()
        )

    def _areas_by_status(self) -> dict[TravelAlertStatus, set[str]]:
        found: dict[TravelAlertStatus, set[str]] = {}
        for alert in self.alerts:
            found.setdefault(alert.status, set()).update(area.name.casefold() for area in alert.areas)
        return found

    @property
    def headline(self) -> TravelAlertHeadline:
        """The worst alerts."""
        return TravelAlertHeadline.from_statuses(alert.status for alert in self.alerts)

    @property
    def worst_for_whole_country(self) -> AdvisedAgainst | None:
        """The worst advice that applies to the whole country."""
        return self.headline.whole_country

    @property
    def worst_for_parts(self) -> AdvisedAgainst | None:
        """The worst advice that applies to parts of the country."""
        return self.headline.parts

    def terms(self) -> Iterator[tuple[str, str]]:
        """Yield the terms of the fields, and the alert statuses."""
        yield from super().terms()
        for alert in self.alerts:
            yield ALERT_STATUS, alert.status

    @property
    def leading_part(self) -> TravelAdvicePart | None:
        """The part that the country's page itself shows."""
        slug = find_leading_slug([part.slug for part in self.parts])
        return next((part for part in self.parts if part.slug == slug), None)

    @property
    def further_parts(self) -> tuple[TravelAdvicePart, ...]:
        """The parts that have pages of their own."""
        return tuple(part for part in self.parts if part != self.leading_part)

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
