"""The base of topics, sectors and organisations, which have a name and a slug."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index

from cms.snippets.base import PublishedSnippet
from publishing.kinds import UpdateType
from publishing.log.new_edition import NewEdition


class NamedSnippet(TranslatableMixin, PublishedSnippet):
    """A snippet whose name is its title."""

    name = models.CharField(max_length=120, help_text="Shown to readers.")
    slug = models.SlugField(max_length=120, help_text="Unique in its language. Partners' systems refer to it.")
    description = models.TextField(blank=True, help_text="One or two sentences, shown under the name.")

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("description")]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale"),
        index.FilterField("slug"),
    ]

    class Meta(TranslatableMixin.Meta):
        abstract = True
        ordering = ["name"]
        unique_together = [*TranslatableMixin.Meta.unique_together, ("slug", "locale")]

    def __str__(self) -> str:
        return self.name

    def build_edition(self) -> NewEdition:
        """Return its content as an edition for the log."""
        return NewEdition(
            content_id=self.translation_key,
            locale=self.locale.language_code,
            kind=self.kind,
            path=self.public_path(),
            title=self.name,
            summary=self.description,
            details=self.details(),
            update_type=UpdateType.MINOR,
        )

    def build_editions(self) -> tuple[NewEdition, ...]:
        """Return its content as editions for the log: each language has a snippet of its own."""
        return (self.build_edition(),)
