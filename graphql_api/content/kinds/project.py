"""The programme's projects."""

import strawberry

from graphql_api.base.fields import field
from graphql_api.content.base import Content, register_kind_type
from graphql_api.content.declared_fields import register_struct_type
from graphql_api.content.node_types import NODE_TYPES, LazyOrganisation, LazyWorkStream
from publishing.kinds import Kind, Relation, project
from publishing.kinds.project import ProjectDetails


@register_struct_type(project.ProjectPartner)
class ProjectPartner:
    organisation: LazyOrganisation = strawberry.field(description="The organisation.")


@register_kind_type(Kind.PROJECT)
class Project(Content):
    @field("The work-stream to which it belongs.")
    def work_stream(self) -> LazyWorkStream | None:
        found = self._linked(Relation.WORK_STREAM, Kind.WORK_STREAM)
        return found[0] if found else None

    @field("The partners of the project.")
    def partners(self) -> list[ProjectPartner]:
        organisations = self.batch.targets
        return [
            ProjectPartner(source=partner, batch=self.batch, organisation=organisation)  # type: ignore[call-arg]
            for partner in self._details(ProjectDetails).partners
            if isinstance(organisation := organisations.get(partner.organisation), NODE_TYPES[Kind.ORGANISATION])
        ]
