"""Compares a new edition with what is recorded of an item: would readers see a difference?

Equal hashes mean that they would not. Different hashes do not mean that they would: the hash of an older edition
belongs to an older format. So the recorded content is rebuilt from the rows in the current format and compared.
"""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, UpdateType
from publishing.log.new_edition import NewEdition
from publishing.models import ContentItem, Edition

Content = dict[str, Any]
SEPARATE_ROWS = ("references", "projects")
"""Fields that are recorded in rows of their own."""
DERIVED = frozenset({"master", "dominant_color"})
"""Fields of an image that follow from its renditions. Editions from before they were recorded are still up to date."""


def is_unchanged(item: ContentItem, new: NewEdition, view: Callable[[Content], Content] = lambda it: it) -> bool:
    """Whether a live item's rows hold the content of a new edition, compared after `view` has reduced both.

    Related rows are read only if the edition itself is the same."""
    assert item.edition is not None, "a live item has an edition"
    try:
        recorded = _within(load_recorded(item, item.edition))
    except ValidationError:  # an edition that can no longer be read must not block the next one
        return False
    if view(recorded) != view(_within(new)):
        return False
    projects = item.edition.named_projects.values_list("project", flat=True)
    return set(projects) == set(new.projects) and item.targets_by_relation() == new.targets_by_relation()


def load_recorded(item: ContentItem, edition: Edition) -> NewEdition:
    """Return what is recorded of an item as a NewEdition in today's format, without SEPARATE_ROWS."""
    content = edition.content(item.kind)
    return NewEdition.model_construct(
        content_id=item.content_id,
        locale=item.locale,
        kind=Kind(item.kind),
        path=item.path,
        title=edition.title,
        summary=edition.summary,
        image=content.image,
        body=content.body,
        details=content.details,
        code=item.code,
        audience=Audience(item.audience),
        marking=Marking(item.marking),
        owner=edition.owner,
        review_date=edition.review_date,
        reviewed_at=edition.reviewed_at,
        effective_at=item.effective_at,
        expires_at=item.expires_at,
        update_type=UpdateType(edition.update_type),
        change_note=edition.change_note,
    )


def _within(new: NewEdition) -> Content:
    return {name: _without_derived(value) for name, value in new.content().items() if name not in SEPARATE_ROWS}


def _without_derived(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_derived(part) for name, part in value.items() if name not in DERIVED}
    return [_without_derived(part) for part in value] if isinstance(value, list) else value
