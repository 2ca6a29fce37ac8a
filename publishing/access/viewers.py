"""Viewers: whom access is checked for. Every read passes a Viewer to `visible_to`."""

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from publishing.access.audiences import Audience
from publishing.kinds import Kind


@dataclass(frozen=True)
class Viewer:
    """What someone may read. `projects` and `items` are content ids and apply to validated people only.

    `kinds` restricts all of it to some kinds, unless it is None.
    """

    audience: Audience = Audience.PUBLIC
    projects: frozenset[UUID] = frozenset()
    items: frozenset[UUID] = frozenset()
    kinds: frozenset[Kind] | None = None

    @property
    def is_anonymous(self) -> bool:
        """Whether the viewer sees exactly the public content."""
        return self == ANONYMOUS

    def key(self) -> tuple[Any, ...]:
        """Return what distinguishes this viewer from all others, the same in every process, for caches and cursors."""
        return tuple(_plain(getattr(self, field.name)) for field in fields(self))


ANONYMOUS = Viewer()


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return int(value) if isinstance(value, int) else value
