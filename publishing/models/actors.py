"""Who acts in the log: changes hold an opaque id, and only this table says whose it is. Erasing a row leaves the id."""

from typing import Any, Self
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.conf import settings
from django.db import models

ERASED = "(name erased)"
NAMED_VERSION = 5
"""The version of the ids that are made from names."""


class Actor(models.Model):
    """A person, a program or a source of content, by the id in the log.

    The name is kept when an account is deleted, until the row is erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="actor")
    name = models.CharField(max_length=255)

    def __str__(self) -> str:
        return self.name

    @property
    def is_program(self) -> bool:
        """Whether it is a program or a source of content, and never was a person."""
        return self.pk.version == NAMED_VERSION

    @classmethod
    def for_user(cls, user: Any) -> Self:
        """Return the actor of an account, with its current name."""
        name = user.get_full_name() or user.get_username()
        actor, _ = cls.objects.get_or_create(user=user, defaults={"name": name})
        if actor.name != name:
            actor.name = name
            actor.save(update_fields=["name"])
        return actor

    @classmethod
    def find(cls, pk: UUID) -> Self | None:
        """Return an actor with its account; None if its name was erased."""
        return cls.objects.select_related("user").filter(pk=pk).first()

    @classmethod
    def named(cls, name: str) -> Self:
        """Return the actor of a program or a source of content, which has no account."""
        return cls.objects.get_or_create(pk=uuid5(NAMESPACE_URL, f"actor:{name}"), defaults={"name": name})[0]

    @classmethod
    def names(cls, ids: Any) -> dict[UUID | None, str]:
        """Return the names of actors; `ERASED` for each that was erased."""
        found = dict(cls.objects.filter(pk__in=[one for one in ids if one]).values_list("pk", "name"))
        return {one: found.get(one, ERASED) for one in ids if one}
