"""Rules that more than one page type keeps."""

from typing import Any

from django.core.exceptions import ValidationError

from publishing.audiences import Audience, Marking
from publishing.documents import item_id
from publishing.kinds import UpdateType
from publishing.models import ContentItem


def check_handling(page: Any) -> None:
    """Check that the audience is no wider than the marking allows, and that what stands in for the page can."""
    problems: dict[str, str] = {}
    audience, marking = Audience(page.audience), Marking(page.marking)
    if audience < marking.widest_audience:
        problems["audience"] = f"{marking.label} is at the widest for: {marking.widest_audience.label}."
    if marking == Marking.AMBER_STRICT and not page.named_projects.all():
        problems["named_projects"] = f"{marking.label} is for members of projects: choose at least one."
    if page.replaced_by_id and page.replaced_by_id == page.pk:
        problems["replaced_by"] = "A page does not replace itself."
    if problems:
        raise ValidationError(problems)


def check_change_note(page: Any) -> None:
    """Check that a major update of what readers have says what changed."""
    if page.update_type == UpdateType.MAJOR and not page.change_note.strip() and _differs_from_published(page):
        raise ValidationError({"change_note": "Say what changed, or make it a minor update."})


def check_unique(page: Any, field: str) -> None:
    """Check that no other page in the same language has this code. An alias shows another page's, and may."""
    value = getattr(page, field)
    others = (
        type(page)
        .objects.filter(**{field: value}, locale_id=page.locale_id, alias_of=None)
        .exclude(translation_key=page.translation_key)
    )
    if value and page.alias_of_id is None and (other := others.first()):
        raise ValidationError({field: f"{value} is taken by “{other.title}”."})


def _differs_from_published(page: Any) -> bool:
    item = ContentItem.objects.filter(pk=item_id(page.translation_key, page.locale.language_code)).first()
    return item is not None and item.edition is not None and item.edition.content_hash != page.document().content_hash()
