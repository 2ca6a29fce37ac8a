"""Rows read level by level: what a page lists, what that refers to, and so on. A level costs two statements however
many rows it has: their links, and the targets of links and bodies together. Files are one more for the whole answer."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, Q, QuerySet
from orjson import Fragment, dumps, loads

from graphql_api.base.addresses import absolute_url, file_path
from graphql_api.content.base import Content
from graphql_api.content.context import MAX_NODES, NodeBatch, RequestContext
from graphql_api.execution.compiler.computed_columns import computing
from graphql_api.execution.compiler.statements import NOW, Keys, OneOf, Row, Slot, statement
from graphql_api.execution.compiler.stored_json import Text, Written, recall, remember
from graphql_api.execution.compiler.upcasting import upcast_texts
from publishing import formats
from publishing.access.viewers import Viewer
from publishing.content.fields import Target
from publishing.content.references import Attributes, add_link_titles, resolve_links_for_display
from publishing.kinds import Relation
from publishing.models import Asset, ContentItem, Link
from publishing.models.items import FALLBACK_LOCALE, ContentItemQuerySet

ID, CONTENT_ID, KIND, LOCALE = range(4)
"""The first columns of every row."""


class File(NamedTuple):
    """A published file."""

    path: str
    filename: str
    content_type: str
    size: int


class UnansweredError(Exception):
    """A plan cannot answer this request: the generic executor does."""


@dataclass
class Level:
    """What is read of the rows of one level."""

    depth: int
    root: str = ""
    """The key of the root field, of a first level."""
    columns: dict[str, int] = field(
        default_factory=lambda: {"id": ID, "content_id": CONTENT_ID, "kind": KIND, "locale": LOCALE}
    )
    relations: set[Relation] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)
    """Columns of stored JSON, as what it says."""
    texts: set[int] = field(default_factory=set)
    """Columns of stored JSON, as Text: parts of the answer are made of them alone."""
    parts: dict[str, int] = field(default_factory=dict)
    """The columns of stored JSON by what they are: image, body, details."""
    edition: int = 0
    """The column that says which edition they are of, where there are any."""
    format: int = 0
    """The column that says in which format they are."""
    is_read: bool = False
    """Whether rows are wanted at all, of a list."""
    refers: bool = False
    """Whether it matters what stored JSON refers to."""
    has_files: bool = False
    """Whether it matters which files it names."""

    has_past: bool = False
    """Whether earlier editions are asked for."""

    def column(self, name: str) -> int:
        """Return the place of a column, which is read from now on."""
        return self.columns.setdefault(name, len(self.columns))

    def document(self, name: str) -> int:
        """Return the place of a part of an edition, in the newest format."""
        place = self._part(name)
        self.documents.add(place)
        return place

    def text(self, name: str) -> int:
        """Return the place of a part of an edition that a part of the answer is made of."""
        place = self._part(name)
        self.texts.add(place)
        return place

    def _part(self, name: str) -> int:
        """Which edition it is, and of which format, is read as well."""
        self.parts[name] = self.column(f"edition__stored_{name}")
        self.edition, self.format = self.column("edition_id"), self.column("edition__format")
        return self.parts[name]

    @property
    def is_flat(self) -> bool:
        """Whether all that is told of the level's rows stands in their columns."""
        return not (self.relations or self.documents or self.texts or self.has_past)

    def rows(
        self, key: Hashable, viewer: Viewer, make: Callable[[], ContentItemQuerySet], **values: object
    ) -> list[Row]:
        """Read the level's columns of a query, which is kept under a key and the whole viewer."""
        columns = tuple(self.columns)
        rows = statement((key, viewer), lambda: computing(make(), viewer, columns), columns).run(**values)
        # Lists, where what is stored as text will be replaced with what it says.
        return [list(row) for row in rows] if self.documents or self.texts else rows


