"""What imports remember of a page: where it came from, and what its source last said."""

from typing import Any

from django.db import models
from wagtail.models import Page, Revision


class ImportedPage(models.Model):
    """A page that an import created or adopted.

    `base` is what the source said at the last import: comparing it with the page shows what editors changed since, and
    comparing it with the source's next document shows what the source changed.
    """

    class Status(models.TextChoices):
        """How far the import has come."""

        CREATED = "created"
        """The page is complete but not published: the end of the run publishes it, or the next run."""
        HELD = "held"
        """An editor has to decide whether it is published."""
        PUBLISHED = "published"

    source = models.CharField(max_length=40)
    key = models.CharField(max_length=160, help_text="The source's own name for the page.")
    page = models.OneToOneField(Page, models.SET_NULL, null=True, related_name="imported")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CREATED)
    sha256 = models.CharField(max_length=64, help_text="Of the last document.")
    version_at = models.DateTimeField(help_text="When the source made that document.")
    updated_at = models.DateTimeField(help_text="When the source last made a change that readers should notice.")
    base = models.JSONField(default=list)
    """Pairs of a slot and its value, in the source's order (an object in PostgreSQL has no order)."""
    held = models.JSONField(default=list)
    """Such pairs that wait for an editor, because the page was changed here too; null: the source removed it."""
    review_revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    """The draft in which an editor finds what waits. Publishing it, or a later one, decides about all of it."""
    wanted_links = models.JSONField(default=list)
    """The keys of pages that it links to and that do not exist yet."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="imported_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"

    @classmethod
    def mark_decided(cls, page: Any, revision: Any) -> None:
        """Note that an editor has decided what waits, if the revision to publish is the draft for review or later."""
        waiting = cls.objects.filter(page=page.pk, review_revision__lte=revision.pk)
        if waiting.update(held=[], review_revision=None):
            type(page)._base_manager.filter(pk=page.pk).update(source_changed_at=None)
            page.source_changed_at = None

    @property
    def base_state(self) -> dict[str, Any]:
        """The slots of `base`, in order."""
        return dict(self.base)
