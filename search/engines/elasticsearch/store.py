"""The indices of one mapping, and the two aliases that say which of them is asked and which is written to.

<prefix>-<hash>-<name>     an index
<prefix>-<hash>-read       what searches ask
<prefix>-<hash>-write      what the worker writes to

Each index says in its mapping whose it is: by the id of the log that it is made from. The hash is the mapping's:
another release has aliases of its own, so that its index can be built while this one serves.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from math import inf
from typing import Any
from uuid import uuid4

from elasticsearch import NotFoundError

from search.engines.elasticsearch.cluster import Cluster
from search.engines.elasticsearch.index import ElasticsearchIndex, position_in
from search.engines.elasticsearch.index_info import Facts, facts_of
from search.engines.elasticsearch.mapping import body, mapping_hash
from search.engines.interface import EngineUnavailableError, ForeignIndexError, Index, LogPosition

KNOWN_SECONDS = 1.0
"""A position is remembered for so long. An older one than the index's hides more, never less."""


class ElasticsearchStore:
    """The indices of this release. `owner` is the id of this hub's log; without one, nothing is owned."""

    def __init__(self, cluster: Cluster, prefix: str, owner: Callable[[], str] = str) -> None:
        self._cluster = cluster
        self._prefix = prefix
        self._owner = owner
        self.base = f"{prefix}-{mapping_hash()}"
        self.read_alias, self.write_alias = f"{self.base}-read", f"{self.base}-write"

    @property
    def breaker(self) -> str:
        """Whether this process asks the cluster."""
        return self._cluster.breaker

    def live(self) -> ElasticsearchIndex | None:
        """Return the index that is asked."""
        return self._behind(self.read_alias)

    def write_target(self) -> ElasticsearchIndex | None:
        """Return the index that the worker writes to."""
        return self._behind(self.write_alias)

    def create_index(self) -> ElasticsearchIndex:
        """Make a new, empty index beside the others."""
        self._indices()
        name, made, owner = f"{self.base}-{uuid4().hex[:12]}", body(), self._owner()
        mappings = {**made["mappings"], **({"_meta": {"log": owner}} if owner else {})}
        self._cluster.write(lambda client: client.indices.create(index=name, **{**made, "mappings": mappings}))
        return ElasticsearchIndex(self._cluster, name)

    def set_write_target(self, index: Index) -> None:
        """Let the worker write to an index that is not asked yet; an older such one is given up."""
        self._point(index.name, self.write_alias)

    def promote(self, index: Index) -> None:
        """Let an index be asked and written to: both aliases move in one step."""
        self._point(index.name, self.read_alias, self.write_alias)
        self._cluster.positions.clear()

    def delete_unused(self) -> None:
        """Delete the indices that neither alias stands for; nobody else's."""
        own = [one for one in self._indices() if one.owner in ("", self._owner())]
        self._delete([one.name for one in own if self._is_of_this_release(one) and not one.aliases])

    def pointer_faults(self) -> list[str]:
        """Return what is wrong with the aliases: none can be trusted to stand for one index, anybody may move them."""
        return list(self._faults(self._indices()))

    def repair_pointers(self, is_ours: Callable[[LogPosition], bool]) -> list[str]:
        """Let each alias stand for one index: that which knows most of the log. Where there is none, the log will make
        one."""
        found = self._indices()
        faults = list(self._faults(found))
        self._delete([one.name for one in found if one.name in (self.read_alias, self.write_alias)])
        readers, writers = self._behind_of(self.read_alias, found), self._behind_of(self.write_alias, found)
        if len(writers) != 1 and (writers or readers):
            writers = [self._furthest(writers or readers)]
            self._point(writers[0].name, self.write_alias)
        if len(readers) > 1:
            both = [one for one in readers if one in writers]
            self._point((both or [self._furthest(readers)])[0].name, self.read_alias)
            self._cluster.positions.clear()
        self._claim(writers, is_ours)
        return faults

    def take_ownership(self) -> None:
        """Write into every index of the prefix that it is this hub's."""
        self._own([one.name for one in self._found()])

    def other_releases(self) -> list[str]:
        """Return the names of other mappings' indices. Another hub's names may begin like ours."""
        return sorted(one.name for one in self._indices() if not self._is_of_this_release(one))

    def delete_other_releases(self) -> None:
        """Delete other mappings' indices."""
        self._delete(self.other_releases())

    def read_position(self, end: float = inf) -> LogPosition:
        """Return how far the index that is asked is, or was a second ago; before `end` (monotonic seconds)."""
        at, position = self._cluster.positions.get(self.read_alias, (0.0, LogPosition()))
        if time.monotonic() - at < KNOWN_SECONDS:
            return position
        try:
            position = self._cluster.look_up(lambda client: position_in(client, self.read_alias), end=end)
        except NotFoundError as error:
            raise EngineUnavailableError("There is no search index yet: the worker builds it") from error
        self._cluster.positions[self.read_alias] = time.monotonic(), position
        return position

    def _behind(self, alias: str) -> ElasticsearchIndex | None:
        found = self._behind_of(alias, self._indices())
        return ElasticsearchIndex(self._cluster, found[0].name) if found else None

    @staticmethod
    def _behind_of(alias: str, found: Sequence[Facts]) -> list[Facts]:
        """Return what an alias stands for. What a late write made of a deleted index is no index of ours."""
        return [one for one in found if alias in one.aliases and one.has_our_mapping]

    def _furthest(self, found: Sequence[Facts]) -> Facts:
        return max(found, key=lambda one: ElasticsearchIndex(self._cluster, one.name).position().sequence)

    def _faults(self, found: Sequence[Facts]) -> Iterator[str]:
        for alias in (self.read_alias, self.write_alias):
            if any(one.name == alias for one in found):
                yield f"an index bears the name of the alias {alias}"
            if (count := sum(alias in one.aliases for one in found)) > 1:
                yield f"the alias {alias} stands for {count} indices"
        if self._behind_of(self.read_alias, found) and not self._behind_of(self.write_alias, found):
            yield f"the alias {self.write_alias} is missing"
        yield from (f"{one.name} has not the hub's mapping" for one in found if one.aliases and not one.has_our_mapping)

    def _indices(self) -> list[Facts]:
        """Return all indices of the prefix. Raises ForeignIndexError when one that is in use is another hub's."""
        found, owner = self._found(), self._owner()
        if owner and any(one.aliases and one.owner not in ("", owner) for one in found):
            raise self._foreign()
        return found

    def _found(self) -> list[Facts]:
        ours = re.compile(f"{re.escape(self._prefix)}-[0-9a-f]{{12}}-([0-9a-f]{{12}}|read|write)")
        found = self._cluster.search(lambda client: facts_of(client, f"{self._prefix}-*"))
        return [one for one in found if ours.fullmatch(one.name)]

    def _foreign(self) -> ForeignIndexError:
        return ForeignIndexError(
            f"The Elasticsearch indices {self._prefix}-* are another hub's. Set HUB_ELASTICSEARCH_INDEX to a word that "
            "no other hub on this cluster uses; or, if that hub is gone or its database was replaced, "
            "manage.py search rebuild --engine elasticsearch --take-over makes them this hub's"
        )

    def _is_of_this_release(self, one: Facts) -> bool:
        return one.name.startswith(f"{self.base}-")

    def _claim(self, writers: Sequence[Facts], is_ours: Callable[[LogPosition], bool]) -> None:
        """Own what a release made that knew of no owners."""
        for one in writers if self._owner() else ():
            if not one.owner:
                if not is_ours(ElasticsearchIndex(self._cluster, one.name).position()):
                    raise self._foreign()
                self._own([one.name])

    def _own(self, names: list[str]) -> None:
        for name in names:
            self._cluster.write(
                lambda client, name=name: client.indices.put_mapping(  # type: ignore[misc]
                    index=name, meta={"log": self._owner()}
                )
            )

    def _point(self, name: str, *aliases: str) -> None:
        # By their names: a closed index, which no pattern means, would keep its alias.
        others = [one for one in self._found() if one.name != name]
        actions: list[dict[str, Any]] = [
            {"remove": {"index": one.name, "alias": alias, "must_exist": False}}
            for one in others
            for alias in one.aliases.intersection(aliases)
        ]
        actions += [{"add": {"index": name, "alias": alias}} for alias in aliases]
        self._cluster.write(lambda client: client.indices.update_aliases(actions=actions))

    def _delete(self, names: list[str]) -> None:
        if names:
            self._cluster.write(lambda client: client.indices.delete(index=names, ignore_unavailable=True))
