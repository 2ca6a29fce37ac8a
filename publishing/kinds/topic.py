"""Topics."""

from typing import Annotated

from publishing.content.fields import Line
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import Declaration, Details, Filter, Published, SchemaList


class TopicDetails(Details):
    """A topic; its name is the title."""

    slug: Annotated[Line, Published("Its short name in addresses and filters.", filter=Filter())]


KIND = Declaration(
    kind=Kind.TOPIC,
    details=TopicDetails,
    type_name="Topic",
    description="A topic; its name is the title.",
    schema_list=SchemaList("topics", "Topics."),
    relation=Relation.TOPIC,
)
