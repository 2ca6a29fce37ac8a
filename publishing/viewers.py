"""Who is asking. Every read passes a Viewer to `visible_to`."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from publishing.audiences import Audience
from publishing.kinds import Kind


@dataclass(frozen=True)
class Viewer:
    """What someone may read. `projects` and `items` are content ids, and count only for validated people.

    `kinds` narrows all of it to some kinds; None does not.
    """

    audience: Audience = Audience.PUBLIC
    projects: frozenset[UUID] = frozenset()
    items: frozenset[UUID] = frozenset()
    kinds: frozenset[Kind] | None = None

    @property
    def is_anonymous(self) -> bool:
        """Whether the viewer sees the public's share, and all of it."""
        return self == ANONYMOUS


ANONYMOUS = Viewer()


def viewer_of(user: AbstractBaseUser | AnonymousUser) -> Viewer:
    """Return the viewer for an account: one query for the public's share, three at the most."""
    from publishing.models import Entitlement

    if not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    entitlement = Entitlement.objects.filter(user_id=user.pk).first()
    if entitlement is None:
        return ANONYMOUS
    if not entitlement.validated:
        return Viewer(Audience.REGISTERED) if entitlement.registered else ANONYMOUS
    return Viewer(
        Audience.VALIDATED,
        frozenset(entitlement.projects.values_list("content_id", flat=True)),
        frozenset(entitlement.items.values_list("content_id", flat=True)),
    )
