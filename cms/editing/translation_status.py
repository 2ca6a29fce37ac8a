"""How a page stands in its other languages, for the publishing checklist: their state, and where they part from it."""

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


@dataclass(frozen=True)
class TranslationStatus:
    """The state of a page in another language, and what an editor should know of it."""

    name: str
    page_id: int
    state: str
    notes: tuple[str, ...]


def translation_statuses(page: Any) -> list[TranslationStatus]:
    """Return the page's translations as readers have them."""
    if page.pk is None:
        return []
    translations = page.get_translations().exclude(pk=page.pk).select_related("locale").order_by("locale__pk")
    return [_language(page, other) for other in translations]


def _language(page: Any, other: Any) -> TranslationStatus:
    item = find_item(other)
    notes = tuple(_notes(page, item)) if item else ()
    return TranslationStatus(other.locale.get_display_name(), other.pk, _state(other, item), notes)


def _state(other: Any, item: ContentItem | None) -> str:
    if item is None or not item.is_live:
        ended = f"{RemovalReason(item.gone).label.lower()}, " if item else ""
        return f"{ended}scheduled" if other.approved_schedule else f"{ended}not published"
    parts = ["live", _who(item), Marking(item.marking).label, "with unpublished changes"]
    if item.expires_at:
        parts.insert(3, f"until {_moment(item.expires_at)}")
    return ", ".join(parts if other.has_unpublished_changes else parts[:-1])


def _notes(page: Any, item: ContentItem) -> Iterator[str]:
    """Say what publishing the page as it is here would do in the other language, and what it would not."""
    if not item.is_live:
        if item.gone != RemovalReason.WITHDRAWN:
            yield "It has ended there. Publishing here does not bring it back there."
        return
    theirs, new, old = Handling.from_item(item), Handling.from_page(page), published_handling(page)
    following = theirs.merged_with(new, old)
    if following != theirs:
        yield "Publishing this changes who may read it there, its marking or its expiry at once."
    if new.audience < following.audience:
        yield f"Publishing this does not widen it there: it stays {_who(item).lower()}, until it is published there."
    if following.expires_at and (new.expires_at is None or following.expires_at < new.expires_at):
        yield f"It still expires there on {_moment(following.expires_at)}."


def _who(item: ContentItem) -> str:
    return Audience(item.audience).label.split(":")[0]


def _moment(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")
