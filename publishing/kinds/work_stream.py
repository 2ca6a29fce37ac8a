"""Work-streams of the programme."""

from typing import Annotated

from publishing.content.fields import Line
from publishing.content.orders import CODE
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import Declaration, Details, Index, Published, SchemaList, Searched


class WorkStreamDetails(Details):
    """One of the five work-streams, chaired jointly."""

    code: Line
    co_chair_police: Annotated[Line, Published("The police chair; null if not provided.", Searched.BODY)] = ""
    co_chair_business: Annotated[Line, Published("The business chair; null if not provided.", Searched.BODY)] = ""


KIND = Declaration(
    kind=Kind.WORK_STREAM,
    details=WorkStreamDetails,
    type_name="WorkStream",
    description="One of the programme's work-streams, chaired jointly. `code` is never null.",
    schema_list=SchemaList(
        "work_streams", "Work-streams of the programme.", orders=(CODE,), default_order=CODE, is_connection=False
    ),
    index=Index(place=40, feed_place=55),
    relation=Relation.WORK_STREAM,
)
