"""The home page of a language."""

from cms.pages.structure import StructurePage
from publishing.kinds import Kind


class Home(StructurePage):
    """Its lists (threat level, newest briefings, work-streams) are computed when it is read."""

    kind = Kind.HOME
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.Section", "cms.StandardPage"]

    class Meta:
        verbose_name = "home page"