@dataclass
class Loaded:
    """What was read for one answer in one language: the walk looks everything up here."""

    context: RequestContext
    locale: str
    below: Sequence[Level] = ()
    """The levels below the first."""
    first: list[tuple[Level, Sequence[Row]]] = field(default_factory=list)
    """What the answer begins with."""
    targets: list[Mapping[str, Row]] = field(default_factory=lambda: [{}])
    """The rows of each level below the first, by content id."""
    read: list[Sequence[Row]] = field(default_factory=list)
    """All rows of each level, the first too."""
    related: list[Mapping[str, Mapping[str, list[Row]]]] = field(default_factory=list)
    """The visible targets of each level's links, by relation and source."""
    files: Mapping[str, File] = field(default_factory=dict)
    peers: Mapping[str, "Loaded"] = field(default_factory=dict)
    """What was read in each language."""
    told: Mapping[str, Mapping[tuple[str, str], Row]] = field(default_factory=dict)
    """The rows of nodes that resolvers made, by root field, id and language."""
    values: int = 0
    nodes: int = 0
    _batches: dict[int, NodeBatch] = field(default_factory=dict)

    def node(self, table: Mapping[str, Callable[[Row, "Loaded"], Any]], root: str, node: Content) -> Any:
        """Return a node that a resolver made, written by a plan."""
        key = str(node.item.pk), node.batch.locale
        row = self.told[root][key]
        return table[row[KIND]](row, self.peers[key[1]])

    def batch(self, depth: int) -> NodeBatch:
        """Return the items of a level, of which only the ids are known: enough to load what is told of their past."""
        if depth not in self._batches:
            items = [ContentItem(id=UUID(row[ID]), content_id=UUID(row[CONTENT_ID])) for row in self.read[depth]]
            self._batches[depth] = NodeBatch(self.context, items, self.locale)
        return self._batches[depth]

    def spend(self, nodes: int) -> None:
        """Count linked items and blocks, as Reader.spend does; what grows out of bounds is not answered here."""
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise UnansweredError("The answer is too large.")

    def links(self, depth: int, relation: str, source: str) -> list[Row]:
        """Return the visible targets of an item's links."""
        found = self.related[depth][relation].get(source, [])
        self.spend(len(found))
        return found

    def part(self, key: object, write: Callable[[Any, "Loaded"], Any], text: Text, depth: int) -> Any:
        """Return a part of the answer that is made of a stored text and of what that refers to: as it was written the
        last time, unless something that it refers to is another by now, or for this viewer."""
        references = text.references
        if references.contents and depth and not self.below[depth - 1].is_flat:
            return write(loads(text.json), self)
        targets = map(self.targets[depth].get, references.contents)
        known = (absolute_url(""), self.locale, *targets, *map(self.files.get, references.files))
        written = recall((key, references.digest), known)
        if written:
            self.values += written.values
            self.spend(written.nodes)
        else:
            values, nodes = self.values, self.nodes
            json = dumps(write(loads(text.json), self))
            written = Written(known, json, self.values - values, self.nodes - nodes)
            remember((key, references.digest), written)
        return Fragment(written.json)

    def settled(self, html: str, depth: int, path: int, title: int) -> str:
        """Return HTML with its references as links; `path` and `title` are places of columns in the targets' rows."""
        targets = self.targets[depth]

        def attributes_of(target: Target, key: UUID) -> Attributes | None:
            name = str(key)
            if target == "asset":
                return {"href": self.files[name].path, "data-asset": name} if name in self.files else None
            row = targets.get(name)
            return {"href": row[path], "data-content": name} if row and row[path] else None

        return resolve_links_for_display(html, attributes_of, self._titles(depth, title))

    def titled(self, html: str, depth: int, title: int) -> str:
        """Return HTML whose references without a text have their targets' titles."""
        return add_link_titles(html, self._titles(depth, title)) if "<a data-" in html else html

    def _titles(self, depth: int, title: int) -> Callable[[UUID], str | None]:
        targets = self.targets[depth]
        return lambda key: row[title] if (row := targets.get(str(key))) else None


