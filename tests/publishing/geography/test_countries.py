"""Countries are found by all the names that readers use, whatever the packages are called."""

import pytest

from publishing.geography.countries import (
    DATA,
    countries,
    country_name,
    country_slug,
    find_country,
    find_country_by_slug,
    slugify_name,
)
from publishing.geography.regions import find_continent, find_region, find_region_by_slug, regions
from tests.publishing.geography import derive


@pytest.mark.slow
@pytest.mark.parametrize("file", derive.FILES)
def test_the_files_are_what_the_packages_say(file: str) -> None:
    assert (DATA / file).read_text() == derive.serialise(derive.FILES[file]()), "run make countries"


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
