"""The base type of all content, and the registration of a type for each kind."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any, TypeVar

import strawberry
from django.utils import timezone

from graphql_api.base.cost_directives import PAGE, assumed
from graphql_api.base.fields import field
from graphql_api.content.blocks import ContentBlock, build_blocks
from graphql_api.content.context import NodeBatch, current_edition
from graphql_api.content.declared_fields import add_plain_fields, register_struct_type
from graphql_api.content.editions import ContentEdition, ContentEditionConnection
from graphql_api.content.history import After, First, OfType, edition_number, read_history, revision
from graphql_api.content.media import ContentImage, build_image
from graphql_api.content.node_types import NODE_TYPES, LazySector, LazyTopic, LazyWorkStream
from graphql_api.content.signing.canonical import canonical_edition
from graphql_api.content.signing.keys import signing_key
from graphql_api.content.signing.signatures import EditionSignature
from graphql_api.content.similar import SIMILAR_COST, load_similar
from graphql_api.content.similar import First as FirstSimilar
from graphql_api.content.source_maps import ContentSourceMap
from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, Relation, travel_advice
from publishing.kinds.declaration import Details
from publishing.kinds.registry import KINDS
from publishing.models import ContentItem
from publishing.text.url_paths import public_url

D = TypeVar("D", bound=Details)
N = TypeVar("N", bound="Content")


@register_struct_type(travel_advice.ContentProvenance)
class ContentProvenance:
    pass


@strawberry.interface(description="An object with a globally unique ID: a content item in one language.")
class Node:
    item: strawberry.Private[ContentItem]

    @field("The ID of this item in this language, stable across its editions.")
    def id(self) -> strawberry.ID:
        return strawberry.ID(str(self.item.pk))


@strawberry.interface(description="A content item in one language, with the fields that every kind of content has.")
class Content(Node):
    batch: strawberry.Private[NodeBatch]

    @field("The ID shared by all translations of the item.")
    def content_id(self) -> strawberry.ID:
        return strawberry.ID(str(self.item.content_id))

    @field("The language of the content, which what it links to has as well, if possible.")
    def locale(self) -> str:
        return self.item.locale

    @field("The item in every language in which it is available, including this one.")
    def translations(self) -> "list[Content]":
        return self.batch.translations(self.item)

    @field("Whether it is a draft, which only the root field `preview` returns.")
    def is_draft(self) -> bool:
        return self.batch.draft is not None

    @field("Where an editor changes each part of a draft, for click-to-edit; null for published content.")
    def source_map(self) -> ContentSourceMap | None:
        return ContentSourceMap.from_stored(self.batch.draft.source_map) if self.batch.draft else None

    @field("The kind of content.")
    def kind(self) -> Kind:
        return Kind(self.item.kind)

    @field("The path on the website, such as `/guidance/bag-searches/`; null if it has no page.")
    def path(self) -> str | None:
        return self.item.path

    @field("The URL on the website; null if it has no page.")
    def url(self) -> str | None:
        return public_url(self.item.path) if self.item.path else None

    @field("The reference code, such as TT3, BR-2026-014 or FR; null if it has none.")
    def code(self) -> str | None:
        return self.item.code or None

    @field("The title.")
    def title(self) -> str:
        return current_edition(self.item).title

    @field("A summary of one or two sentences; null if not provided.")
    def summary(self) -> str | None:
        return current_edition(self.item).summary or None

    @field("Who may see it.")
    def audience(self) -> Audience:
        return Audience(self.item.audience)

    @field("How it may be shared, by the Traffic Light Protocol 2.0.")
    def marking(self) -> Marking:
        return Marking(self.item.marking)

    @field("Who is responsible for it; null if not provided.")
    def owner(self) -> str | None:
        return current_edition(self.item).owner or None

    @field("When it was last reviewed, changed or not; when this edition was published if that is not known.")
    def reviewed_at(self) -> datetime:
        edition = current_edition(self.item)
        return edition.reviewed_at or edition.published_at

    @field("The date by which it should be reviewed again; null if none is set.")
    def review_by(self) -> date | None:
        return current_edition(self.item).review_date

    @field(
        "When to start warning that it may be out of date: the end of `reviewBy`, or `expiresAt` if that is earlier."
    )
    def valid_until(self) -> datetime | None:
        return earliest(self.item.expires_at, end_of_day(current_edition(self.item).review_date))

    @field("When it takes effect; null if it takes effect on publication.")
    def effective_at(self) -> datetime | None:
        return self.item.effective_at

    @field("When it expires. It is not shown to anyone after that: do not keep it any longer.")
    def expires_at(self) -> datetime | None:
        return self.item.expires_at

    @field("When it was first published.")
    def first_published_at(self) -> datetime:
        return self.item.first_published_at

    @field("When it last had a significant update. Lists are sorted by this.")
    def updated_at(self) -> datetime:
        return self.item.updated_at

    @field("The current edition.")
    def edition(self) -> ContentEdition:
        return ContentEdition.current(
            current_edition(self.item), lambda: edition_number(self.item, self.batch), self._sign
        )

    @field("The editions that you may see, including the current one, newest first.", size=PAGE)
    def history(self, first: First, after: After = None, update_type: OfType = None) -> ContentEditionConnection:
        return ContentEditionConnection(slice=read_history(self.item, self.batch, first, after, update_type))

    @field("The original source; null if the hub wrote it.")
    def provenance(self) -> ContentProvenance | None:
        return None

    @field("Changes whenever anything about the item changes. The root field `revision` does so for all content.")
    def revision(self) -> str:
        return revision(self.item, self.batch)

    @field("The lead image, for lists and cards.")
    def image(self) -> ContentImage | None:
        image = self.batch.lead_images[current_edition(self.item).pk]
        return build_image(image, self.batch.lead_files) if image else None

    @field("The body, as blocks.", size=assumed(20))
    def body(self) -> list[ContentBlock]:
        return build_blocks(self.batch.body(self.item), self.batch)

    @field("The topics it is about.")
    def topics(self) -> list[LazyTopic]:
        return self._linked(Relation.TOPIC, Kind.TOPIC)

    @field("The sectors it is for.")
    def sectors(self) -> list[LazySector]:
        return self._linked(Relation.SECTOR, Kind.SECTOR)

    @field("The work-streams to which it belongs.")
    def work_streams(self) -> list[LazyWorkStream]:
        return self._linked(Relation.WORK_STREAM, Kind.WORK_STREAM)

    @field("The pages above it on the website, from the home page down, for breadcrumbs.")
    def ancestors(self) -> "list[Content]":
        return self.batch.ancestors(self.item)

    @field("Related content, chosen by editors.")
    def related(self) -> "list[Content]":
        return self.batch.related(self.item, Relation.RELATED)

    @field("Content that its text links to.")
    def mentions(self) -> "list[Content]":
        return self.batch.related(self.item, Relation.MENTION)

    @field("Content with similar text, most similar first.", cost=SIMILAR_COST)
    def similar(self, first: FirstSimilar) -> "list[Content]":
        return load_similar(self, first)

    def _linked(self, relation: Relation, kind: Kind) -> list[Any]:
        """The visible targets of a relation that have the type of this kind."""
        return [node for node in self.batch.related(self.item, relation) if isinstance(node, NODE_TYPES[kind])]

    def _sign(self) -> EditionSignature | None:
        key = None if self.batch.draft or self.batch.at else signing_key()
        return EditionSignature(key=key, signed=canonical_edition(self)) if key else None

    def _details(self, expected: type[D]) -> D:
        """The details of the item, which its kind declares to be of this type."""
        details = self.batch.details(self.item)
        assert isinstance(details, expected), "details are validated as those of the kind"
        return details


def earliest(*times: datetime | None) -> datetime | None:
    """Return the earliest of the times that are set."""
    return min((time for time in times if time), default=None)


def end_of_day(day: date | None) -> datetime | None:
    """Return the end of a day in the programme's time zone; None for date.max, which has no end."""
    if day is None or day == date.max:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time_of_day.min)).astimezone(UTC)


def register_kind_type(kind: Kind) -> Callable[[type[N]], type[N]]:
    """Register a class as the type of a kind, and add the plain fields that the kind declares."""

    def register(node: type[N]) -> type[N]:
        declaration = KINDS[kind]
        add_plain_fields(node, declaration.details, lambda node: node.batch.details(node.item))
        NODE_TYPES[kind] = strawberry.type(node, name=declaration.type_name, description=declaration.description)
        return node

    return register


def node_type(kind: Kind) -> type[Content]:
    """Return the GraphQL type of a kind."""
    return NODE_TYPES[kind]


def content_types() -> list[type[Content]]:
    """Return the GraphQL types of all kinds."""
    return list(NODE_TYPES.values())
