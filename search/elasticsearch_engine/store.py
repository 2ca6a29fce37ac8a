"""The indices of one mapping, and the two aliases that say which of them is asked and which is written to.

<prefix>-<hash>-<name>     an index
<prefix>-<hash>-read       what searches ask
<prefix>-<hash>-write      what the worker writes to

The hash is the mapping's: another release has aliases of its own, so that its index can be built while this one serves.
"""

import re
import time
from math import inf
from uuid import uuid4

from elasticsearch import NotFoundError

from search.elasticsearch_engine.cluster import Cluster
from search.elasticsearch_engine.index import ElasticsearchIndex, position_in
from search.elasticsearch_engine.mapping import body, mapping_hash
from search.engines import EngineUnavailableError, Index, Position

KNOWN_SECONDS = 1.0
"""A position is remembered for so long. An older one than the index's hides more, never less."""


class ElasticsearchStore:
    """The indices of this release."""

    def __init__(self, cluster: Cluster, prefix: str) -> None:
        self._cluster = cluster
        self._prefix = prefix
        self.base = f"{prefix}-{mapping_hash()}"
        self.read_alias, self.write_alias = f"{self.base}-read", f"{self.base}-write"

    @property
    def breaker(self) -> str:
        """Whether this process asks the cluster."""
        return self._cluster.breaker

    def live(self) -> ElasticsearchIndex | None:
        """Return the index that is asked."""
        return self._behind(self.read_alias)

    def target(self) -> ElasticsearchIndex | None:
        """Return the index that the worker writes to."""
        return self._behind(self.write_alias)

    def begin(self) -> ElasticsearchIndex:
        """Make a new, empty index beside the others."""
        name = f"{self.base}-{uuid4().hex[:12]}"
        self._cluster.write(lambda client: client.indices.create(index=name, **body()))
        return ElasticsearchIndex(self._cluster, name)

    def aim(self, index: Index) -> None:
        """Let the worker write to an index that is not asked yet; an older such one is given up."""
        self._point(index, self.write_alias)

    def promote(self, index: Index) -> None:
        """Let an index be asked and written to: both aliases move in one step."""
        self._point(index, self.read_alias, self.write_alias)
        self._cluster.positions.clear()

    def sweep(self) -> None:
        """Delete the indices that neither alias stands for."""
        found = self._cluster.write(lambda client: client.indices.get_alias(index=f"{self.base}-*"))
        self._delete([name for name, facts in found.items() if not facts["aliases"]])

    def others(self) -> list[str]:
        """Return the names of other mappings' indices. Another hub's names may begin like ours."""
        found = self._cluster.search(lambda client: client.indices.get_alias(index=f"{self._prefix}-*"))
        ours = re.compile(f"{re.escape(self._prefix)}-[0-9a-f]{{12}}-[0-9a-f]{{12}}")
        return sorted(name for name in found if ours.fullmatch(name) and not name.startswith(f"{self.base}-"))

    def prune(self) -> None:
        """Delete other mappings' indices."""
        self._delete(self.others())

    def read_position(self, end: float = inf) -> Position:
        """Return how far the index that is asked is, or was a second ago; before `end` (monotonic seconds)."""
        at, position = self._cluster.positions.get(self.read_alias, (0.0, Position()))
        if time.monotonic() - at < KNOWN_SECONDS:
            return position
        try:
            position = self._cluster.look_up(lambda client: position_in(client, self.read_alias), end=end)
        except NotFoundError as error:
            raise EngineUnavailableError("There is no search index yet: the worker builds it") from error
        self._cluster.positions[self.read_alias] = time.monotonic(), position
        return position

    def _behind(self, alias: str) -> ElasticsearchIndex | None:
        try:
            names = self._cluster.search(lambda client: client.indices.get_alias(name=alias))
        except NotFoundError:
            return None
        return ElasticsearchIndex(self._cluster, next(iter(names)))

    def _point(self, index: Index, *aliases: str) -> None:
        actions = [
            step
            for alias in aliases
            for step in (
                {"remove": {"index": f"{self.base}-*", "alias": alias, "must_exist": False}},
                {"add": {"index": index.name, "alias": alias}},
            )
        ]
        self._cluster.write(lambda client: client.indices.update_aliases(actions=actions))

    def _delete(self, names: list[str]) -> None:
        if names:
            self._cluster.write(lambda client: client.indices.delete(index=names, ignore_unavailable=True))
