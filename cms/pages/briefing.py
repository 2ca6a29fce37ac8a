"""A briefing for security teams."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from cms.content.cleaning import CleanedModel
from cms.content.converter import Converter
from cms.lifecycle.transactions import log_transaction
from cms.lifecycle.translations import find_translations, withdraw_pages
from cms.pages.body import BodyPage
from publishing.kinds import Kind, Relation, RemovalReason
from publishing.kinds.briefing import BriefingKind
from publishing.kinds.threat_level import ThreatLevelValue
from publishing.log.new_edition import Reference


class BriefingPage(BodyPage):
    """What a security team needs to know now. It may supersede another briefing."""

    kind = Kind.BRIEFING
    unique_field = "reference"

    reference = models.CharField(max_length=40, help_text="For example BR-2026-014. Unique in its language.")
    briefing_kind = models.CharField("kind", max_length=24, choices=BriefingKind.choices)
    headline = models.CharField(max_length=255, help_text="The one sentence that every team must hear.")
    effective_at = models.DateTimeField(
        "effective from",
        null=True,
        blank=True,
        help_text="When the briefing takes effect. Set its expiry under Status, Set schedule.",
    )
    threat_level = models.CharField(
        max_length=12,
        choices=ThreatLevelValue.choices,
        blank=True,
        help_text="The threat level that it refers to, if any.",
    )
    applies_until = models.DateField(
        null=True,
        blank=True,
        help_text="The last day of what it is about, such as a season. From the next day on, readers see that it is "
        "past. To remove it, set its expiry under Status, Set schedule.",
    )
    read_aloud = models.TextField(
        "to read aloud", blank=True, help_text="A short text that a supervisor can read out word for word."
    )
    supersedes = models.ForeignKey(
        "cms.BriefingPage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="superseded_by",
        help_text="When this briefing is published, that one is withdrawn and its readers are redirected here.",
    )

    write_panels = [
        FieldPanel("headline"),
        *BodyPage.write_panels,
        InlinePanel("actions", label="Action", heading="Actions for guard forces"),
        FieldPanel("read_aloud"),
    ]
    facts_panels = [
        FieldPanel("reference"),
        FieldPanel("briefing_kind"),
        FieldPanel("effective_at"),
        FieldPanel("applies_until"),
        FieldPanel("threat_level"),
        FieldPanel("supersedes"),
    ]

    class Meta:
        verbose_name = "briefing"

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save the page and withdraw the briefing that it supersedes, or neither."""
        with log_transaction():
            result = super().save(*args, **kwargs)
            if kwargs.get("update_fields") is None:
                self._withdraw_superseded()
            return result

    def _withdraw_superseded(self) -> None:
        """Withdraw the superseded briefing in every language, and send its readers here.

        A briefing that no longer holds in one language holds in none, whether or not its successor is translated yet.
        """
        if self.live and (other := self.supersedes) is not None:
            pages = [other, *other.aliases.all(), *find_translations(other)]
            withdraw_pages(pages, RemovalReason.SUPERSEDED, self.translation_key)

    def clean_for_readers(self) -> None:
        """Check the times and the superseded briefing."""
        super().clean_for_readers()
        if self.effective_at and self.expire_at and self.expire_at <= self.effective_at:
            raise ValidationError({"effective_at": "The briefing would expire before it takes effect."})
        if self.effective_at and self.applies_until and self.applies_until < timezone.localdate(self.effective_at):
            raise ValidationError({"applies_until": "The briefing would be past before it takes effect."})
        if self.supersedes and self.supersedes.translation_key == self.translation_key:
            raise ValidationError({"supersedes": "A briefing cannot supersede itself."})

    def times(self) -> dict[str, Any]:
        """Return effective_at and expires_at."""
        return {**super().times(), "effective_at": self.effective_at}

    def computed_details(self, converter: Converter) -> dict[str, object]:
        """Return its actions."""
        if not self.briefing_kind:
            raise ValidationError("Choose the kind of briefing.")
        return {"actions": tuple(action.text for action in self.actions.all())}

    def references(self) -> Iterator[Reference]:
        """Yield its topics and the superseded briefing."""
        yield from super().references()
        if self.supersedes:
            yield Reference(relation=Relation.SUPERSEDES, target=self.supersedes.translation_key)


class BriefingAction(Orderable, CleanedModel):
    """An action for guard forces."""

    page = ParentalKey(BriefingPage, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField(max_length=255, help_text="Start with a verb.")

    panels = [FieldPanel("text")]

    def __str__(self) -> str:
        return self.text
