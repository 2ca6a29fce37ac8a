"""A folding pocket card."""

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from cms.content.cleaning import CleanedModel
from cms.content.converter import Converter
from cms.editing.forms import ZCardForm
from cms.pages.base import HubPage
from publishing.kinds import Kind, z_card
from publishing.kinds.z_card import ZCardSide


class ZCardPage(HubPage):
    """A card with panels of limited length, front and back."""

    kind = Kind.Z_CARD
    unique_field = "card_code"
    detail_columns = {"code": "card_code"}
    base_form_class = ZCardForm

    card_code = models.CharField(
        "code", max_length=20, help_text="Printed in the corner of the card. Unique in its language."
    )
    card_edition = models.CharField("edition", max_length=40, help_text="As printed: 3, November 2026.")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True, blank=True)
    languages = models.JSONField(default=list, help_text="The languages in which the card is available.")

    write_panels = [InlinePanel("card_panels", label="Panel", heading="Panels, in the order of the fold", min_num=1)]
    facts_panels = [
        FieldPanel("card_code"),
        FieldPanel("card_edition"),
        FieldPanel("valid_from"),
        FieldPanel("valid_until"),
        FieldPanel("languages"),
    ]

    class Meta:
        verbose_name = "Z-card"

    def clean_for_readers(self) -> None:
        """Check the validity, and that each panel's text fits."""
        super().clean_for_readers()
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": "This is before the start of its validity."})
        if not self.card_panels.all():
            raise ValidationError("The card has no panels.")
        for panel in self.card_panels.all():
            panel.check_fits()

    def computed_details(self, converter: Converter) -> dict[str, object]:
        """Return the card's languages and panels."""
        if self.valid_from is None:
            raise ValidationError("Enter the date from which the card is valid.")
        return {
            "languages": tuple(self.languages),
            "panels": tuple(panel.build_value() for panel in self.card_panels.all()),
        }


class ZCardPanel(Orderable, CleanedModel):
    """One panel of the fold."""

    page = ParentalKey(ZCardPage, on_delete=models.CASCADE, related_name="card_panels")
    heading = models.CharField(max_length=80)
    body = models.TextField()
    character_limit = models.PositiveSmallIntegerField(
        default=280, null=True, help_text="How many characters fit on the printed panel."
    )
    side = models.CharField(max_length=5, choices=ZCardSide.choices, default=ZCardSide.FRONT)

    panels = [FieldPanel("heading"), FieldPanel("body"), FieldPanel("character_limit"), FieldPanel("side")]

    def __str__(self) -> str:
        return self.heading

    def check_fits(self) -> None:
        """Raise ValidationError if the text does not fit, or the panel has room for none."""
        if self.character_limit == 0:
            raise ValidationError(f"The panel “{self.heading}” has no room for text.")
        over = len(self.body or "") - (self.character_limit or 0)
        if over > 0:
            raise ValidationError(f"The panel “{self.heading}” is {over} characters too long.")

    def build_value(self) -> z_card.ZCardPanel:
        """Return the value for the card's details."""
        return z_card.ZCardPanel(
            heading=self.heading,
            body=self.body,
            character_limit=self.character_limit,
            side=ZCardSide(self.side),
        )
