"""From an account to its viewer."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from publishing.access.audiences import Audience
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.models import Entitlement


def viewer_of(user: AbstractBaseUser | AnonymousUser) -> Viewer:
    """Return the viewer for an account: one query for the public's share, three at the most."""
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
