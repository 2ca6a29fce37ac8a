"""The projects whose members may read an edition."""

from django.db import models

from publishing.models.immutable import Immutable, ImmutableQuerySet


class NamedProject(Immutable):
    """A project (by content id) whose members may read an edition for named readers."""

    edition = models.ForeignKey("publishing.Edition", models.PROTECT, related_name="named_projects")
    project = models.UUIDField(db_index=True)

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "project"], name="named_project_unique")]

    def __str__(self) -> str:
        return f"{self.edition} for {self.project}"
