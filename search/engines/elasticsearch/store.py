"""The indices of one mapping, and the two aliases that point to the index for searches and the index for writes.

<prefix>-<hash>-<name>     an index
<prefix>-<hash>-read       alias of the index that is searched
<prefix>-<hash>-write      alias of the index that the worker writes to

Each index records in its mapping which hub owns it: the id of the log that it is built from. The hash is the mapping's:
another release has aliases of its own, so its index can be built while this one is live.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from math import inf
from typing import Any
from uuid import uuid4

from elasticsearch import NotFoundError

from search.engines.elasticsearch.cluster import Cluster
from search.engines.elasticsearch.index import ElasticsearchIndex, read_position
from search.engines.elasticsearch.index_info import IndexInfo, get_index_info
from search.engines.elasticsearch.mapping import index_body, mapping_hash
from search.engines.interface import EngineUnavailableError, ForeignIndexError, Index, LogPosition
from search.semantic.embedding import configured_model

POSITION_SECONDS = 1.0
"""How long a position is cached. A position older than the index's hides more, never less."""


class ElasticsearchStore:
    """The indices of this release. `owner` returns the id of this hub's log; if it is empty, ownership is ignored."""

    def __init__(self, cluster: Cluster, prefix: str, owner: Callable[[], str] = str) -> None:
        self._cluster = cluster
        self._prefix = prefix
        self._owner = owner
        self.base = f"{prefix}-{mapping_hash(configured_model())}"
        self.read_alias, self.write_alias = f"{self.base}-read", f"{self.base}-write"

    @property
    def breaker_state(self) -> str:
        """Whether this process sends the cluster searches."""
        return self._cluster.breaker_state

    def live(self) -> ElasticsearchIndex | None:
        """Return the index that is searched."""
        return self._find_index(self.read_alias)

    def write_target(self) -> ElasticsearchIndex | None:
        """Return the index that the worker writes to."""
        return self._find_index(self.write_alias)

    def create_index(self) -> ElasticsearchIndex:
        """Create a new, empty index beside the others."""
        self._list_indices()
        name, body, owner = f"{self.base}-{uuid4().hex[:12]}", index_body(configured_model()), self._owner()
        mappings = {**body["mappings"], **({"_meta": {"log": owner}} if owner else {})}
        self._cluster.write(lambda client: client.indices.create(index=name, **{**body, "mappings": mappings}))
        return ElasticsearchIndex(self._cluster, name)

    def set_write_target(self, index: Index) -> None:
        """Point the write alias to an index that is not live yet; an earlier such index is abandoned."""
        self._point(index.name, self.write_alias)

    def promote(self, index: Index) -> None:
        """Make an index live: both aliases move in one step."""
        self._point(index.name, self.read_alias, self.write_alias)
        self._cluster.positions.clear()

    def delete_unused(self) -> None:
        """Delete this hub's indices that no alias points to."""
        own = [index for index in self._list_indices() if index.owner in ("", self._owner())]
        self._delete([index.name for index in own if index.name.startswith(f"{self.base}-") and not index.aliases])

    def pointer_faults(self) -> list[str]:
        """Return what is wrong with the aliases: anyone may move them, so they may point to any number of indices."""
        return list(self._pointer_faults(self._list_indices()))

    def repair_pointers(self, is_ours: Callable[[LogPosition], bool]) -> list[str]:
        """Point each alias to one index: the one that has read furthest in the log. If there is none, the worker
        builds one from the log."""
        found = self._list_indices()
        faults = list(self._pointer_faults(found))
        self._delete([index.name for index in found if index.name in (self.read_alias, self.write_alias)])
        readers, writers = self._with_alias(self.read_alias, found), self._with_alias(self.write_alias, found)
        if len(writers) != 1 and (writers or readers):
            writers = [self._furthest(writers or readers)]
            self._point(writers[0].name, self.write_alias)
        if len(readers) > 1:
            both = [index for index in readers if index in writers]
            self._point((both or [self._furthest(readers)])[0].name, self.read_alias)
            self._cluster.positions.clear()
        for index in writers if self._owner() else ():
            if not index.owner:  # created by a release that did not record owners
                if not is_ours(ElasticsearchIndex(self._cluster, index.name).position()):
                    raise self._foreign_index()
                self._set_owner(index.name)
        return faults

    def take_ownership(self) -> None:
        """Record this hub as the owner of every index of the prefix."""
        for index in self._list_all_indices():
            self._set_owner(index.name)

    def other_releases(self) -> list[str]:
        """Return the names of other mappings' indices. Another hub's names may begin like ours."""
        return sorted(index.name for index in self._list_indices() if not index.name.startswith(f"{self.base}-"))

    def delete_other_releases(self) -> None:
        """Delete other mappings' indices."""
        self._delete(self.other_releases())

    def read_position(self, deadline: float = inf) -> LogPosition:
        """Return the log position of the live index, at most a second old; before a deadline (monotonic seconds)."""
        at, position = self._cluster.positions.get(self.read_alias, (0.0, LogPosition()))
        if time.monotonic() - at < POSITION_SECONDS:
            return position
        try:
            position = self._cluster.look_up(lambda client: read_position(client, self.read_alias), deadline=deadline)
        except NotFoundError as error:
            raise EngineUnavailableError("There is no search index yet: the worker builds it") from error
        self._cluster.positions[self.read_alias] = time.monotonic(), position
        return position

    def _find_index(self, alias: str) -> ElasticsearchIndex | None:
        found = self._with_alias(alias, self._list_indices())
        return ElasticsearchIndex(self._cluster, found[0].name) if found else None

    @staticmethod
    def _with_alias(alias: str, found: Sequence[IndexInfo]) -> list[IndexInfo]:
        """Return the indices that an alias points to. One that a late write to a deleted index created is not ours."""
        return [index for index in found if alias in index.aliases and index.has_our_mapping]

    def _furthest(self, found: Sequence[IndexInfo]) -> IndexInfo:
        return max(found, key=lambda index: ElasticsearchIndex(self._cluster, index.name).position().sequence)

    def _pointer_faults(self, found: Sequence[IndexInfo]) -> Iterator[str]:
        for alias in (self.read_alias, self.write_alias):
            if any(index.name == alias for index in found):
                yield f"an index has the name of the alias {alias}"
            if (count := sum(alias in index.aliases for index in found)) > 1:
                yield f"the alias {alias} points to {count} indices"
        if self._with_alias(self.read_alias, found) and not self._with_alias(self.write_alias, found):
            yield f"the alias {self.write_alias} is missing"
        for index in found:
            if index.aliases and not index.has_our_mapping:
                yield f"{index.name} does not have the hub's mapping"

    def _list_indices(self) -> list[IndexInfo]:
        """Return all indices of the prefix. Raises ForeignIndexError if one with an alias belongs to another hub."""
        found, owner = self._list_all_indices(), self._owner()
        if owner and any(index.aliases and index.owner not in ("", owner) for index in found):
            raise self._foreign_index()
        return found

    def _list_all_indices(self) -> list[IndexInfo]:
        name = re.compile(f"{re.escape(self._prefix)}-[0-9a-f]{{12}}-([0-9a-f]{{12}}|read|write)")
        found = self._cluster.search(lambda client: get_index_info(client, f"{self._prefix}-*"))
        return [index for index in found if name.fullmatch(index.name)]

    def _foreign_index(self) -> ForeignIndexError:
        return ForeignIndexError(
            f"The Elasticsearch indices {self._prefix}-* belong to another hub. Set HUB_ELASTICSEARCH_INDEX to a "
            "prefix that no other hub on this cluster uses. If that hub no longer exists or its database was replaced, "
            "manage.py search rebuild --engine elasticsearch --take-over makes them this hub's"
        )

    def _set_owner(self, name: str) -> None:
        self._cluster.write(lambda client: client.indices.put_mapping(index=name, meta={"log": self._owner()}))

    def _point(self, name: str, *aliases: str) -> None:
        """Point aliases to one index only."""
        # By name: a pattern does not match a closed index, which would keep its alias.
        others = [index for index in self._list_all_indices() if index.name != name]
        actions: list[dict[str, Any]] = [
            {"remove": {"index": index.name, "alias": alias, "must_exist": False}}
            for index in others
            for alias in index.aliases.intersection(aliases)
        ]
        actions += [{"add": {"index": name, "alias": alias}} for alias in aliases]
        self._cluster.write(lambda client: client.indices.update_aliases(actions=actions))

    def _delete(self, names: list[str]) -> None:
        if names:
            self._cluster.write(lambda client: client.indices.delete(index=names, ignore_unavailable=True))
