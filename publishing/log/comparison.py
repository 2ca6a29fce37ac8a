"""Whether readers would see a difference between what is recorded of an item and a new document of it.

Equal hashes say that they would not. Hashes that differ do not say that they would: an older edition's is of the shape
of its day. So what is recorded is put together again from the rows, in today's shape, and compared with the document.
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
"""What is recorded in rows of its own."""


def is_unchanged(item: ContentItem, document: NewEdition, view: Callable[[Content], Content] = lambda it: it) -> bool:
    """Whether a live item's rows say what a document says, as far as `view` keeps its content.

    Rows that stand beside the edition are read only where the edition itself says the same."""
    assert item.edition is not None, "a live item has an edition"
    try:
        recorded = _within(load_recorded(item, item.edition))
    except ValidationError:  # what cannot be read any more must not stop the next edition
        return False
    if view(recorded) != view(_within(document)):
        return False
    projects = item.edition.named_projects.values_list("project", flat=True)
    return set(projects) == set(document.projects) and item.targets_by_relation() == document.targets_by_relation()


def load_recorded(item: ContentItem, edition: Edition) -> NewEdition:
    """Return the document that is recorded of an item, in today's shape and without what stands in rows of its own."""
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
        effective_at=item.effective_at,
        expires_at=item.expires_at,
        update_type=UpdateType(edition.update_type),
        change_note=edition.change_note,
    )


def _within(document: NewEdition) -> Content:
    return {name: value for name, value in document.content().items() if name not in SEPARATE_ROWS}
