"""Sectors: who guidance is for."""

from cms.snippets.named import NamedSnippet
from publishing.kinds import Kind


class Sector(NamedSnippet):
    """A sector of the economy or of public life."""

    kind = Kind.SECTOR

    class Meta(NamedSnippet.Meta):
        verbose_name = "sector"
