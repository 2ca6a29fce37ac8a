"""Loads all rows of a result, depth by depth, and the files that they refer to."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db.models import CharField, Field
from orjson import Fragment, dumps, loads

from graphql_api.base.addresses import absolute_url, file_path
from graphql_api.content.base import Content
from graphql_api.content.context import MAX_NODES, NodeBatch, RequestContext
from graphql_api.execution.compiler.errors import FallbackError
from graphql_api.execution.compiler.links import Groups, find_visible_targets, read_links
from graphql_api.execution.compiler.row_fetches import CONTENT_ID, ID, KIND, LOCALE, RowFetch
from graphql_api.execution.compiler.statements import (
    NOW,
    InKeys,
    Keys,
    Placeholder,
    Row,
    Values,
    get_statement,
)
from graphql_api.execution.compiler.stored_json import CachedPart, StoredJson, get_part, put_part
from graphql_api.execution.compiler.upcasting import upcast_texts
from publishing import formats
from publishing.content.fields import Target
from publishing.content.references import Attributes, add_link_titles, resolve_links_for_display
from publishing.models import Asset, ContentItem
from publishing.models.items import ContentItemQuerySet, preference
from publishing.text.url_paths import ancestor_paths

_PATH = cast("Field[Any, Any]", ContentItem._meta.get_field("path"))


class File(NamedTuple):
    """A published file."""

    path: str
    filename: str
    content_type: str
    size: int


@dataclass
class Counts:
    """The values and nodes of a result so far."""

    values: int = 0
    nodes: int = 0


@dataclass
class LoadedRows:
    """The rows of one result in one language, with all that they refer to, which the code of a plan looks up."""

    context: RequestContext
    locale: str
    target_fetches: Sequence[RowFetch]
    """The fetches of each depth below 0."""
    by_locale: dict[str, "LoadedRows"]
    """The loaded rows of all languages: what an item refers to may be in another one."""
    counts: Counts
    files: dict[str, File]
    node_rows: Mapping[str, Mapping[str, Row]]
    """The rows of nodes that resolvers returned, by root field and id."""
    targets: list[Mapping[str, Row]] = field(default_factory=list)
    """The rows that those of the depth above refer to, by content id; some may be in the default language."""
    rows: list[Sequence[Row]] = field(default_factory=list)
    """All rows of each depth, from 0."""
    related: list[Mapping[str, Mapping[str, list[Row]]]] = field(default_factory=list)
    """The visible targets of each depth's links, by relation and source."""
    ancestors: list[Mapping[str, Row]] = field(default_factory=list)
    """The rows above those of each depth, by path."""
    _batches: dict[int, NodeBatch] = field(default_factory=dict)

    def __post_init__(self) -> None:
        depths = len(self.target_fetches) + 1
        self.targets, self.rows, self.related = [{}] * (depths + 1), [()] * depths, [{}] * depths
        self.ancestors = [{}] * depths

    @classmethod
    def load(
        cls,
        context: RequestContext,
        first: Groups,
        target_fetches: Sequence[RowFetch],
        node_rows: Mapping[str, Mapping[str, Row]],
    ) -> "LoadedRows":
        """Load everything that the first rows refer to. Return the start of the result, which has no language."""
        root = cls(context, "", target_fetches, {}, Counts(), {}, node_rows)
        groups, files = first, set[str]()
        for depth, fetch in enumerate((*target_fetches, None)):
            targets: list[Row] = []
            for locale, group in _group_by_locale(groups).items():
                if locale not in root.by_locale:
                    root.by_locale[locale] = replace(root, locale=locale, _batches={})
                targets += root.by_locale[locale]._load_depth(depth, group, fetch, files)
            groups = [(fetch, targets)] if fetch else []
        if files:
            columns = ("key", "filename", "content_type", "size")
            found = get_statement("files", lambda: Asset.objects.filter(InKeys("key", Keys("keys"))), columns)
            for key, name, *rest in found.run(keys=files):
                root.files[key] = File(file_path(key, name), name, *rest)
        return root

    def _load_depth(self, depth: int, groups: Groups, target_fetch: RowFetch | None, files: set[str]) -> Iterable[Row]:
        """Read what the rows of a depth refer to, and return its rows. Add the files that they refer to."""
        contents = set[str]()
        for fetch, rows in groups:
            self.context.cache_tags.add_items(row[CONTENT_ID] for row in rows)
            _parse_stored_json(fetch, rows, contents, files)
        links = read_links(groups)
        contents.update(target for pairs in links.values() for _, target in pairs)
        targets = self._read_targets(target_fetch, contents) if target_fetch and contents else {}
        self.rows[depth] = [row for _, rows in groups for row in rows]
        self.targets[depth + 1] = targets
        self.related[depth] = find_visible_targets(links, targets)
        paths = {path for fetch, rows in groups if fetch.needs_ancestors for path in _find_paths_above(fetch, rows)}
        self.ancestors[depth] = self._read_ancestors(target_fetch, paths) if target_fetch and paths else {}
        return [*targets.values(), *self.ancestors[depth].values()]

    def _read_targets(self, fetch: RowFetch, keys: set[str]) -> dict[str, Row]:
        """Return the visible row of each content id, in the result's language or else in another."""
        viewer = self.context.viewer

        def build() -> ContentItemQuerySet:
            return RequestContext(viewer, at=NOW).visible_items().filter(InKeys("content_id", Keys("keys")))

        rows = fetch.read("targets", viewer, build, keys=keys)
        in_order = sorted(rows, key=lambda row: preference(row[LOCALE], self.locale), reverse=True)
        return {row[CONTENT_ID]: row for row in in_order}

    def _read_ancestors(self, fetch: RowFetch, paths: set[str]) -> dict[str, Row]:
        """Return the visible row at each path, in this language."""
        viewer = self.context.viewer

        def build() -> ContentItemQuerySet:
            items = RequestContext(viewer, at=NOW).visible_items()
            return items.in_locale(Placeholder("locale", CharField())).filter(InKeys("path", Values("paths", _PATH)))

        rows = fetch.read("ancestors", viewer, build, paths=paths, locale=self.locale)
        if len(rows) < len(paths):
            self.context.cache_tags.add_list()
        return {row[fetch.column("path")]: row for row in rows}

    def find_ancestors(self, depth: int, path: str | None) -> list[Row]:
        """Return the visible rows above a path, as NodeBatch.ancestors."""
        found = [row for above in ancestor_paths(path or "") if (row := self.ancestors[depth].get(above))]
        self.count_nodes(len(found))
        return found

    def write_row(self, table: Mapping[str, Callable[[Row, "LoadedRows"], Any]], row: Row) -> Any:
        """Return the object of an item's row."""
        return table[row[KIND]](row, self.by_locale[row[LOCALE]])

    def write_node(self, table: Mapping[str, Callable[[Row, "LoadedRows"], Any]], root: str, node: Content) -> Any:
        """Return the object of a node that a resolver returned."""
        return self.write_row(table, self.node_rows[root][str(node.item.pk)])

    def batch(self, depth: int) -> NodeBatch:
        """Return the items of a depth, with their ids only: enough to load their history."""
        if depth not in self._batches:
            items = [ContentItem(id=UUID(row[ID]), content_id=UUID(row[CONTENT_ID])) for row in self.rows[depth]]
            self._batches[depth] = NodeBatch(self.context, items, self.locale)
        return self._batches[depth]

    def count_nodes(self, nodes: int) -> None:
        """Count linked items and blocks, as RequestContext.count_nodes; leave results that are too large to
        strawberry."""
        self.counts.nodes += nodes
        if self.counts.nodes > MAX_NODES:
            raise FallbackError("The result is too large.")

    def links(self, depth: int, relation: str, source: str) -> list[Row]:
        """Return the visible targets of an item's links."""
        found = self.related[depth][relation].get(source, [])
        self.count_nodes(len(found))
        return found

    def cached_part(
        self, key: object, write: Callable[[Any, "LoadedRows"], Any], stored: StoredJson, depth: int
    ) -> Any:
        """Return a part of the result that is built from stored JSON: from the cache, unless something that it refers
        to has changed or differs for this viewer."""
        references = stored.references
        if references.contents and depth and not self.target_fetches[depth - 1].has_only_columns:
            return write(loads(stored.json), self)
        targets = map(self.targets[depth].get, references.contents)
        dependencies = (absolute_url(""), self.locale, *targets, *map(self.files.get, references.files))
        part = get_part((key, references.digest), dependencies)
        if part:
            self.counts.values += part.values
            self.count_nodes(part.nodes)
        else:
            before = replace(self.counts)
            json = dumps(write(loads(stored.json), self))
            values, nodes = self.counts.values - before.values, self.counts.nodes - before.nodes
            part = CachedPart(dependencies, json, values, nodes)
            put_part((key, references.digest), part)
        return Fragment(part.json)

    def find_path(self, key: UUID) -> str | None:
        """Return the path of a published file; None if it no longer exists."""
        file = self.files.get(str(key))
        return file.path if file else None

    def resolve_links(self, html: str, depth: int, path: int, title: int) -> str:
        """Return HTML with its references as links; `path` and `title` are column indices of the targets' rows."""
        targets = self.targets[depth]

        def find_attributes(target: Target, key: UUID) -> Attributes | None:
            name = str(key)
            if target == "asset":
                return {"href": self.files[name].path, "data-asset": name} if name in self.files else None
            row = targets.get(name)
            return {"href": row[path], "data-content": name} if row and row[path] else None

        return resolve_links_for_display(html, find_attributes, self._find_title(depth, title))

    def add_titles(self, html: str, depth: int, title: int) -> str:
        """Return HTML with the targets' titles in references that have no text."""
        return add_link_titles(html, self._find_title(depth, title)) if "<a data-" in html else html

    def _find_title(self, depth: int, title: int) -> Callable[[UUID], str | None]:
        targets = self.targets[depth]
        return lambda key: row[title] if (row := targets.get(str(key))) else None


