"""The input of `record_publication`: everything that it needs to write an edition."""

import hashlib
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import rfc8785
from pydantic import SerializeAsAny, ValidationInfo, field_validator, model_validator

from publishing.access.audiences import Audience, Marking
from publishing.content.blocks import Body, Image, Struct, UtcDateTime
from publishing.content.fields import Line, clean_value, find_text_type
from publishing.kinds import Kind, Relation, UpdateType
from publishing.kinds.declaration import Details
from publishing.kinds.registry import KINDS


def item_id(content_id: UUID, locale: str) -> UUID:
    """Return the id of the item that is `content_id` in `locale`: the same on every rebuild of the log."""
    return uuid5(content_id, locale)


class Reference(Struct):
    """A reference to another item by content id, ordered within its relation."""

    relation: Relation
    target: UUID


class NewEdition(Struct):
    """The complete content of one item in one locale."""

    content_id: UUID
    locale: Line
    kind: Kind
    path: Line | None
    title: Line
    summary: str = ""
    image: Image | None = None
    """The lead image: shown in lists, cards and where the page is shared."""
    body: Body = ()
    details: SerializeAsAny[Details]
    references: tuple[Reference, ...] = ()
    assets: tuple[UUID, ...] = ()
    code: Line = ""
    audience: Audience = Audience.PUBLIC
    marking: Marking = Marking.CLEAR
    projects: tuple[UUID, ...] = ()
    """Content ids of the projects whose members may read it, if it is for named readers."""
    owner: Line = ""
    review_date: date | None = None
    reviewed_at: UtcDateTime | None = None
    """When it was last reviewed, whether or not that changed it."""
    effective_at: UtcDateTime | None = None
    expires_at: UtcDateTime | None = None
    update_type: UpdateType = UpdateType.MAJOR
    change_note: str = ""
    updated_at: UtcDateTime | None = None
    """The time of the update shown to readers; defaults to the time of recording (imports set it)."""

    @field_validator("*")
    @classmethod
    def _clean(cls, value: Any, info: ValidationInfo) -> Any:
        """Clean every text, check every URL and drop empty parts (publishing/content/fields.py)."""
        field = cls.model_fields[str(info.field_name)]
        return clean_value(value, find_text_type(field.annotation, tuple(field.metadata)))

    @model_validator(mode="after")
    def _check(self) -> "NewEdition":
        if not isinstance(self.details, KINDS[self.kind].details):
            raise ValueError(f"{self.kind} needs {KINDS[self.kind].details.__name__}")
        if not self.title:
            raise ValueError("The title is empty")
        if self.audience < self.marking.widest_audience:
            raise ValueError(f"TLP:{self.marking} is for {self.marking.widest_audience.label} at the widest")
        return self

    @property
    def id(self) -> UUID:
        """The item's id."""
        return item_id(self.content_id, self.locale)

    def targets_by_relation(self) -> dict[Relation, tuple[UUID, ...]]:
        """Return the content ids that it refers to, each once."""
        return Relation.group((one.relation, one.target) for one in dict.fromkeys(self.references))

    def content(self) -> dict[str, Any]:
        """Return all content that readers can see as JSON values: all but path, assets and time of update."""
        return self.model_dump(mode="json", exclude={"path", "assets", "updated_at"})

    def content_hash(self) -> str:
        """SHA-256, in hex, of the canonical JSON of the content."""
        return hash_content(self.content())


def hash_content(content: dict[str, Any]) -> str:
    """Return the SHA-256, in hex, of the content's canonical JSON."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def canonical_json(value: Any) -> bytes:
    """Return canonical JSON (RFC 8785): equal values give equal bytes everywhere."""
    return rfc8785.dumps(value)
