"""Which pages a member of staff may see: the rule in Python, and the facts that it needs. `visibility.py` has its SQL.

What readers may read is defined in publishing/access/policy.py; the strictness of handling follows from the markings.
"""

from dataclasses import dataclass
from typing import Any

from wagtail.models import GroupPagePermission

from cms.staff.models import OPEN_STRICTNESS, READ_CONFIDENTIAL, get_strictness
from publishing.access.audiences import Marking
from publishing.access.conditions import AtMost, Fact, Facts, holds, require_all, require_in
from publishing.access.policy import may_read
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.models import Entitlement

OPEN = require_all(
    AtMost(Fact.AUDIENCE, OPEN_STRICTNESS),
    require_in(Fact.MARKING, [marking for marking in Marking if marking.widest_audience <= OPEN_STRICTNESS]),
)
"""Content that every group of its section may see: TLP:GREEN or below."""


@dataclass(frozen=True)
class StaffMember:
    """Facts about an account. `covered` holds the tree paths below which its groups have a permission on pages."""

    key: Any = None
    is_active: bool = False
    reads_confidential: bool = False
    covered: tuple[str, ...] = ()
    viewer: Viewer = ANONYMOUS

    @classmethod
    def from_user(cls, user: Any) -> "StaffMember":
        """Return the facts of an account: one query if it sees everything, otherwise at most five."""
        if not user.is_active or user.is_anonymous:
            return cls()
        if user.has_perm(READ_CONFIDENTIAL):
            return cls(user.pk, is_active=True, reads_confidential=True)
        return cls(user.pk, is_active=True, covered=tuple(covered_paths(user)), viewer=Entitlement.get_viewer(user))


@dataclass(frozen=True)
class PageFacts:
    """Facts about a page.

    `handling` is the strictest of its row, its latest draft and scheduled revisions, None if it was never recorded;
    `edition` is what is published, `is_expired` whether readers no longer have it.
    """

    path: str
    is_root: bool
    owner: Any
    is_live: bool
    handling: int | None
    edition: Facts | None = None
    is_expired: bool = False


def may_see(staff: StaffMember, page: PageFacts) -> bool:
    """Whether a member of staff may see a page, its title and its files."""
    if staff.reads_confidential or not staff.is_active:
        return staff.reads_confidential
    if page.is_root or page.owner == staff.key:
        return True
    if page.handling is None:
        return False
    is_open = page.handling <= OPEN_STRICTNESS and (page.edition is None or holds(OPEN, page.edition))
    if is_open and page.path.startswith(staff.covered):
        return True  # it is in one of their sections
    # Otherwise they must be able to read it on the website, and no draft of it may be handled more strictly.
    if not page.is_live or page.edition is None or page.is_expired:
        return False
    return page.handling <= get_strictness(page.edition.audience, page.edition.marking) and may_read(
        staff.viewer, page.edition
    )


def covered_paths(user: Any) -> list[str]:
    """Return the tree paths below which a user's groups have a permission on pages."""
    return sorted(set(GroupPagePermission.objects.filter(group__user=user).values_list("page__path", flat=True)))
