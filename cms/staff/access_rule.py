"""Which pages a member of staff may see: the rule in Python, and the facts it is about. `visibility.py` is its SQL.

What readers may read is the rule of publishing/access/policy.py; how strictly a page is handled follows from the
markings.
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
"""What is published openly enough for every group that covers its section: at TLP:GREEN at the most."""


@dataclass(frozen=True)
class StaffMember:
    """What counts of an account. `covered` are the tree paths below which its groups have a permission on pages."""

    key: Any = None
    is_active: bool = False
    reads_confidential: bool = False
    covered: tuple[str, ...] = ()
    viewer: Viewer = ANONYMOUS

    @classmethod
    def from_user(cls, user: Any) -> "StaffMember":
        """Return what counts of an account: one query where nothing is hidden from it, five at the most."""
        if not user.is_active or user.is_anonymous:
            return cls()
        if user.has_perm(READ_CONFIDENTIAL):
            return cls(user.pk, is_active=True, reads_confidential=True)
        return cls(user.pk, is_active=True, covered=tuple(covered_paths(user)), viewer=Entitlement.get_viewer(user))


@dataclass(frozen=True)
class PageFacts:
    """What counts of a page. `handling` is the strictest of its row, its latest draft and what is scheduled, None where
    that was never recorded; `edition` is what is published of it, `is_expired` whether readers have lost that."""

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
    return page.handling is not None and (_is_of_their_sections(staff, page) or _is_open_to(staff, page))


def _is_of_their_sections(staff: StaffMember, page: PageFacts) -> bool:
    assert page.handling is not None
    is_open = page.handling <= OPEN_STRICTNESS and (page.edition is None or holds(OPEN, page.edition))
    return is_open and page.path.startswith(staff.covered)


def _is_open_to(staff: StaffMember, page: PageFacts) -> bool:
    """Whether they may read it on the website, and its draft is handled no more strictly than that."""
    assert page.handling is not None
    if not page.is_live or page.edition is None or page.is_expired:
        return False
    return page.handling <= get_strictness(page.edition.audience, page.edition.marking) and may_read(
        staff.viewer, page.edition
    )


def covered_paths(user: Any) -> list[str]:
    """Return the tree paths below which a user's groups have a permission on pages."""
    return sorted(set(GroupPagePermission.objects.filter(group__user=user).values_list("page__path", flat=True)))