def load(loaded: Loaded) -> None:
    """Read all that the first rows refer to."""
    below, groups, files = loaded.below, loaded.first, set[str]()
    for depth in range(len(below) + 1):
        contents = set[str]()
        for level, rows in groups:
            loaded.context.cache_tags.add_items(row[CONTENT_ID] for row in rows)
            _parse(level, rows, contents, files)
        links = _links(groups)
        contents.update(target for pairs in links.values() for _, target in pairs)
        loaded.read.append([row for _, rows in groups for row in rows])
        target_level = below[depth] if depth < len(below) else None
        targets = _targets(loaded, target_level, contents) if target_level else {}
        loaded.targets.append(targets)
        loaded.related.append(_related(links, targets))
        groups = [(target_level, list(targets.values()))] if target_level else []
    loaded.files = _files(files)


def _parse(level: Level, rows: Sequence[Row], contents: set[str], files: set[str]) -> None:
    """Look for references in stored JSON, and parse what is not written as a part."""
    if level.parts:
        _upcast(level, rows)
    for place in level.documents | level.texts:
        for row in rows:
            if row[place] is not None:
                text = Text.of(row[place])
                if level.refers:
                    contents.update(text.references.contents)
                if level.has_files:
                    files.update(text.references.files)
                row[place] = text if place in level.texts else loads(text.json)  # type: ignore[index]


def _upcast(level: Level, rows: Sequence[Row]) -> None:
    """Put what is in an older format into the newest: none is, but for editions of before the last one came."""
    older = {row[level.edition]: row[KIND] for row in rows if row[level.format] < formats.FORMAT}
    texts = upcast_texts(older) if older else {}
    for row in rows:
        if found := texts.get(row[level.edition]):
            for name, place in level.parts.items():
                row[place] = found[name]  # type: ignore[index]


def _links(groups: Iterable[tuple[Level, Sequence[Row]]]) -> dict[str, list[tuple[str, str]]]:
    """Return the sources and targets of the rows' links, by relation."""
    relations = {relation for level, rows in groups if rows for relation in level.relations}
    sources = {row[ID] for level, rows in groups if level.relations for row in rows}
    links: dict[str, list[tuple[str, str]]] = {relation.value: [] for relation in relations}
    if sources:
        wanted = tuple(sorted(relations))
        found = statement(("links", wanted), lambda: _link_rows(wanted), ("source_id", "relation", "target"))
        for source, relation, target in found.run(keys=sources):
            links[relation].append((source, target))
    return links


def _link_rows(relations: Sequence[Relation]) -> QuerySet[Link]:
    rows = Link.objects.filter(OneOf("source_id", Keys("keys")), relation__in=relations)
    return rows.order_by("relation", "position")


def _targets(loaded: Loaded, level: Level, keys: set[str]) -> dict[str, Row]:
    """Return the visible row of each content id, in the answer's language or else in English."""
    if not keys:
        return {}
    viewer = loaded.context.viewer
    rows = level.rows("targets", viewer, lambda: _target_rows(viewer), keys=keys, locale=loaded.locale)
    return {row[CONTENT_ID]: row for row in sorted(rows, key=lambda row: row[LOCALE] == loaded.locale)}


def _target_rows(viewer: Viewer) -> ContentItemQuerySet:
    locale = Slot("locale", CharField())
    items = RequestContext(viewer, at=NOW).visible_items()
    return items.filter(OneOf("content_id", Keys("keys")), Q(locale=locale) | Q(locale=FALLBACK_LOCALE))


def _related(links: Mapping[str, list[tuple[str, str]]], targets: Mapping[str, Row]) -> dict[str, dict[str, list[Row]]]:
    related: dict[str, dict[str, list[Row]]] = {}
    for relation, pairs in links.items():
        by_source = related[relation] = defaultdict(list)
        for source, target in pairs:
            if target in targets:
                by_source[source].append(targets[target])
    return related


def _files(keys: set[str]) -> dict[str, File]:
    """Return the files that are there."""
    if not keys:
        return {}
    columns = ("key", "filename", "content_type", "size")
    found = statement("files", lambda: Asset.objects.filter(OneOf("key", Keys("keys"))), columns)
    return {key: File(file_path(key, name), name, *rest) for key, name, *rest in found.run(keys=keys)}
