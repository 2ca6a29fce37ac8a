"""The names of terms (rows of ItemTerm): what lists of a kind are filtered by. Writers and readers share them."""

from enum import StrEnum


class TermName(StrEnum):
    """The name of a term; docs/cms.md lists which kinds carry it and its values."""

    LISTS = "lists"
    CODE = "code"
    TIER = "tier"
    STATUS = "status"
    REFERENCE = "reference"
    BRIEFING_KIND = "briefing_kind"
    THREAT_LEVEL = "threat_level"
    SCOPE = "scope"
    COUNTRY = "country"
    COUNTRY_SLUG = "country_slug"
    ALERT_STATUS = "alert_status"
    LANGUAGE = "language"
    SLUG = "slug"
    SIDE = "side"
    YEAR = "year"
