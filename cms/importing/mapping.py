"""What a source makes of a document: the content of a page, and what it could not map."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cms.importing.reading import Document
from cms.pages.base import HubPage

State = Mapping[str, Any]
"""Content as slots: a field by its name ("title"), an entry of a stream by field and key ("parts/health"). Values are
JSON without ids, with the source's own links, so that equal content is equal."""


class CannotMapError(Exception):
    """The document is not one of the source's, or lacks what a page needs."""


@dataclass(frozen=True)
class MappedPage:
    """A document as the content of a page."""

    sha256: str
    """The hash of the document."""
    key: str
    """The source's own name of the page, the same in each of its documents."""
    locale: str
    lookup: Mapping[str, Any]
    """The fields that identify a page about the same, which may have been written here."""
    state: State
    facts: Mapping[str, Any]
    """Fields that only the source sets, such as its provenance. They are no reason to publish the page again."""
    reviewed_at: datetime | None
    updated_at: datetime
    """When the source last made a change that readers should notice."""
    version_at: datetime
    """When the source made this version, by which an older document is recognised."""
    change_note: str
    history: tuple[tuple[datetime, str], ...] = ()
    """Times and notes of the source's changes."""
    remarks: tuple[str, ...] = ()
    """What could not be mapped."""
    doubts: Mapping[str, str] = field(default_factory=dict)
    """Fields, or streams, that an editor has to decide, and why."""
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class Source:
    """A publisher whose documents can be imported."""

    name: str
    publisher: str
    page_type: type[HubPage]
    map: Callable[[Document], MappedPage]
    """Raises CannotMapError."""
    page_url: Callable[[str], str]
    """Returns the address of a page at the source, by its key."""
    find_key: Callable[[str], str | None]
    """Returns the key of the page that an address of the source leads to."""
