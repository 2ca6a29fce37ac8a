"""What the loader has made so far, by the names the files use."""

from dataclasses import dataclass, field
from typing import Any

from cms.loading.sources import ENGLISH, PageSource


@dataclass
class Created:
    """People by user name, snippets by slug, files by name, pages by name and language."""

    people: dict[str, Any] = field(default_factory=dict)
    topics: dict[str, Any] = field(default_factory=dict)
    sectors: dict[str, Any] = field(default_factory=dict)
    organisations: dict[str, Any] = field(default_factory=dict)
    images: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, Any] = field(default_factory=dict)
    pages: dict[tuple[str, str], Any] = field(default_factory=dict)

    def page(self, name: str, locale: str = ENGLISH) -> Any:
        """Return the page that the files call `name`: in the language if it is translated, else in English."""
        return self.pages.get((name, locale)) or self.pages[name, ENGLISH]

    def page_of(self, sheet: PageSource) -> Any:
        """Return the page that a sheet is about."""
        return self.pages[sheet.name, sheet.locale]
