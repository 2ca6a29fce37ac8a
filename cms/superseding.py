"""A briefing that takes the place of another."""

from typing import Any

from publishing.kinds import Gone
from publishing.record import record_withdrawal


def supersede(page: Any) -> None:
    """Unpublish what a live page supersedes, in the page's own language; its readers are sent to the page."""
    if not page.live or page.supersedes is None:
        return
    other = page.supersedes.get_translation_or_none(page.locale)
    if other is None or not other.live:
        return
    # The reason is recorded first: unpublishing then finds the tombstone in place and adds nothing to it.
    for gone in (other, *other.aliases.all()):
        record_withdrawal(
            gone.translation_key, gone.locale.language_code, Gone.SUPERSEDED, superseded_by=page.translation_key
        )
    other.unpublish()
