"""What no package says, or what the hub says differently: each with its reason."""

import tomllib
from pathlib import Path

WELL_KNOWN: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "well_known.toml").read_text(encoding="utf-8")
)
"""Synonyms and places that readers type, by code."""

NAMES = {
    # GOV.UK's names, where CLDR's are not used in British English.
    "BQ": "Bonaire, St Eustatius and Saba",
    "CD": "Democratic Republic of the Congo",
    "CG": "Congo",
    "GS": "South Georgia and the South Sandwich Islands",
    "HK": "Hong Kong",
    "MO": "Macao",
    "SH": "St Helena, Ascension and Tristan da Cunha",
    "UM": "United States Minor Outlying Islands",
    "VI": "United States Virgin Islands",
    # The United Kingdom has recognised the state since 2025.
    "PS": "Palestine",
}

WELSH_NAMES = {
    "BQ": "Bonaire, St Eustatius a Saba",
    "CD": "Gweriniaeth Ddemocrataidd y Congo",
    "CG": "Y Congo",
    "FK": "Ynysoedd y Falkland",
    "HK": "Hong Kong",
    "MO": "Macao",
    "PS": "Palesteina",
    # CLDR names only the main island.
    "SH": "St Helena, Ascension a Tristan da Cunha",
}

FORMER_NAMES = {
    # Changed while the code remained, so that ISO's list of withdrawn names does not have them.
    "CI": ["Ivory Coast"],
    "CZ": ["Czech Republic"],
    "IR": ["Persia"],
    "KH": ["Kampuchea"],
    "LK": ["Ceylon"],
    "MK": ["Macedonia", "Former Yugoslav Republic of Macedonia"],
    "PS": ["The Occupied Palestinian Territories", "Palestinian Territories"],
    "SZ": ["Swaziland"],
    "TH": ["Siam"],
    "TR": ["Turkey"],
    "ZW": ["Rhodesia"],
}

SYNONYMS = {
    # Abbreviations that readers type, and slugs of GOV.UK that follow from none of the names.
    "AE": ["UAE"],
    "AQ": ["British Antarctic Territory"],
    "BQ": ["Bonaire St Eustatius Saba"],
    "CD": ["DRC", "DR Congo"],
    "GB": ["UK", "Britain"],
    "MF": ["St Martin and St Barthélemy"],
    "MO": ["Macau"],
    "PM": ["St Pierre Miquelon"],
    "PN": ["Pitcairn Island"],
    "SH": ["St Helena"],
    "SX": ["St Maarten"],
    "US": ["USA", "America"],
}

NOT_ITS_NAMES = {
    # countryinfo has adjectives, halves of names that contain a comma, and a former name of two countries.
    "the Abode of Peace",
    "Mexicanos",
    "Portuguesa",
    "Montenegrin",
    "Togolese",
    "Guiana",
    "Prathet",
    "Island",
}

DEMONYMS = {
    # Territories have their states' in countryinfo, and Kosovo has no row.
    "GF": ["French Guianese"],
    "GL": ["Greenlander", "Greenlandic"],
    "HK": ["Hong Konger"],
    "IO": [],
    "MO": ["Macanese"],
    "MP": [],
    "MQ": ["Martinican"],
    "PM": [],
    "RE": ["Réunionese"],
    "SJ": [],
    "TF": [],
    "XK": ["Kosovan", "Kosovar"],
    "YT": ["Mahoran"],
}

CAPITALS: dict[str, str | None] = {
    # The United Kingdom recognises none.
    "EH": None,
    "IL": None,
    "PS": None,
    # Not a capital, but the only inhabited island.
    "IO": None,
    # GeoNames' names of cities, where its names of capitals are usual.
    "AG": "St John's",
    "GD": "St George's",
    "GG": "St Peter Port",
    "MN": "Ulaanbaatar",
    "TO": "Nuku'alofa",
}

PARTS = {
    # Parts that readers take for countries, by CLDR's code for them.
    "ES": ["IC", "EA"],
    "FR": ["CP"],
    "GB": ["England", "Scotland", "Wales", "Northern Ireland"],
    "CY": ["Northern Cyprus"],
    "IO": ["DG"],
    "GG": ["CQ"],
    "PS": ["West Bank", "Gaza"],
    "SH": ["AC", "TA"],
    "SO": ["Somaliland"],
    "UA": ["Crimea"],
}

REGIONS = {
    # Not in countryinfo, or not as in UN M49.
    "AQ": "AQ",
    "HM": "053",
    "ME": "039",
    "RS": "039",
    "XK": "039",
}
