"""The template context that each kind adds to its page: one function per kind, in a file of its name.

A function returns the context of templates/website/kinds/<kind>.html, or None if the page has no such part.
"""

from collections.abc import Callable

from publishing.kinds import Kind
from website.pages.kinds import (
    briefing,
    home,
    project,
    section,
    tag,
    threat_level,
    travel_advice,
    work_stream,
    z_card,
)
from website.pages.layout import Context
from website.pages.page_request import PageRequest


def no_context(requested: PageRequest) -> Context | None:
    """Add nothing: the page has only its body."""
    return None if requested.part else {}


def build_context(requested: PageRequest) -> Context | None:
    """Return what the page's kind adds."""
    return _CONTEXTS.get(requested.page.kind, no_context)(requested)


_CONTEXTS: dict[Kind, Callable[[PageRequest], Context | None]] = {
    Kind.HOME: home.context,
    Kind.SECTION: section.context,
    Kind.WORK_STREAM: work_stream.context,
    Kind.PROJECT: project.context,
    Kind.BRIEFING: briefing.context,
    Kind.TRAVEL_ADVICE: travel_advice.context,
    Kind.Z_CARD: z_card.context,
    Kind.THREAT_LEVEL: threat_level.context,
    Kind.TOPIC: tag.context,
    Kind.SECTOR: tag.context,
    Kind.ORGANISATION: tag.context,
}
