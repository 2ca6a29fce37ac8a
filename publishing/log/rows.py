"""A document as rows of the log, unsaved: shared by publishing one (record.py) and many (bulk.py)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from publishing import formats
from publishing.kinds import UpdateType
from publishing.log.new_edition import NewEdition, hash_content
from publishing.models import AssetUse, ContentItem, Edition, EditionReference, ItemTerm, Link, NamedProject

_SLIM = ("title", "summary", "audience", "marking", "owner", "review_date", "update_type", "change_note")


def build_item_row(document: NewEdition, at: datetime, item: ContentItem | None = None) -> ContentItem:
    """Return `item`, or a new one, as it stands once `document` is published; unsaved."""
    told_at = document.updated_at or at
    item = item or ContentItem(
        id=document.id,
        content_id=document.content_id,
        locale=document.locale,
        first_published_at=told_at,
        updated_at=told_at,
    )
    if document.update_type == UpdateType.MAJOR or document.updated_at:
        item.updated_at = told_at
    for field in ("kind", "path", "code", "audience", "marking", "effective_at", "expires_at"):
        setattr(item, field, getattr(document, field))
    item.gone, item.gone_at, item.superseded_by, item.moved_to = "", None, None, ""
    return item


def build_edition_row(item: ContentItem, document: NewEdition, number: int, at: datetime) -> Edition:
    """Return the edition that records `document`; unsaved."""
    content = document.content()
    return Edition(
        item=item,
        number=number,
        content_hash=hash_content(content),
        published_at=at,
        format=formats.FORMAT,
        **{f"stored_{field}": content[field] for field in ("image", "body", "details")},
        **{field: getattr(document, field) for field in _SLIM},
    )


@dataclass(frozen=True)
class RelatedRows:
    """What an item's current edition refers to, is filtered by, uses, and is opened to."""

    links: list[Link]
    terms: list[ItemTerm]
    uses: list[AssetUse]
    projects: list[NamedProject]
    kept: list[EditionReference]


def build_related_rows(item: ContentItem, document: NewEdition) -> RelatedRows:
    """Return the rows that stand beside the item's edition; unsaved."""
    assert item.edition is not None, "rows are made for an edition"
    return RelatedRows(
        links=_build_links(item, document),
        terms=[
            ItemTerm(item_id=item.pk, name=name, value=value, updated_at=item.updated_at)
            for name, value in dict.fromkeys(document.details.terms())
        ],
        uses=[AssetUse(item_id=item.pk, asset_id=asset) for asset in dict.fromkeys(document.assets)],
        projects=[NamedProject(edition=item.edition, project=project) for project in dict.fromkeys(document.projects)],
        kept=[
            EditionReference(edition=item.edition, relation=reference.relation, target=reference.target)
            for reference in dict.fromkeys(document.references)
            if reference.relation in EditionReference.RELATIONS
        ],
    )


def save_related_rows(many: Sequence[RelatedRows]) -> None:
    """Insert the references of some editions, a statement a table."""
    Link.objects.bulk_create(row for one in many for row in one.links)
    ItemTerm.objects.bulk_create(row for one in many for row in one.terms)
    AssetUse.objects.bulk_create(row for one in many for row in one.uses)
    NamedProject.objects.bulk_create(row for one in many for row in one.projects)
    EditionReference.objects.bulk_create(row for one in many for row in one.kept)


def _build_links(item: ContentItem, document: NewEdition) -> list[Link]:
    positions: Counter[str] = Counter()
    links = []
    for reference in dict.fromkeys(document.references):
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
