"""Base of home pages and sections."""

from typing import Any

from cms.pages.body import BodyPage
from cms.pages.permissions import StructurePermissions


class StructurePage(BodyPage):
    """A page that others hang on: few may change it."""

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> StructurePermissions:
        """Return what the user may do with this page; what may be done below it is not affected."""
        return StructurePermissions(user, self)
