"""Guidance."""

from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import Declaration, Details, Index, SchemaList


class GuidanceDetails(Details):
    """Guidance: its sectors and work-streams are links."""


KIND = Declaration(
    kind=Kind.GUIDANCE,
    details=GuidanceDetails,
    type_name="Guidance",
    description="Guidance on what to do, and for whom.",
    schema_list=SchemaList(
        "guidance",
        "Guidance.",
        filtered_by=(Relation.SECTOR, Relation.WORK_STREAM, Relation.TOPIC),
    ),
    index=Index(place=20, filters=(Kind.TOPIC, Kind.SECTOR, Kind.WORK_STREAM)),
    is_read=True,
    is_suggested=True,
    schema_type="Article",
)
