"""Sections: the index of a kind, or a group of pages."""

from typing import Annotated

from publishing.kinds import Kind
from publishing.kinds.declaration import Declaration, Details, Published, SchemaList


class SectionDetails(Details):
    """The index of a kind."""

    lists: Annotated[Kind | None, Published("The kind of content that it lists; null if it only groups pages.")] = None


KIND = Declaration(
    kind=Kind.SECTION,
    details=SectionDetails,
    type_name="Section",
    description="The index of a kind of content, or a group of pages.",
    schema_list=SchemaList("sections", "Sections of the site."),
    is_structure=True,
)