def _group_by_locale(groups: Groups) -> dict[str, list[tuple[RowFetch, list[Row]]]]:
    """Return rows by their language, and within it by the fetch that read them."""
    found: dict[str, list[tuple[RowFetch, list[Row]]]] = defaultdict(list)
    for fetch, rows in groups:
        by_locale: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_locale[row[LOCALE]].append(row)
        for locale, some in by_locale.items():
            found[locale].append((fetch, some))
    return found


def _parse_stored_json(fetch: RowFetch, rows: Sequence[Row], contents: set[str], files: set[str]) -> None:
    """Upcast stored JSON, find its references, and parse what is not part of a cached part."""
    if fetch.stored_parts:
        _upcast(fetch, rows)
    for index in fetch.json_columns | fetch.stored_columns:
        for row in rows:
            if row[index] is not None:
                stored = StoredJson.parse(row[index])
                if fetch.needs_references:
                    contents.update(stored.references.contents)
                if fetch.needs_files:
                    files.update(stored.references.files)
                row[index] = stored if index in fetch.stored_columns else loads(stored.json)  # type: ignore[index]


def _upcast(fetch: RowFetch, rows: Sequence[Row]) -> None:
    """Replace stored JSON in an older format, which only editions from before the newest format have."""
    older = {row[fetch.edition]: row[KIND] for row in rows if row[fetch.format] < formats.FORMAT}
    texts = upcast_texts(older) if older else {}
    for row in rows:
        if found := texts.get(row[fetch.edition]):
            for name, index in fetch.stored_parts.items():
                row[index] = found[name]  # type: ignore[index]


def _find_paths_above(fetch: RowFetch, rows: Sequence[Row]) -> set[str]:
    path = fetch.column("path")
    return {above for row in rows for above in ancestor_paths(row[path] or "")}
