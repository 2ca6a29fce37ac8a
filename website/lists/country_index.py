"""The index of travel advice: from A to Z, by region or by status, filtered by what a reader types."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from publishing.access.viewers import Viewer
from publishing.geography.foreign_office import foreign_office_url
from publishing.geography.regions import regions
from publishing.kinds.travel_advice import NO_ADVICE, TravelAlertStatus
from website.lists.countries import ListedCountry, countries_without_advice, load_countries
from website.lists.country_names import first_letter, fold, matches, name_terms, place_terms, suggest_name
from website.locales import Locale

MAX_QUERY = 100
STATUSES = (
    TravelAlertStatus.AVOID_ALL_TRAVEL_TO_WHOLE_COUNTRY,
    TravelAlertStatus.AVOID_ALL_BUT_ESSENTIAL_TRAVEL_TO_WHOLE_COUNTRY,
    TravelAlertStatus.AVOID_ALL_TRAVEL_TO_PARTS,
    TravelAlertStatus.AVOID_ALL_BUT_ESSENTIAL_TRAVEL_TO_PARTS,
)
"""Whole countries, then parts: neither outranks the other, so a country is in the group of each of its statuses."""


@dataclass(frozen=True)
class Row:
    """A country with advice; hidden if the query does not find it."""

    country: ListedCountry
    is_hidden: bool


@dataclass(frozen=True)
class OtherCountry:
    """A country without advice; `url` is that of the Foreign Office's advice, if it has any."""

    code: str
    name: str
    url: str
    terms: list[str]
    is_hidden: bool


@dataclass(frozen=True)
class Group:
    """Countries below a heading, or groups of them."""

    title: str | Promise
    anchor: str
    rows: list[Row] = field(default_factory=list)
    groups: "list[Group]" = field(default_factory=list)

    @property
    def is_hidden(self) -> bool:
        """Whether the query finds none of them."""
        return all(row.is_hidden for row in self.rows) and all(group.is_hidden for group in self.groups)


@dataclass(frozen=True)
class CountryIndex:
    """The index as a reader requested it."""

    view: str
    query: str
    groups: list[Group]
    others: list[OtherCountry]
    found: int
    finds_nothing: bool
    """Whether no country of the world is found."""
    suggestion: str

    @property
    def finds_others(self) -> bool:
        """Whether the query finds a country without advice."""
        return bool(self.query) and any(not other.is_hidden for other in self.others)


def build_country_index(viewer: Viewer, locale: Locale, parameters: Mapping[str, str]) -> CountryIndex:
    """Build the index: two queries."""
    query, view = parameters.get("q", "").strip()[:MAX_QUERY], parameters.get("by", "")
    parts = fold(query)
    listed = load_countries(viewer, locale)
    rows = [Row(one, not _is_found(parts, one.code, one.terms)) for one in listed]
    others = _others(listed, locale, parts)
    found = sum(not row.is_hidden for row in rows)
    finds_nothing = not found and all(other.is_hidden for other in others)
    return CountryIndex(
        view=view if view in GROUPINGS else "",
        query=query,
        groups=GROUPINGS.get(view, _by_letter)(rows, locale),
        others=others,
        found=found,
        finds_nothing=finds_nothing,
        suggestion=suggest_name(query, locale.language) if finds_nothing else "",
    )


def _is_found(query: list[str], code: str, terms: list[str]) -> bool:
    return not query or matches(query, [*terms, *place_terms().get(code, ())])


def _others(listed: Iterable[ListedCountry], locale: Locale, query: list[str]) -> list[OtherCountry]:
    others = []
    for country in countries_without_advice(listed, locale):
        terms, name = name_terms(country), country.name(locale.language)
        is_hidden = not _is_found(query, country.code, terms)
        others.append(OtherCountry(country.code, name, foreign_office_url(country), terms, is_hidden))
    return others


def _by_letter(rows: list[Row], locale: Locale) -> list[Group]:
    groups: dict[str, Group] = {}
    for row in rows:
        letter = first_letter(row.country.name, locale.language)
        groups.setdefault(letter, Group(letter, f"letter-{letter}")).rows.append(row)
    return list(groups.values())


def _by_region(rows: list[Row], locale: Locale) -> list[Group]:
    """Continents with their regions; countries of a continent without regions are directly below it."""
    groups: dict[str, Group] = {}
    for region in regions():
        group = groups[region.code] = Group(region.name(locale.language), f"region-{region.slug}")
        if region.code != region.continent:
            groups[region.continent].groups.append(group)
    for row in rows:
        if row.country.region:
            groups[row.country.region.code].rows.append(row)
    for group in groups.values():
        group.groups[:] = [inner for inner in group.groups if inner.rows]
    return [groups[one.code] for one in regions() if one.code == one.continent and _has_rows(groups[one.code])]


def _has_rows(group: Group) -> bool:
    return bool(group.rows or group.groups)


def _by_status(rows: list[Row], locale: Locale) -> list[Group]:
    groups = [
        Group(status.label, status.value, [row for row in rows if status in row.country.headline.statuses])
        for status in STATUSES
    ]
    groups.append(Group(NO_ADVICE, "none", [row for row in rows if not row.country.headline.statuses]))
    return [group for group in groups if group.rows]


GROUPINGS: dict[str, Callable[[list[Row], Locale], list[Group]]] = {"region": _by_region, "status": _by_status}
"""By the value of `by` in the URL; without one, from A to Z."""
VIEWS: dict[str, str | Promise] = {"": _("A to Z"), "region": _("By region"), "status": _("By status")}
