"""Travel advice for one country."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from cms.blocks import Parts
from cms.blocks.alerts import Alerts, build_alerts, take_over_alerts
from cms.content.converter import Converter
from cms.content.countries import validate_country
from cms.editing.forms import TravelAdviceForm
from cms.lifecycle.sync import goes_live_later
from cms.lifecycle.transactions import in_log_transaction
from cms.pages.alert_problems import advise_on_alerts, find_alert_problems
from cms.pages.base import HubPage
from cms.pages.imported import ImportedPage
from publishing.geography.countries import country_name, country_slug
from publishing.kinds import Kind
from publishing.kinds.travel_advice import RESERVED_SLUGS, ContentProvenance, EarlierChange, TravelAdvicePart

MANDATORY_PART = "safety-and-security"


class TravelAdvicePage(HubPage):
    """One country's advice, in parts. Title and slug are derived from the country if they are empty."""

    kind = Kind.TRAVEL_ADVICE
    unique_field = "country"
    base_form_class = TravelAdviceForm

    country = models.CharField(
        max_length=2, validators=[validate_country], help_text="Determines the title and address of the page."
    )
    synonyms = models.TextField(blank=True, help_text="Other names that readers search for, one on each line.")
    alerts = StreamField(
        Alerts(),
        blank=True,
        default=list,
        db_default=[],
        help_text="What travellers are advised against, and where. Without an alert readers see “No advice against "
        "travel”.",
    )
    parts = StreamField(
        Parts(),
        blank=True,
        help_text="In the order shown to readers. The part “Safety and security” is required.",
    )
    map_image = models.ForeignKey("wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+")
    map_alt = models.CharField(
        "map description", max_length=255, blank=True, help_text="Describe the map for people who cannot see it."
    )
    provenance_publisher = models.CharField("publisher", max_length=255, blank=True)
    provenance_url = models.URLField("address", blank=True)
    provenance_licence = models.CharField("licence", max_length=255, blank=True)
    provenance_fetched_at = models.DateTimeField("fetched at", null=True, blank=True)
    provenance_updated_at = models.DateTimeField("changed at the source", null=True, blank=True)
    provenance_sha256 = models.CharField("SHA-256", max_length=64, blank=True, default="", db_default="")
    earlier_changes = models.JSONField(default=list, db_default=[], blank=True, editable=False)
    """The changes of the original from before the hub had it: `changed_at` and `note`. Imports set it."""

    source_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When the source was found to say something else. It belongs to the live page, not to drafts."""

    write_panels = [FieldPanel("alerts"), FieldPanel("parts")]
    facts_panels = [
        FieldPanel("country"),
        FieldPanel("synonyms"),
        MultiFieldPanel([FieldPanel("map_image"), FieldPanel("map_alt")], heading="Map"),
        MultiFieldPanel(
            [
                FieldPanel("provenance_publisher"),
                FieldPanel("provenance_url"),
                FieldPanel("provenance_licence"),
                FieldPanel("provenance_fetched_at"),
                FieldPanel("provenance_updated_at"),
                FieldPanel("provenance_sha256", read_only=True),
            ],
            heading="Source of the advice",
        ),
    ]

    class Meta:
        verbose_name = "travel advice"
        verbose_name_plural = "travel advice"

    def with_content_json(self, content: Any) -> Any:
        """Return a revision's content on this row: whether the source has changed is not part of a draft."""
        page = super().with_content_json(content)
        page.source_changed_at = self.source_changed_at
        return page

    @in_log_transaction
    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Publish or schedule a revision; publishing the draft that an import put up for review decides about it."""
        if not goes_live_later(revision.as_object()):
            ImportedPage.mark_decided(self, revision)
        return super().publish(revision, *args, **kwargs)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Derive title and slug from the country, then validate as usual."""
        self._derive()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """Derive title and slug from the country, then validate the draft."""
        self._derive()
        super().minimal_clean()

    def _derive(self) -> None:
        page: Any = self
        if page.country:
            page.title = page.title or f"{country_name(page.country)} travel advice"
            page.slug = page.slug or country_slug(page.country)

    def clean_for_readers(self) -> None:
        """Check the alerts, the parts and the map."""
        super().clean_for_readers()
        problems: dict[str, Any] = find_alert_problems(self)
        slugs = [part.value["slug"] for part in self.parts]
        if MANDATORY_PART not in slugs:
            problems["parts"] = f"A part with the slug {MANDATORY_PART} is required."
        elif reserved := RESERVED_SLUGS.intersection(slugs):
            problems["parts"] = f"The website needs this address for something else: {', '.join(sorted(reserved))}."
        elif len(set(slugs)) < len(slugs):
            problems["parts"] = "Two parts have the same slug."
        if self.map_image and not self.map_alt:
            problems["map_alt"] = "Describe the map for people who cannot see it."
        if problems:
            raise ValidationError(problems)

    def advice(self) -> Iterator[tuple[str, str]]:
        """Yield what is doubtful about the alerts."""
        yield from advise_on_alerts(self)

    def take_over_facts(self, original: "TravelAdvicePage") -> None:
        """Set the alerts as they are in another language. Texts of alerts that this page has too are kept."""
        self.alerts = take_over_alerts(self.alerts, original.alerts)

    def computed_details(self, converter: Converter) -> dict[str, object]:
        """Return the country's names, parts and map, and the source of the advice."""
        validate_country(self.country)
        return {
            "country_name": country_name(self.country, self.locale.language_code),
            "country_slug": country_slug(self.country),
            "synonyms": tuple(line.strip() for line in self.synonyms.splitlines() if line.strip()),
            "alerts": build_alerts(self.alerts),
            "earlier_changes": tuple(EarlierChange(**change) for change in self.earlier_changes),
            "parts": tuple(
                TravelAdvicePart(
                    title=part.value["title"], slug=part.value["slug"], body=converter.body(part.value["body"])
                )
                for part in self.parts
            ),
            "map": converter.image(self.map_image, self.map_alt) if self.map_image else None,
            "provenance": ContentProvenance(
                publisher=self.provenance_publisher,
                url=self.provenance_url,
                licence=self.provenance_licence,
                fetched_at=self.provenance_fetched_at,
                updated_at=self.provenance_updated_at,
                sha256=self.provenance_sha256,
            )
            if self.provenance_publisher
            else None,
        }
