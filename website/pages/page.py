"""One document, ready to be shown: the same object from a live item and from an editor's preview."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS
from publishing.content.blocks import Body, Image
from publishing.kinds import Kind, Relation, UpdateType
from publishing.kinds.declaration import Details
from publishing.log.new_edition import Document
from publishing.models import ContentItem
from publishing.text.url_paths import encode_path
from website.locales import Locale, get_locale

References = Mapping[Relation, tuple[UUID, ...]]


@dataclass(frozen=True)
class Page:
    """What a template shows of a document. `preview` is True while an editor looks at a draft."""

    content_id: UUID
    kind: Kind
    locale: Locale
    title: str
    summary: str
    details: Details
    path: str | None = None
    image: Image | None = None
    body: Body = ()
    references: References = field(default_factory=dict)
    code: str = ""
    audience: Audience = Audience.PUBLIC
    marking: Marking = Marking.CLEAR
    owner: str = ""
    review_date: date | None = None
    effective_at: datetime | None = None
    expires_at: datetime | None = None
    first_published_at: datetime = field(default_factory=timezone.now)
    updated_at: datetime = field(default_factory=timezone.now)
    edition_number: int = 0
    update_type: UpdateType = UpdateType.MINOR
    change_note: str = ""
    preview: bool = False
    is_public: bool = False
    """Whether anybody may read it."""

    @property
    def place(self) -> str:
        """The path at which the page stands, as it is stored."""
        return self.path or self.locale.home

    @property
    def address(self) -> str:
        """The page's address within the site."""
        return encode_path(self.place)

    def targets(self, relation: Relation) -> tuple[UUID, ...]:
        """Content ids that the page refers to, in order."""
        return self.references.get(relation, ())


def page_of_item(item: ContentItem) -> Page:
    """Build the page of a live item, whose edition is loaded whole. One query, for its links."""
    edition = item.edition
    assert edition is not None, "a live item has an edition"
    references: dict[Relation, tuple[UUID, ...]] = {}
    for relation, target in item.links.order_by("relation", "position").values_list("relation", "target"):
        references[Relation(relation)] = (*references.get(Relation(relation), ()), target)
    kind = Kind(item.kind)
    content = edition.content(kind)
    return Page(
        content_id=item.content_id,
        kind=kind,
        locale=get_locale(item.locale),
        title=edition.title,
        summary=edition.summary,
        details=content.details,
        path=item.path,
        image=content.image,
        body=content.body,
        references=references,
        code=item.code,
        audience=Audience(item.audience),
        marking=Marking(item.marking),
        owner=edition.owner,
        review_date=edition.review_date,
        effective_at=item.effective_at,
        expires_at=item.expires_at,
        first_published_at=item.first_published_at,
        updated_at=item.updated_at,
        edition_number=edition.number,
        update_type=UpdateType(edition.update_type),
        change_note=edition.change_note,
        is_public=item.is_open_to(ANONYMOUS),
    )


def page_of_document(document: Document) -> Page:
    """Build the page that a document would be if it were published now."""
    references: dict[Relation, tuple[UUID, ...]] = {}
    for reference in dict.fromkeys(document.references):
        references[reference.relation] = (*references.get(reference.relation, ()), reference.target)
    shared = document.model_dump(
        include={
            "content_id",
            "title",
            "summary",
            "path",
            "code",
            "audience",
            "marking",
            "owner",
            "review_date",
            "effective_at",
            "expires_at",
            "update_type",
            "change_note",
        }
    )
    return Page(
        **shared,
        kind=document.kind,
        locale=get_locale(document.locale),
        details=document.details,
        image=document.image,
        body=document.body,
        references=references,
        updated_at=document.updated_at or timezone.now(),
        preview=True,
    )
