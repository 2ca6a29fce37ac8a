"""Where the Foreign Office's travel advice for a country is: for countries that the hub has no advice for."""

from publishing.geography.countries import Country

ALL_COUNTRIES = "https://www.gov.uk/foreign-travel-advice"

OTHER_SLUGS = {
    "AQ": "antarctica-british-antarctic-territory",
    "BL": "st-martin-and-st-barthelemy",
    "BQ": "bonaire-st-eustatius-saba",
    "CK": "cook-islands-tokelau-and-niue",
    "CZ": "czech-republic",
    "FM": "federated-states-of-micronesia",
    "GM": "the-gambia",
    "GS": "south-georgia-and-south-sandwich-islands",
    "MF": "st-martin-and-st-barthelemy",
    "NU": "cook-islands-tokelau-and-niue",
    "PN": "pitcairn-island",
    "PS": "the-occupied-palestinian-territories",
    "SX": "st-maarten",
    "TK": "cook-islands-tokelau-and-niue",
    "TR": "turkey",
    "US": "usa",
}
"""Pages whose address is not the country's slug."""

WITHOUT_PAGE = frozenset(("AS", "AX", "BV", "CC", "CX", "FO", "GB", "GG", "GL", "GU", "HM")) | frozenset(
    ("IM", "JE", "MP", "NF", "PR", "SJ", "TF", "UM", "VA", "VI")
)
"""Countries and territories without a page of their own there."""


def foreign_office_url(country: Country) -> str:
    """Return the address of the Foreign Office's page for a country; an empty string if it has none."""
    if country.code in WITHOUT_PAGE:
        return ""
    return f"{ALL_COUNTRIES}/{OTHER_SLUGS.get(country.code, country.slug)}"
