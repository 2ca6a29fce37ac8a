"""The sources that can be imported. To add one, write its mapping and add it here."""

from cms.importing.mapping import Source
from cms.importing.sources import govuk_travel_advice

SOURCES: dict[str, Source] = {source.name: source for source in (govuk_travel_advice.SOURCE,)}
"""By name."""
