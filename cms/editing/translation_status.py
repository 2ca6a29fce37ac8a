"""The status of a page's translations, for the publishing checklist, and how publishing the page affects them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from cms.lifecycle.handling import Handling
from cms.lifecycle.translations import find_item, published_handling
from publishing.access.audiences import Audience, Marking
from publishing.kinds import RemovalReason
from publishing.models import ContentItem
from publishing.models.items import FALLBACK_LOCALE


@dataclass(frozen=True)
class TranslationStatus:
    """The state of a page in another language, and notes for the editor."""

    name: str
    page_id: int
    state: str
    notes: tuple[str, ...]


def translation_statuses(page: Any) -> list[TranslationStatus]:
    """Return the status of each translation of a page."""
    if page.pk is None:
        return []
    translations = page.get_translations().exclude(pk=page.pk).select_related("locale").order_by("locale__pk")
    statuses = []
    for translation in translations:
        item = find_item(translation)
        notes = tuple(_build_notes(page, item)) if item else ()
        state = _describe_state(translation, item)
        statuses.append(TranslationStatus(translation.locale.get_display_name(), translation.pk, state, notes))
    return statuses


def _describe_state(page: Any, item: ContentItem | None) -> str:
    if item is None or not item.is_live:
        reason = f"{RemovalReason(item.gone).label.lower()}, " if item else ""
        return f"{reason}scheduled" if page.approved_schedule else f"{reason}not published"
    parts = ["live", _get_audience_label(item), Marking(item.marking).label]
    if item.expires_at:
        parts.append(f"until {_format_time(item.expires_at)}")
    source = ContentItem.objects.live().filter(content_id=item.content_id, locale=FALLBACK_LOCALE).first()
    if source and item.is_older_than(source):
        parts.append("older than the English text")
    if page.has_unpublished_changes:
        parts.append("with unpublished changes")
    return ", ".join(parts)


def _build_notes(page: Any, item: ContentItem) -> Iterator[str]:
    """Yield what publishing the page would change in the other language, and what it would not."""
    if not item.is_live:
        if item.gone != RemovalReason.WITHDRAWN:
            yield "It is no longer published there. Publishing here will not bring it back there."
        return
    theirs, new, old = Handling.from_item(item), Handling.from_page(page), published_handling(page)
    merged = theirs.merged_with(new, old)
    if merged != theirs:
        yield "Publishing here immediately changes its audience, marking or expiry there too."
    if new.audience < merged.audience:
        audience = _get_audience_label(item).lower()
        yield f"Publishing here does not widen its audience there: it stays {audience} until it is published there."
    if merged.expires_at and (new.expires_at is None or merged.expires_at < new.expires_at):
        yield f"It still expires there on {_format_time(merged.expires_at)}."


def _get_audience_label(item: ContentItem) -> str:
    return Audience(item.audience).label.split(":")[0]


def _format_time(at: Any) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i")
