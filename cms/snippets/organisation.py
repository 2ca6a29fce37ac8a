"""Organisations: the partners of projects."""

from django.db import models
from wagtail.admin.panels import FieldPanel

from cms.choices import Side
from cms.snippets.named import NamedSnippet
from publishing.details import OrganisationDetails
from publishing.documents import Term
from publishing.kinds import Kind
from publishing.terms import TermName


class Organisation(NamedSnippet):
    """An organisation and the side it stands on."""

    kind = Kind.ORGANISATION
    side = models.CharField(max_length=10, choices=Side.choices)
    url = models.URLField("web address", blank=True)

    panels = [*NamedSnippet.panels, FieldPanel("side"), FieldPanel("url")]

    class Meta(NamedSnippet.Meta):
        verbose_name = "organisation"

    def details(self) -> OrganisationDetails:
        """Return what its kind carries."""
        return OrganisationDetails(slug=self.slug, side=Side(self.side).value, url=self.url)

    def terms(self) -> tuple[Term, ...]:
        """Return the slug and the side."""
        return (*super().terms(), Term(name=TermName.SIDE, value=self.side))
