"""What a user account may read beyond public content."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models

from publishing.access.audiences import Audience
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind
from publishing.models.items import ContentItem


class Entitlement(models.Model):
    """What one account may read beyond public content; set by an administrator."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="entitlement")
    registered = models.BooleanField(default=False, help_text="The email address is confirmed.")
    validated = models.BooleanField(default=False, help_text="The programme has checked who this is.")
    projects = models.ManyToManyField(
        ContentItem,
        blank=True,
        related_name="members",
        limit_choices_to={"kind": Kind.PROJECT},
        help_text="Projects the person takes part in.",
    )
    items = models.ManyToManyField(
        ContentItem, blank=True, related_name="named_people", help_text="Items the person is named on."
    )

    def __str__(self) -> str:
        return f"Entitlements of {self.user}"

    @classmethod
    def get_viewer(cls, user: AbstractBaseUser | AnonymousUser) -> Viewer:
        """Return the viewer for an account: no query for anonymous users, three at most."""
        if not user.is_authenticated or not user.is_active:
            return ANONYMOUS
        entitlement = cls.objects.filter(user_id=user.pk).first()
        if entitlement is None:
            return ANONYMOUS
        if not entitlement.validated:
            return Viewer(Audience.REGISTERED) if entitlement.registered else ANONYMOUS
        return Viewer(
            Audience.VALIDATED,
            frozenset(entitlement.projects.values_list("content_id", flat=True)),
            frozenset(entitlement.items.values_list("content_id", flat=True)),
        )
