"""Attestations, and which reminders were sent."""

from django.conf import settings
from django.db import models
from wagtail.models import Page


class Attestation(models.Model):
    """Someone's statement that a published edition of a page was still right."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="attestations")
    edition = models.PositiveIntegerField(help_text="The number of the edition that was reviewed.")
    attested_at = models.DateTimeField()
    actor = models.UUIDField(null=True, help_text="Who attested it: the id of an Actor, whose name can be erased.")
    note = models.TextField(blank=True)
    next_review = models.DateField()

    class Meta:
        default_permissions = ()
        ordering = ["-attested_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.page_id}: edition {self.edition}"


class ReminderStage(models.TextChoices):
    """When a person is reminded of a review: once at each stage."""

    SOON = "soon", "Due soon"
    OVERDUE = "overdue", "Overdue"


class SentReminder(models.Model):
    """A reminder of one page that the mail server has accepted for one person. Another review date has new ones."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    review_date = models.DateField()
    stage = models.CharField(max_length=7, choices=ReminderStage.choices)
    sent_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "page", "review_date", "stage"], name="review_reminder_unique")
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.stage}"
