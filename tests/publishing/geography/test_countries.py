"""Countries are found by all the names that readers use, whatever the packages are called."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from hub.checks import check_geography
from publishing.geography.artefacts import COUNTRIES, read_artefact
from publishing.geography.countries import (
    countries,
    country_name,
    country_slug,
    find_country,
    find_country_by_slug,
    slugify_name,
)
from publishing.geography.regions import find_continent, find_region, find_region_by_slug, regions

ADDRESSES = Path(__file__).parent / "addresses.txt"
"""Every slug that a country has had. An update of a package may add lines; the old name then becomes a former name
(publishing/geography/derivation/overrides.py), and the old line remains."""


def test_every_address_that_a_country_has_had_still_leads_to_it() -> None:
    had = dict(line.split() for line in ADDRESSES.read_text().splitlines())
    found = {slug: find_country_by_slug(slug) for slug in had}
    assert {slug: code for slug, code in had.items() if not (country := found[slug]) or country.code != code} == {}
    assert {country.slug: country.code for country in countries()}.items() <= had.items()


def test_names_that_have_not_been_built_say_how_to_build_them(settings: Settings, tmp_path: Path) -> None:
    settings.GEOGRAPHY_DIR = tmp_path
    with pytest.raises(ImproperlyConfigured, match="Run make develop"):
        read_artefact(COUNTRIES)
    assert [error.id for error in check_geography(None)] == ["hub.E004"]


def test_every_country_has_a_slug_of_its_own_and_names_in_both_languages() -> None:
    assert len({country.slug for country in countries()}) == len(countries()) == 250
    assert all(set(country.names) == {"en", "cy"} for country in countries())


def test_a_country_is_sorted_by_its_name_without_accents() -> None:
    assert [country.code for country in countries()][:3] == ["AF", "AX", "AL"]


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("swaziland", "SZ"),
        ("burma", "MM"),
        ("macedonia", "MK"),
        ("turkey", "TR"),
        ("zaire", "CD"),
        ("czech-republic", "CZ"),
        ("cabo-verde", "CV"),
        ("ivory-coast", "CI"),
        ("east-timor", "TL"),
        ("usa", "US"),
        ("holland", "NL"),
        ("yr-almaen", "DE"),
        ("the-occupied-palestinian-territories", "PS"),
        ("st-martin-and-st-barthelemy", "MF"),
        ("bonaire-st-eustatius-saba", "BQ"),
        ("pitcairn-island", "PN"),
        ("the-gambia", "GM"),
        ("democratic-republic-of-the-congo", "CD"),
        ("congo", "CG"),
        ("kosovo", "XK"),
    ],
)
def test_a_former_or_other_name_leads_to_the_country(slug: str, code: str) -> None:
    country = find_country_by_slug(slug)
    assert country
    assert country.code == code


def test_no_other_name_hides_a_country() -> None:
    assert [c.code for c in countries() if find_country_by_slug(c.slug) != c] == []
    names = [(c, name) for c in countries() for name in (*c.names.values(), *c.former_names, *c.synonyms)]
    assert [name for country, name in names if find_country_by_slug(slugify_name(name)) != country] == []


def test_an_unknown_country_is_an_error_or_none() -> None:
    assert find_country("ZZ") is find_country("") is find_country_by_slug("atlantis") is None
    for name in (country_name, country_slug):
        with pytest.raises(ValueError, match="ZZ is not the code of a country"):
            name("ZZ")


def test_a_name_is_said_in_the_language_or_in_english() -> None:
    assert [country_name("DE", language) for language in ("en", "cy", "fr")] == ["Germany", "Yr Almaen", "Germany"]


def test_every_country_is_in_a_region_of_a_continent() -> None:
    assert all(find_region(country.region) for country in countries())
    assert sum(len(region.countries()) for region in regions() if region.code == region.continent) == len(countries())
    lebanon = find_country("LB")
    assert lebanon
    assert find_continent(lebanon).slug == "asia"
    western_asia = find_region_by_slug("western-asia")
    assert western_asia
    assert western_asia.name("cy") == "Gorllewin Asia"
    assert lebanon in western_asia.countries()
