"""The home page."""

from publishing.kinds import Kind
from publishing.kinds.declaration import Declaration, Details


class HomeDetails(Details):
    """The home page has nothing of its own: what it lists is found when read."""


KIND = Declaration(
    kind=Kind.HOME,
    details=HomeDetails,
    type_name="HomePage",
    description="The home page.",
    is_structure=True,
    is_searched=False,
    schema_type="WebSite",
)
