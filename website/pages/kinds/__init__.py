"""What each kind's page shows beside the document itself: one function a kind, in a file of its name.

A function returns the context of templates/website/kinds/<kind>.html, or None when the page has no such part.
"""

from collections.abc import Callable

from publishing.kinds import Kind
from website.pages.kinds import briefing, home, project, section, tag, threat_level, travel_advice, work_stream, z_card
from website.pages.layout import Context
from website.pages.page_request import View


def plain(view: View) -> Context | None:
    """A page that shows its document and nothing else."""
    return None if view.part else {}


def context_of(view: View) -> Context | None:
    """Return what the page's kind shows beside the document: its file says, if it has one."""
    return _CONTEXTS.get(view.page.kind, plain)(view)


_CONTEXTS: dict[Kind, Callable[[View], Context | None]] = {
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
