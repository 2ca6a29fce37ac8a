"""A page of the website: what templates show of a content item, whether it is published or previewed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS
from publishing.content.blocks import Body, Image
from publishing.kinds import Kind, Relation, UpdateType
from publishing.kinds.declaration import Details
from publishing.log.comparison import load_recorded
from publishing.log.new_edition import NewEdition
from publishing.log.status import read_status_since
from publishing.models import ContentItem
from publishing.text.url_paths import encode_path
from website.locales import Locale, get_locale

References = Mapping[Relation, tuple[UUID, ...]]


@dataclass(frozen=True)
class Page:
    """What a template shows of a content item. `preview` is True while an editor looks at a draft."""

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
    reviewed_at: datetime | None = None
    status_since: datetime | None = None
    """Since when the status that readers see first is the same, if its kind has one."""
    effective_at: datetime | None = None
    expires_at: datetime | None = None
    first_published_at: datetime = field(default_factory=timezone.now)
    updated_at: datetime = field(default_factory=timezone.now)
    edition_number: int = 0
    update_type: UpdateType = UpdateType.MINOR
    change_note: str = ""
    preview: bool = False
    is_public: bool = False
    """Whether everyone may read it."""

    @property
    def stored_path(self) -> str:
        """The page's path as it is stored; the home page's if it has none."""
        return self.path or self.locale.home

    @property
    def url(self) -> str:
        """The page's URL within the site."""
        return encode_path(self.stored_path)

    def targets(self, relation: Relation) -> tuple[UUID, ...]:
        """Content ids that the page refers to, in order."""
        return self.references.get(relation, ())

    @classmethod
    def from_item(cls, item: ContentItem, edition_number: int) -> "Page":
        """Build the page of a live item whose whole edition is loaded; `edition_number` is that which the viewer may
        see (visible_edition_number). One query, for its references."""
        assert item.edition is not None, "a live item has an edition"
        return replace(
            cls.from_draft(load_recorded(item, item.edition)),
            references=item.targets_by_relation(),
            first_published_at=item.first_published_at,
            updated_at=item.updated_at,
            status_since=read_status_since(item),
            edition_number=edition_number,
            preview=False,
            is_public=item.is_readable_by(ANONYMOUS),
        )

    @classmethod
    def from_draft(cls, draft: NewEdition) -> "Page":
        """Build the page that a draft would be if it were published now."""
        return cls(
            content_id=draft.content_id,
            kind=draft.kind,
            locale=get_locale(draft.locale),
            title=draft.title,
            summary=draft.summary,
            details=draft.details,
            path=draft.path,
            image=draft.image,
            body=draft.body,
            references=draft.targets_by_relation(),
            code=draft.code,
            audience=draft.audience,
            marking=draft.marking,
            owner=draft.owner,
            review_date=draft.review_date,
            reviewed_at=draft.reviewed_at,
            effective_at=draft.effective_at,
            expires_at=draft.expires_at,
            updated_at=draft.updated_at or timezone.now(),
            update_type=draft.update_type,
            change_note=draft.change_note,
            preview=True,
        )
