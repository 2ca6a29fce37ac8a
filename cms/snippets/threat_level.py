"""The history of threat levels. Setting a level requires its own permission."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index

from cms.lifecycle.transactions import log_transaction
from cms.snippets.base import PublishedSnippet
from publishing.infrastructure.clock import database_now
from publishing.kinds import Kind
from publishing.kinds.threat_level import ThreatLevelValue, ThreatScope
from publishing.log.new_edition import NewEdition


class ThreatLevel(PublishedSnippet):
    """The level of a scope from a given time on. The worker publishes a future level when it takes effect."""

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
    published = models.BooleanField(default=False, editable=False)

    panels = [FieldPanel("scope"), FieldPanel("level"), FieldPanel("effective_at"), FieldPanel("wording")]
    search_fields = [
        index.SearchField("wording"),
        index.AutocompleteField("wording"),
        index.FilterField("locale"),
        index.FilterField("scope"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = "threat level"
        ordering = ["-effective_at", "-id"]
        indexes = [models.Index(fields=["effective_at"], condition=models.Q(published=False), name="threat_level_due")]

    def __str__(self) -> str:
        return f"{ThreatScope(self.scope).label}: {self.level}"

    def merge_saved_changes(self) -> None:
        """Merge what others have changed, then check whether the level has taken effect."""
        super().merge_saved_changes()
        self.published = self.is_published()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and publish if it has taken effect. Scope, level and time are the same in every language."""
        with log_transaction():
            super().save(*args, **kwargs)
            shared = {"scope": self.scope, "level": self.level, "effective_at": self.effective_at}
            for translation in self.get_translations().exclude(**shared):
                for name, value in shared.items():
                    setattr(translation, name, value)
                translation.save()

    def is_published(self, at: datetime | None = None) -> bool:
        """Whether it has taken effect."""
        return self.effective_at <= (at or database_now())

    def build_edition(self) -> NewEdition:
        """Return its content as an edition for the log. Lists sort it by the time it took effect."""
        return NewEdition(
            content_id=self.translation_key,
            locale=self.locale.language_code,
            kind=self.kind,
            path=None,
            title=f"Threat level: {self.level}",
            summary=self.wording,
            details=self.details(),
            effective_at=self.effective_at,
            updated_at=self.effective_at,
        )
