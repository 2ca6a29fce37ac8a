"""A briefing that takes the place of another."""

from typing import Any

from django.db import models

from cms.lifecycle import log_transaction
from publishing.kinds import Gone
from publishing.record import record_withdrawal


class Superseding(models.Model):
    """For page types with a `supersedes` field: once the page is live, the other is unpublished in its favour."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save the page and withdraw the one it supersedes, or neither."""
        with log_transaction():
            result = super().save(*args, **kwargs)  # type: ignore[misc]
            if kwargs.get("update_fields") is None:
                supersede(self)
            return result


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
