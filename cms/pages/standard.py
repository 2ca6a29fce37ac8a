"""A plain page."""

from cms.pages.body import BodyPage
from publishing.kinds import Kind


class StandardPage(BodyPage):
    """About the programme, accessibility, privacy: what is no other kind."""

    kind = Kind.STANDARD
    parent_page_types = ["cms.Home", "cms.Section", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]

    class Meta:
        verbose_name = "page"
