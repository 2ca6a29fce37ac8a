"""Plain pages."""

from publishing.kinds import Kind
from publishing.kinds.declaration import Declaration, Details, Index, SchemaList


class StandardDetails(Details):
    """A plain page."""


KIND = Declaration(
    kind=Kind.STANDARD,
    details=StandardDetails,
    type_name="StandardPage",
    description="A plain page.",
    schema_list=SchemaList("standard_pages", "Plain pages."),
    index=Index(place=70, in_navigation=False),
    schema_type="Article",
)
