"""Topics."""

from typing import Annotated

from publishing.content.fields import Line
from publishing.content.orders import TITLE
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import Declaration, Details, Filter, Published, SchemaList


class TopicDetails(Details):
    """A topic. Its name is the title."""

    slug: Annotated[Line, Published("The slug, for URLs and filters.", filter=Filter("The slug."))]


KIND = Declaration(
    kind=Kind.TOPIC,
    details=TopicDetails,
    type_name="Topic",
    description="A topic. Its name is the title.",
    schema_list=SchemaList("topics", "Topics.", default_order=TITLE, is_connection=False),
    relation=Relation.TOPIC,
)
