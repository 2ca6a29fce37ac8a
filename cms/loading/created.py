"""What the loader has created so far, by the names in the files."""

from dataclasses import dataclass, field
from typing import Any

from cms.loading.sources import ENGLISH


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
        """Return a page by its name in the files: its translation if there is one, else the English page."""
        return self.pages.get((name, locale)) or self.pages[name, ENGLISH]
