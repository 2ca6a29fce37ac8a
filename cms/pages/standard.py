"""A standard page."""

from cms.pages.body import BodyPage
from publishing.kinds import Kind


class StandardPage(BodyPage):
    """A page of no special kind: about the programme, accessibility, privacy."""

    kind = Kind.STANDARD
    parent_page_types = ["cms.Home", "cms.Section", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]

    class Meta:
        verbose_name = "page"
