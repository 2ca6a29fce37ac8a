"""Rows read level by level: what a page lists, what that refers to, and so on. A level costs two statements however
many rows it has: their links, and the targets of links and bodies together. Files are one more for the whole answer."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import CharField, Q, QuerySet
from orjson import loads

from graphql_api.addresses import file_path
from graphql_api.compiler.statements import NOW, Keys, OneOf, Row, Slot, Statement, statement
from graphql_api.reader import MAX_NODES, Reader
from publishing.kinds import Relation
from publishing.models import Asset, ContentItem, Link
from publishing.querysets import FALLBACK_LOCALE
from publishing.references import Attributes, Target, settle

ID, CONTENT_ID, KIND, LOCALE = range(4)
"""The first columns of every row."""

_KEY = r'"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'
_CONTENTS = re.compile(rf'(?:"content_id": ?|"organisation": ?|data-content=\\){_KEY}')
_FILES = re.compile(rf'(?:"asset": ?|data-asset=\\){_KEY}')
# In stored JSON, which is quicker to search than to walk. Words that look alike cost a look-up, and change nothing.


class UnansweredError(Exception):
    """A plan cannot answer this request: the generic executor does."""


@dataclass
class Level:
    """What is read of the rows of one level."""

    depth: int
    columns: dict[str, int] = field(
        default_factory=lambda: {"id": ID, "content_id": CONTENT_ID, "kind": KIND, "locale": LOCALE}
    )
    relations: set[Relation] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)
    is_read: bool = False
    """Whether rows are wanted at all, of a list."""
    refers: bool = False
    """Whether it matters what stored JSON refers to."""
    has_files: bool = False
    """Whether it matters which files it names."""

    def column(self, name: str) -> int:
        """Return the place of a column, which is read from now on."""
        return self.columns.setdefault(name, len(self.columns))

    def document(self, name: str) -> int:
        """Return the place of a column of stored JSON."""
        place = self.column(name)
        self.documents.add(place)
        return place

    def rows(self, made: Statement, **values: object) -> list[Row]:
        """Run a statement that reads the level's columns."""
        rows = made.run(**values)
        # Lists, where what is stored as text will be replaced with what it says.
        return [list(row) for row in rows] if self.documents else rows


@dataclass
class Loaded:
    """What was read for one answer in one language: the walk looks everything up here."""

    reader: Reader
    locale: str
    first: list[tuple[Level, Sequence[Row]]] = field(default_factory=list)
    """What the answer begins with."""
    targets: list[Mapping[str, Row]] = field(default_factory=lambda: [{}])
    """The rows of each level below the first, by content id."""
    related: list[Mapping[str, Mapping[str, list[Row]]]] = field(default_factory=list)
    """The visible targets of each level's links, by relation and source."""
    files: Mapping[str, str] = field(default_factory=dict)
    values: int = 0
    nodes: int = 0

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

    def settled(self, html: str, depth: int, path: int) -> str:
        """Return HTML with its references as links; `path` is the place of the column in the targets' rows."""
        targets = self.targets[depth]

        def attributes_of(target: Target, key: UUID) -> Attributes | None:
            name = str(key)
            if target == "asset":
                return {"href": self.files[name], "data-asset": name} if name in self.files else None
            row = targets.get(name)
            return {"href": row[path], "data-content": name} if row and row[path] else None

        return settle(html, attributes_of)


def load(loaded: Loaded, below: Sequence[Level]) -> None:
    """Read all that the first rows refer to."""
    groups, files = loaded.first, set[str]()
    for depth in range(len(below) + 1):
        contents = set[str]()
        for level, rows in groups:
            loaded.reader.used.contents(row[CONTENT_ID] for row in rows)
            _parse(level, rows, contents, files)
        links = _links(groups)
        contents.update(target for pairs in links.values() for _, target in pairs)
        target_level = below[depth] if depth < len(below) else None
        targets = _targets(loaded, target_level, contents) if target_level else {}
        loaded.targets.append(targets)
        loaded.related.append(_related(links, targets))
        groups = [(target_level, list(targets.values()))] if target_level else []
    loaded.files = _files(files)


def _parse(level: Level, rows: Sequence[Row], contents: set[str], files: set[str]) -> None:
    """Look for references in stored JSON, and parse it."""
    for place in level.documents:
        for row in rows:
            text = row[place]
            if text is not None:
                if level.refers:
                    contents.update(_CONTENTS.findall(text))
                if level.has_files:
                    files.update(_FILES.findall(text))
                row[place] = loads(text)  # type: ignore[index]


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
    viewer = loaded.reader.viewer
    found = statement(("targets", viewer), lambda: _target_rows(loaded.reader), tuple(level.columns))
    rows = level.rows(found, keys=keys, locale=loaded.locale)
    return {row[CONTENT_ID]: row for row in sorted(rows, key=lambda row: row[LOCALE] == loaded.locale)}


def _target_rows(reader: Reader) -> QuerySet[ContentItem]:
    locale = Slot("locale", CharField())
    items = Reader(reader.viewer, at=NOW).items()
    return items.filter(OneOf("content_id", Keys("keys")), Q(locale=locale) | Q(locale=FALLBACK_LOCALE))


def _related(links: Mapping[str, list[tuple[str, str]]], targets: Mapping[str, Row]) -> dict[str, dict[str, list[Row]]]:
    related: dict[str, dict[str, list[Row]]] = {}
    for relation, pairs in links.items():
        by_source = related[relation] = defaultdict(list)
        for source, target in pairs:
            if target in targets:
                by_source[source].append(targets[target])
    return related


def _files(keys: set[str]) -> dict[str, str]:
    """Return the paths of the files that are there."""
    if not keys:
        return {}
    found = statement("files", lambda: Asset.objects.filter(OneOf("key", Keys("keys"))), ("key", "filename"))
    return {key: file_path(key, filename) for key, filename in found.run(keys=keys)}
