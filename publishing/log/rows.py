"""Builds the rows of a new edition, unsaved, for record.py (one edition) and bulk.py (many)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from publishing import formats
from publishing.kinds import UpdateType
from publishing.log.new_edition import NewEdition, hash_content
from publishing.models import AssetUse, ContentItem, Edition, EditionReference, ItemTerm, Link, NamedProject

_SLIM = ("title", "summary", "audience", "marking", "owner", "review_date", "reviewed_at", "update_type", "change_note")


def build_item_row(new: NewEdition, at: datetime, item: ContentItem | None = None) -> ContentItem:
    """Return `item`, or a new item, with the fields of the new edition; unsaved."""
    updated_at = new.updated_at or at
    item = item or ContentItem(
        id=new.id,
        content_id=new.content_id,
        locale=new.locale,
        first_published_at=updated_at,
        updated_at=updated_at,
    )
    if new.update_type == UpdateType.MAJOR or new.updated_at:
        item.updated_at = updated_at
    for field in ("kind", "path", "code", "audience", "marking", "effective_at", "expires_at"):
        setattr(item, field, getattr(new, field))
    item.set_sort_keys(new.title, new.reviewed_at or at)
    item.gone, item.gone_at, item.superseded_by, item.moved_to = "", None, None, ""
    return item


def build_edition_row(item: ContentItem, new: NewEdition, number: int, at: datetime) -> Edition:
    """Return the row of a new edition; unsaved."""
    content = new.content()
    return Edition(
        item=item,
        number=number,
        content_hash=hash_content(content),
        published_at=at,
        changed_at=new.updated_at or at,
        format=formats.FORMAT,
        **{f"stored_{field}": content[field] for field in ("image", "body", "details")},
        **{field: getattr(new, field) for field in _SLIM},
    )


@dataclass(frozen=True)
class RelatedRows:
    """The rows beside an item's current edition: its links, filter terms, files, projects and kept references."""

    links: list[Link]
    terms: list[ItemTerm]
    uses: list[AssetUse]
    projects: list[NamedProject]
    kept: list[EditionReference]


def build_related_rows(item: ContentItem, new: NewEdition) -> RelatedRows:
    """Return the rows beside the item's current edition; unsaved."""
    assert item.edition is not None, "rows are made for an edition"
    return RelatedRows(
        links=_build_links(item, new),
        terms=[
            ItemTerm(item_id=item.pk, name=name, value=value, updated_at=item.updated_at)
            for name, value in dict.fromkeys(new.details.terms())
        ],
        uses=[AssetUse(item_id=item.pk, asset_id=asset) for asset in dict.fromkeys(new.assets)],
        projects=[NamedProject(edition=item.edition, project=project) for project in dict.fromkeys(new.projects)],
        kept=[
            EditionReference(edition=item.edition, relation=reference.relation, target=reference.target)
            for reference in dict.fromkeys(new.references)
            if reference.relation in EditionReference.RELATIONS
        ],
    )


def save_related_rows(many: Sequence[RelatedRows]) -> None:
    """Insert the related rows of some editions, one statement per table."""
    Link.objects.bulk_create(row for one in many for row in one.links)
    ItemTerm.objects.bulk_create(row for one in many for row in one.terms)
    AssetUse.objects.bulk_create(row for one in many for row in one.uses)
    NamedProject.objects.bulk_create(row for one in many for row in one.projects)
    EditionReference.objects.bulk_create(row for one in many for row in one.kept)


def _build_links(item: ContentItem, new: NewEdition) -> list[Link]:
    positions: Counter[str] = Counter()
    links = []
    for reference in dict.fromkeys(new.references):
        links.append(
            Link(
                source_id=item.pk,
                relation=reference.relation,
                target=reference.target,
                position=positions[reference.relation],
                updated_at=item.updated_at,
            )
        )
        positions[reference.relation] += 1
    return links
