"""The threat level's history: who may set it is a permission of its own."""

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
from publishing.kinds.threat_level import Level, ThreatScope
from publishing.log.new_edition import NewEdition


class ThreatLevel(PublishedSnippet):
    """The level of a scope from a moment on. A future one is published by the worker when its moment comes."""

    kind = Kind.THREAT_LEVEL
    level = models.CharField(max_length=12, choices=Level.choices)
    scope = models.CharField(max_length=20, choices=ThreatScope.choices, default=ThreatScope.NATIONAL)
    effective_at = models.DateTimeField(
        default=timezone.now,
        help_text="Readers see the level from this moment. A moment to come is waited for.",
    )
    wording = models.TextField(
        help_text="What the level means and why it changed, with the date: readers see it whole."
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

    def catch_up(self) -> None:
        """Take what others changed since; then see whether its moment has come."""
        super().catch_up()
        self.published = self.is_published()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and publish when its moment has come. Scope, level and moment are the same in every language."""
        with log_transaction():
            super().save(*args, **kwargs)
            facts = {"scope": self.scope, "level": self.level, "effective_at": self.effective_at}
            for translation in self.get_translations().exclude(**facts):
                for name, value in facts.items():
                    setattr(translation, name, value)
                translation.save()

    def is_published(self, at: datetime | None = None) -> bool:
        """Whether its moment has come."""
        return self.effective_at <= (at or database_now())

    def build_edition(self) -> NewEdition:
        """Return it as the log takes it; lists sort it by the moment it took effect."""
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
