"""Sectors."""

from typing import Annotated

from publishing.content.fields import Line
from publishing.content.orders import TITLE
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import Declaration, Details, Filter, Published, SchemaList


class SectorDetails(Details):
    """A sector. Its name is the title."""

    slug: Annotated[Line, Published("The slug, for URLs and filters.", filter=Filter("The slug."))]


KIND = Declaration(
    kind=Kind.SECTOR,
    details=SectorDetails,
    type_name="Sector",
    description="A sector. Its name is the title.",
    schema_list=SchemaList("sectors", "Sectors.", default_order=TITLE, is_connection=False),
    relation=Relation.SECTOR,
)
