"""What an account may read beyond the public."""

from django.conf import settings
from django.db import models

from publishing.kinds import Kind
from publishing.models.items import ContentItem


class Entitlement(models.Model):
    """An account's standing, set by an administrator until self-service comes."""

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
