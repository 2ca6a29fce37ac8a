"""A briefing for those who guard places."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
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
from publishing.kinds.threat_level import Level
from publishing.log.new_edition import Reference


class BriefingPage(BodyPage):
    """What to tell a team now. It may take the place of another briefing."""

    kind = Kind.BRIEFING
    unique_field = "reference"

    reference = models.CharField(max_length=40, help_text="BR-2026-014. Unique in its language.")
    briefing_kind = models.CharField("kind", max_length=24, choices=BriefingKind.choices)
    headline = models.CharField(max_length=255, help_text="The one sentence a team must hear.")
    effective_at = models.DateTimeField(
        "effective from",
        null=True,
        blank=True,
        help_text="When what it says begins to hold. When it expires is set under Status, Set schedule.",
    )
    threat_level = models.CharField(
        max_length=12, choices=Level.choices, blank=True, help_text="The threat level it speaks to, if any."
    )
    read_aloud = models.TextField(
        "to read aloud", blank=True, help_text="A short text that a supervisor can read out as it stands."
    )
    supersedes = models.ForeignKey(
        "cms.BriefingPage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="superseded_by",
        help_text="When this briefing is published, that one is withdrawn and its readers are sent here.",
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
        FieldPanel("threat_level"),
        FieldPanel("supersedes"),
    ]

    class Meta:
        verbose_name = "briefing"

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save the page and withdraw the one it supersedes, or neither."""
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
        """Check reference, times and what it supersedes."""
        super().clean_for_readers()
        if self.effective_at and self.expire_at and self.expire_at <= self.effective_at:
            raise ValidationError({"effective_at": "It expires before it is effective."})
        if self.supersedes and self.supersedes.translation_key == self.translation_key:
            raise ValidationError({"supersedes": "A briefing does not supersede itself."})

    def code(self) -> str:
        """Return BR-2026-014."""
        return self.reference

    def times(self) -> dict[str, Any]:
        """Return effective_at and expires_at."""
        return {**super().times(), "effective_at": self.effective_at}

    def computed_details(self, converter: Converter) -> dict[str, object]:
        """Return its actions."""
        if not self.briefing_kind:
            raise ValidationError("Choose the kind of briefing.")
        return {"actions": tuple(action.text for action in self.actions.all())}

    def references(self) -> Iterator[Reference]:
        """Yield topics and the superseded briefing."""
        yield from super().references()
        if self.supersedes:
            yield Reference(relation=Relation.SUPERSEDES, target=self.supersedes.translation_key)


class BriefingAction(Orderable, CleanedModel):
    """Something a guard force does."""

    page = ParentalKey(BriefingPage, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField(max_length=255, help_text="Begin with a verb.")

    panels = [FieldPanel("text")]

    def __str__(self) -> str:
        return self.text
