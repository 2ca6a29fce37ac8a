"""The context of a request: the viewer, and visible items, which are loaded in batches.

The nodes of one list are a batch. When a field of the first of them needs topics, a body or files, those of the whole
batch are loaded in one query, and the loaded items form the next batch. A query therefore takes one SQL statement for
each distinct edge, however many items it lists.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Expression

from graphql_api.base.cache_tags import CacheTags
from graphql_api.base.callers import Caller
from graphql_api.base.errors import Code, HubError
from graphql_api.base.meter import Meter
from graphql_api.content.node_types import ContentNode, build_node
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.content.blocks import Body, Image
from publishing.content.references import Targets, find_targets
from publishing.formats.reading import EditionContent
from publishing.kinds import Relation
from publishing.kinds.declaration import Details
from publishing.models import Asset, ContentItem, Edition, Link, PreviewedDocument
from publishing.models.editions import STORED, load_stored_parts
from publishing.models.items import ContentItemQuerySet
from publishing.text.url_paths import ancestor_paths

T = TypeVar("T")
MAX_NODES = 50_000
"""The maximum number of linked items and blocks in a response. The cost of an operation is estimated before it runs
(graphql_api/execution/cost/); this limits the actual size."""


def current_edition(item: ContentItem) -> Edition:
    """Return the current edition of an item, with its slim columns."""
    assert item.edition is not None, "a visible item has an edition"
    return item.edition


@dataclass
class RequestContext:
    """The context of one request."""

    viewer: Viewer = ANONYMOUS
    at: datetime | Expression | None = None
    """The time at which access is checked; now by default."""
    meter: Meter = field(default_factory=Meter)
    """Counts the values in the response, and enforces the time limit."""
    cache_tags: CacheTags = field(default_factory=CacheTags)
    """The tags of the response, for caches."""
    requested_locales: dict[str, dict[str, str | None]] = field(default_factory=dict)
    """The language that each root field requests, by response key: reported in the response's extensions."""
    caller: Caller | None = None
    """Who sent the request. Results that depend on it must not be cached: see `personal_caller`."""
    idempotency_key: str | None = None
    """The request's header `Idempotency-Key`."""
    _node_count: int = 0
    _items: dict[str, dict[UUID, ContentItem | None]] = field(default_factory=lambda: defaultdict(dict))

    def personal_caller(self) -> Caller | None:
        """Return the caller, for a result that only this caller may see: it is not cached."""
        self.cache_tags.limit_age(0)
        return self.caller

    @property
    def key(self) -> str:
        """The prefix of the caller's API key; empty if there is none."""
        return self.caller.key.prefix if self.caller and self.caller.key else ""

    @property
    def request(self) -> Caller | None:
        """What strawberry_django reads the `user` of the request from."""
        return self.caller

    def visible_items(self) -> ContentItemQuerySet:
        """The items that the viewer may read through the API, which excludes TLP:RED."""
        return ContentItem.objects.visible_to(self.viewer, self.at, off_site=True)

    def visible_tombstones(self) -> ContentItemQuerySet:
        """The removed items whose removal the viewer may know of."""
        return ContentItem.objects.tombstones_for(self.viewer, self.at, off_site=True)

    def count_nodes(self, nodes: int) -> None:
        """Add to the number of nodes in the response. Raise TOO_LARGE if it exceeds the limit."""
        self._node_count += nodes
        if self._node_count > MAX_NODES:
            raise HubError(Code.TOO_LARGE, f"The response has more than {MAX_NODES:,} nodes.")

    def resolve(self, content_ids: Iterable[UUID], locale: str) -> dict[UUID, ContentItem]:
        """Return the visible item of each content id, in `locale` or else in another language. Takes at
        most one query."""
        known = self._items[locale]
        wanted = dict.fromkeys(content_ids)
        missing = [content_id for content_id in wanted if content_id not in known]
        if missing:
            found = self.visible_items().by_content_id(missing, locale)
            known.update({content_id: found.get(content_id) for content_id in missing})
            self.cache_tags.add_items(found)
        return {content_id: item for content_id in wanted if (item := known[content_id])}


