"""A briefing that takes the place of another."""

from typing import Any

from cms.lifecycle.translations import find_translations, withdraw_pages
from publishing.kinds import Gone


def withdraw_superseded(page: Any) -> None:
    """Unpublish what a live page supersedes, in every language; its readers are sent to the page.

    A briefing that no longer holds in one language holds in none, whether or not its successor is translated yet.
    """
    if not page.live or page.supersedes is None:
        return
    other = page.supersedes
    withdraw_pages([other, *other.aliases.all(), *find_translations(other)], Gone.SUPERSEDED, page.translation_key)
