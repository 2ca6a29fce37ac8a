"""Relations in the other direction: the items that refer to an item, or that are below it on the website.

The lists of all items of a batch are read together: one statement reads the first items of each, along the index of
each, and another one finds which lists they belong to.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import blake2b
from operator import or_
from typing import Any

from django.db.models import CharField, Count, F, Q

from graphql_api.base.cursors import Position
from graphql_api.base.enums import LocaleFallback
from graphql_api.content.context import NodeBatch, build_nodes
from graphql_api.content.lists.conditions import Binder, Matches, Related
from graphql_api.content.lists.keyset import KeysetList
from graphql_api.content.lists.slices import check_page_size
from graphql_api.content.locales import RequestedLocale
from graphql_api.content.node_types import ContentNode
from publishing.kinds import Kind, Relation
from publishing.models import ContentItem, Link
from publishing.models.items import ParentPath
from publishing.text.url_paths import parent_path


@dataclass(frozen=True)
class Below:
    """Items one level below a path."""

    path: str

    @property
    def shape(self) -> Hashable:
        """The name of the condition."""
        return "below"

    def values(self) -> Iterator[object]:
        """Yield the path."""
        yield self.path

    def compile(self, bind: Binder) -> Q:
        """Compare the parent path, which has an index."""
        return Q(path__parent=bind.one(self.path, CharField()))

    def matches(self) -> Matches:
        """Read the index of parent paths."""
        return ContentItem.objects.filter(path__parent=self.path).values_list("pk", flat=True)


@dataclass(frozen=True)
class RelatedList:
    """The items of some kinds that refer to an item by a relation, each in the item's language or else in English.
    Without a relation those one level below its path, in its language."""

    relation: Relation | None = None
    kinds: tuple[Kind, ...] = ()

    def key(self, item: ContentItem) -> Any:
        """Return what identifies the list of an item."""
        return item.content_id if self.relation else item.path

    @property
    def digest(self) -> bytes:
        """The hash for cursors. One cursor continues the lists of all items of a batch."""
        return blake2b(repr(self).encode(), digest_size=6).digest()

    def start(self, batch: NodeBatch) -> KeysetList:
        """Return the list of all items that can be in the list of an item of a batch."""
        fallback = LocaleFallback.DEFAULT if self.relation else LocaleFallback.NONE
        return KeysetList(batch.context, RequestedLocale(batch.locale, fallback), *self.kinds)

    def keyset_list(self, batch: NodeBatch, key: Any) -> KeysetList:
        """Return the list with a key."""
        return self.start(batch).filter(Related("links", self.relation, (key,)) if self.relation else Below(key))

    def find_keys(self, items: Sequence[ContentItem], keys: Sequence[Any]) -> Mapping[Hashable, list[ContentItem]]:
        """Return the items of each list among these, in their order."""
        found: dict[Hashable, list[ContentItem]] = defaultdict(list)
        if self.relation is None:
            for item in items:
                found[parent_path(item.path or "")].append(item)
            return found
        links = Link.objects.filter(relation=self.relation, source__in=[item.pk for item in items], target__in=keys)
        pairs = set(links.values_list("source_id", "target"))
        return {key: [item for item in items if (item.pk, key) in pairs] for key in keys}

    def count(self, batch: NodeBatch) -> dict[Hashable, int]:
        """Return the lengths of the lists of a batch."""
        items, keys = self.start(batch).items, _keys(batch, self)
        if self.relation:
            items, column = items.filter(links__relation=self.relation, links__target__in=keys), "links__target"
        else:
            items, column = items.annotate(parent=ParentPath(F("path"))).filter(parent__in=keys), "parent"
        return dict(items.order_by().values(column).annotate(length=Count("pk")).values_list(column, "length"))


@dataclass(frozen=True)
class RelatedSlice:
    """A slice of the related list of an item."""

    batch: NodeBatch
    listing: KeysetList
    related: RelatedList
    key: Hashable
    nodes: list[ContentNode]
    has_next: bool
    has_previous: bool

    @property
    def rows(self) -> list[ContentItem]:
        """The items of the slice."""
        return [node.item for node in self.nodes]

    @property
    def digest(self) -> bytes:
        """The hash of the list, for cursors."""
        return self.related.digest

    @property
    def total(self) -> int:
        """The number of items in the whole list."""
        counts = self.batch.load_once(("related count", self.related), lambda: self.related.count(self.batch))
        return counts.get(self.key, 0)


def read_related(node: ContentNode, related: RelatedList, first: int, after: str | None) -> RelatedSlice:
    """Return a slice of the related list of a node, most recently updated first."""
    batch, key, size = node.batch, related.key(node.item), check_page_size(first)
    found = batch.load_once(("related", related, size, after), lambda: _read(batch, related, size, after)).get(key, [])
    batch.context.count_nodes(len(found[:size]))
    return RelatedSlice(batch, related.start(batch), related, key, found[:size], len(found) > size, after is not None)


def _read(batch: NodeBatch, related: RelatedList, size: int, after: str | None) -> dict[Hashable, list[ContentNode]]:
    """Return the first items of the list of each item, and one more if a list continues."""
    keys = _keys(batch, related)
    start = None if after is None else Position.decode(after, related.digest, is_time=True)
    firsts = []
    for key in keys:
        listing = related.keyset_list(batch, key)
        listing.start = start
        firsts.append(Q(pk__in=listing.first_items(size + 1, Binder()).values("pk")))
    if not firsts:
        return {}
    items = list(batch.context.visible_items().filter(reduce(or_, firsts)).slim())
    items.sort(key=lambda item: (item.updated_at, item.pk.bytes), reverse=True)
    lists = related.find_keys(items, keys)
    nodes = {node.item.pk: node for node in build_nodes(batch.context, items)}
    # An item may be among the first of one list, and further down in another.
    return {key: [nodes[item.pk] for item in lists.get(key, ())][: size + 1] for key in keys}


def _keys(batch: NodeBatch, related: RelatedList) -> list[Any]:
    return [key for key in dict.fromkeys(map(related.key, batch.items)) if key is not None]