class NodeBatch:
    """Items in one language that are loaded together, and their nodes. What they refer to is in the same language if
    possible."""

    draft: PreviewedDocument | None = None
    """The preview that the only item is a draft of; None for published items."""
    at: datetime | None = None
    """The time as of which the items are; None for now."""

    def __init__(self, context: RequestContext, items: Sequence[ContentItem], locale: str) -> None:
        self.context = context
        self.items = items
        self.locale = locale
        context.cache_tags.add_items(item.content_id for item in items)
        self._edges: dict[Relation, Mapping[UUID, ContentNode]] = {}
        self._loaded: dict[Hashable, Any] = {}

    def load_once(self, key: Hashable, load: Callable[[], T]) -> T:
        """Return the data of the batch under a key, loading it on the first call."""
        if key not in self._loaded:
            self._loaded[key] = load()
        loaded: T = self._loaded[key]
        return loaded

    @cached_property
    def nodes(self) -> list[ContentNode]:
        """The nodes of the items, in the same order."""
        return [build_node(item, self) for item in self.items]

    def related(self, item: ContentItem, relation: Relation) -> list[ContentNode]:
        """The visible nodes to which an item refers, in its order."""
        if relation not in self._edges:
            targets = (target for links in self._links.values() for target in links.get(relation, ()))
            self._edges[relation] = self.load_nodes(targets)
        nodes = self._edges[relation]
        related = [nodes[target] for target in self._links[item.pk].get(relation, ()) if target in nodes]
        self.context.count_nodes(len(related))
        return related

    def load_nodes(self, content_ids: Iterable[UUID]) -> dict[UUID, ContentNode]:
        """Return the visible node of each content id, as a new batch."""
        items = self.context.resolve(content_ids, self.locale)
        return dict(zip(items, build_nodes(self.context, items.values()), strict=True))

    def references(self, item: ContentItem) -> dict[str, list[UUID]]:
        """The content ids to which an item refers, by relation, limited to visible items."""
        visible = self._visible_targets
        found = {
            relation: [target for target in targets if target in visible]
            for relation, targets in self._links[item.pk].items()
        }
        return {relation: targets for relation, targets in found.items() if targets}

    @cached_property
    def _visible_targets(self) -> Mapping[UUID, ContentItem]:
        links = (link for by_relation in self._links.values() for targets in by_relation.values() for link in targets)
        return self.context.resolve(links, self.locale)

    def translations(self, item: ContentItem) -> list[ContentNode]:
        """The visible nodes of an item, one for each language."""
        nodes = self._translations[item.content_id]
        self.context.count_nodes(len(nodes))
        return nodes

    @cached_property
    def _translations(self) -> Mapping[UUID, list[ContentNode]]:
        content_ids = {item.content_id for item in self.items}
        found: dict[UUID, list[ContentNode]] = defaultdict(list)
        items = self.context.visible_items().filter(content_id__in=content_ids).order_by("locale").slim()
        for node in build_nodes(self.context, items):
            found[node.item.content_id].append(node)
        return found

    def ancestors(self, item: ContentItem) -> list[ContentNode]:
        """The visible nodes above an item's path, in its language, nearest last."""
        above = [self._ancestors[path] for path in ancestor_paths(item.path or "") if path in self._ancestors]
        self.context.count_nodes(len(above))
        return above

    @cached_property
    def _ancestors(self) -> Mapping[str, ContentNode]:
        paths = {path for item in self.items for path in ancestor_paths(item.path or "")}
        items = self.context.visible_items().in_locale(self.locale).filter(path__in=paths).slim() if paths else []
        found = {str(node.item.path): node for node in build_nodes(self.context, items)}
        if len(found) < len(paths):
            self.context.cache_tags.add_list()
        return found

    @cached_property
    def _links(self) -> Mapping[UUID, Mapping[str, list[UUID]]]:
        links: dict[UUID, dict[str, list[UUID]]] = defaultdict(lambda: defaultdict(list))
        rows = Link.objects.filter(source__in=[item.pk for item in self.items]).order_by("relation", "position")
        for source, relation, target in rows.values_list("source_id", "relation", "target"):
            links[source][relation].append(target)
        return links

    def details(self, item: ContentItem) -> Details:
        """The details of an item."""
        return self._contents[current_edition(item).pk].details

    def body(self, item: ContentItem) -> Body:
        """The blocks of an item's body."""
        body = self._contents[current_edition(item).pk].body
        self.context.count_nodes(len(body))
        return body

    @cached_property
    def _contents(self) -> dict[int, EditionContent]:
        kinds = {current_edition(item).pk: item.kind for item in self.items}
        return {pk: edition.content(kinds[pk]) for pk, edition in self.stored.items()}

    @cached_property
    def stored(self) -> dict[int, Edition]:
        """The editions of the batch with all stored columns, by primary key. `details` and `body` return them in the
        current format; signatures need the stored format."""
        editions = Edition.objects.filter(pk__in=[current_edition(item).pk for item in self.items])
        return {edition.pk: edition for edition in editions.only("format", *STORED)}

    @cached_property
    def targets(self) -> dict[UUID, ContentNode]:
        """The visible nodes to which the bodies and details refer, by content id."""
        return self.load_nodes(self._targets.contents)

    @cached_property
    def files(self) -> dict[UUID, Asset]:
        """The files to which the bodies and details refer, by key."""
        keys = self._targets.assets
        return Asset.objects.in_bulk(list(keys)) if keys else {}

    @cached_property
    def _targets(self) -> Targets:
        return find_targets(*((content.details, content.body) for content in self._contents.values()))

    @cached_property
    def lead_images(self) -> dict[int, Image | None]:
        """The lead images, by primary key of the edition."""
        load_stored_parts(map(current_edition, self.items))
        return {current_edition(item).pk: current_edition(item).content(item.kind).image for item in self.items}

    @cached_property
    def lead_files(self) -> dict[UUID, Asset]:
        """The files of the lead images, by key."""
        keys = find_targets(*self.lead_images.values()).assets
        return Asset.objects.in_bulk(list(keys)) if keys else {}


def build_nodes(context: RequestContext, items: Iterable[ContentItem]) -> list[ContentNode]:
    """Return the nodes of items, in the same order: a batch for each language."""
    items, by_locale = list(items), defaultdict(list)
    for item in items:
        by_locale[item.locale].append(item)
    batches = (NodeBatch(context, group, locale) for locale, group in by_locale.items())
    nodes = {node.item.pk: node for batch in batches for node in batch.nodes}
    return [nodes[item.pk] for item in items]
