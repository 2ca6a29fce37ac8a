"""The history of threat levels. Readers see a level once a second person has released it (cms/release)."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, Locale, PreviewableMixin, RevisionMixin
from wagtail.search import index

from cms.editing.preview import MODES, render_preview
from cms.lifecycle.release_gate import check_release
from cms.lifecycle.transactions import in_log_transaction, log_transaction
from cms.snippets.base import PublishedSnippet
from publishing.infrastructure.clock import database_now
from publishing.kinds import Kind
from publishing.kinds.threat_level import ThreatLevelDetails, ThreatLevelValue, ThreatScope
from publishing.log.new_edition import NewEdition

WELSH = "cy"


class ThreatLevel(PreviewableMixin, DraftStateMixin, RevisionMixin, PublishedSnippet):
    """The level of a scope from a given time on, in English and in Welsh.

    It is one row in both languages, so that they are written, released and withdrawn together. The worker publishes a
    released level when it takes effect.
    """

    kind = Kind.THREAT_LEVEL
    level = models.CharField(max_length=12, choices=ThreatLevelValue.choices)
    scope = models.CharField(max_length=20, choices=ThreatScope.choices, default=ThreatScope.NATIONAL)
    effective_at = models.DateTimeField(
        default=timezone.now,
        help_text="Readers see the level from this time. It may be in the future.",
    )
    wording = models.TextField(
        help_text="What the level means and why it changed, with the date. Readers see the full text."
    )
    wording_cy = models.TextField("wording in Welsh", db_default="", help_text="The same in Welsh.")
    published = models.BooleanField(default=False, editable=False)
    live = models.BooleanField(default=True, db_default=True, editable=False)
    has_unpublished_changes = models.BooleanField(default=False, db_default=False, editable=False)
    expired = models.BooleanField(default=False, db_default=False, editable=False)
    translation_key = models.UUIDField(default=uuid4, editable=False)
    locale = models.ForeignKey(Locale, models.PROTECT, related_name="+", editable=False, verbose_name="locale")

    panels = [
        FieldRowPanel([FieldPanel("scope"), FieldPanel("level"), FieldPanel("effective_at")], heading="Level"),
        MultiFieldPanel([FieldPanel("wording"), FieldPanel("wording_cy")], heading="Wording"),
    ]
    search_fields = [
        index.SearchField("wording"),
        index.AutocompleteField("wording"),
        index.FilterField("locale"),
        index.FilterField("scope"),
    ]

    class Meta:
        verbose_name = "threat level"
        ordering = ["-effective_at", "-id"]
        unique_together = [("translation_key", "locale")]
        indexes = [models.Index(fields=["effective_at"], condition=models.Q(published=False), name="threat_level_due")]

    def __str__(self) -> str:
        return f"{ThreatScope(self.scope).label}: {self.level}"

    def merge_saved_changes(self) -> None:
        """Merge what others have changed, then check whether the level has taken effect."""
        super().merge_saved_changes()
        self.published = self.is_published()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and publish if it has taken effect. A level that is only waiting for its time needs a release too."""
        if self.locale_id is None:
            self.locale = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
        with log_transaction():
            super().save(*args, **kwargs)
            if self.live and not self.is_published():
                self.check_release()

    @in_log_transaction
    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> None:
        """Make a revision the level's live one, or neither."""
        super().publish(revision, *args, **kwargs)

    @in_log_transaction
    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Withdraw the level: the one before it in its scope applies again."""
        super().unpublish(*args, **kwargs)

    def check_release(self) -> None:
        """Raise ValidationError unless the level was released for the time when it takes effect."""
        for edition in self.build_editions():
            check_release(self, edition.locale, edition, is_due=False)

    def clean(self) -> None:
        """Check that the Welsh wording is not the English one, and that it is not postponed."""
        super().clean()
        if self.wording_cy and self.wording_cy.strip() == self.wording.strip():
            raise ValidationError({"wording_cy": "This is the English wording."})
        if self.published and self.effective_at > database_now():
            raise ValidationError({"effective_at": "Readers already have it. Withdraw it, and make another entry."})

    def is_published(self, at: datetime | None = None) -> bool:
        """Whether it is live and has taken effect."""
        return self.live and self.effective_at <= (at or database_now())

    def edition_languages(self) -> tuple[str, ...]:
        """Return English and Welsh."""
        return (settings.LANGUAGE_CODE, WELSH)

    def build_editions(self) -> tuple[NewEdition, ...]:
        """Return its content as editions for the log. Lists sort it by the time it took effect."""
        wordings = {settings.LANGUAGE_CODE: self.wording, WELSH: self.wording_cy}
        return tuple(self._build_edition(locale, wording) for locale, wording in wordings.items() if wording.strip())

    def _build_edition(self, locale: str, wording: str) -> NewEdition:
        return NewEdition(
            content_id=self.translation_key,
            locale=locale,
            kind=self.kind,
            path=None,
            title=f"Threat level: {self.level}",
            summary=wording,
            details=ThreatLevelDetails(
                level=ThreatLevelValue(self.level),
                scope=ThreatScope(self.scope),
                effective_at=self.effective_at,
                wording=wording,
            ),
            effective_at=self.effective_at,
            updated_at=self.effective_at,
        )

    # --- Previews: as readers will see it, in each language --------------------------------------
    preview_modes = [("en-gb", "Website"), (WELSH, "Website, in Welsh"), *MODES[1:]]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """Render the page of the threat level as the website will."""
        wording = self.wording_cy if mode_name == WELSH else self.wording
        locale = WELSH if mode_name == WELSH else settings.LANGUAGE_CODE
        return render_preview(request, lambda: self._build_edition(locale, wording), mode_name)
