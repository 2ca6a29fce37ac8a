"""Organisations: the partners of projects."""

from django.db import models
from wagtail.admin.panels import FieldPanel

from cms.snippets.named import NamedSnippet
from publishing.kinds import Kind
from publishing.kinds.organisation import OrganisationSide


class Organisation(NamedSnippet):
    """An organisation and its side."""

    kind = Kind.ORGANISATION
    side = models.CharField(max_length=10, choices=OrganisationSide.choices)
    url = models.URLField("web address", blank=True)

    panels = [*NamedSnippet.panels, FieldPanel("side"), FieldPanel("url")]

    class Meta(NamedSnippet.Meta):
        verbose_name = "organisation"
