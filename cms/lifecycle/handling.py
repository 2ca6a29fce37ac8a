"""Handling: who may read content, its marking and its expiry. It is the same in every language."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from publishing.access.audiences import Audience, Marking
from publishing.models import ContentItem

MARKINGS = list(Marking)
"""From the widest to the strictest."""


@dataclass(frozen=True)
class Handling:
    """What is the same for a page and its translations."""

    audience: int
    marking: str
    projects: frozenset[UUID]
    expires_at: datetime | None

    @classmethod
    def from_item(cls, item: ContentItem) -> "Handling":
        """Return the handling of what readers have."""
        projects = item.edition.named_projects.values_list("project", flat=True) if item.edition else ()
        return cls(item.audience, item.marking, frozenset(projects), item.expires_at)

    @classmethod
    def from_page(cls, page: Any) -> "Handling":
        """Return the handling that a page asks for."""
        projects = frozenset(project.translation_key for project in page.named_projects.all())
        return cls(page.audience, page.marking, projects, page.expire_at)

    def merged_with(self, new: "Handling", old: "Handling | None") -> "Handling":
        """Return this handling after a publication in another language changed that one from `old` to `new`.

        Restrictions added there also apply here, and a changed marking is adopted; relaxations do not apply here. `old`
        is None if nothing was published in that language before: then only what is stricter there applies.
        """
        if old is None:
            marking = max(self.marking, new.marking, key=lambda marking: MARKINGS.index(Marking(marking)))
        else:
            marking = self.marking if new.marking == old.marking else new.marking
        audience = max(self.audience, Marking(marking).widest_audience)
        if old is None or new.audience > old.audience:
            audience = max(audience, new.audience)
        expires_at = self.expires_at
        shortened = old is None or _is_earlier(new.expires_at, old.expires_at)
        if shortened and _is_earlier(new.expires_at, self.expires_at):
            expires_at = new.expires_at
        return Handling(Audience(audience), marking, self._merge_projects(new, old, audience), expires_at)

    def _merge_projects(self, new: "Handling", old: "Handling | None", audience: int) -> frozenset[UUID]:
        if self.audience < Audience.NAMED:  # the projects had no effect yet
            return new.projects if audience == Audience.NAMED else self.projects
        if not self.projects or (old is not None and old.projects <= new.projects):
            return self.projects
        return self.projects & new.projects or new.projects


def _is_earlier(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one < other)
