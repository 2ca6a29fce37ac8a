"""The programme: work-streams and their projects."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_api.connections import After, Before, Connection, First, Info, Last, Locale, Ordered, walk_of
from graphql_api.content import Content, content_type, details_of
from graphql_api.enums import Order, ProjectStatus, ProjectTier, Side
from graphql_api.fields import field
from graphql_api.guidance import TopicArgument, WorkStreamArgument, narrow
from graphql_api.vocabulary import Organisation
from graphql_api.walks import Page, Window
from publishing.details import ProjectDetails, WorkStreamDetails
from publishing.kinds import Kind, Relation
from publishing.terms import TermName


@content_type(Kind.WORK_STREAM)
@strawberry.type(description="One of the programme's work-streams, chaired jointly. `code` is never null.")
class WorkStream(Content):
    @field("Who chairs it for the police; null when nobody is named.")
    def co_chair_police(self) -> str | None:
        return details_of(self, WorkStreamDetails).co_chair_police or None

    @field("Who chairs it for business; null when nobody is named.")
    def co_chair_business(self) -> str | None:
        return details_of(self, WorkStreamDetails).co_chair_business or None


@strawberry.type(description="A partner of a project.")
class Partner:
    organisation: Organisation = strawberry.field(description="The organisation.")
    side: Side = strawberry.field(description="Whom it stands for in the project.")


@strawberry.type(description="A milestone of a project.")
class Milestone:
    title: str = strawberry.field(description="What is to be reached.")
    due: date | None = strawberry.field(description="By when; null when that is not fixed.")
    done: date | None = strawberry.field(description="The day it was reached; null until then.")
    evidence: str | None = strawberry.field(description="What shows that it was reached.")


@content_type(Kind.PROJECT)
@strawberry.type(description="One of the programme's projects. `code` (TT3) is never null.")
class Project(Content):
    @property
    def _details(self) -> ProjectDetails:
        return details_of(self, ProjectDetails)

    @field("What is to be done.")
    def action(self) -> str:
        return self._details.action

    @field("What it should lead to.")
    def vision(self) -> str:
        return self._details.vision

    @field("How it ranks.")
    def tier(self) -> ProjectTier:
        return ProjectTier(self._details.tier)

    @field("How far it is.")
    def status(self) -> ProjectStatus:
        return ProjectStatus(self._details.status)

    @field("Who leads it; null when nobody is named.")
    def lead(self) -> str | None:
        return self._details.lead or None

    @field("The work-stream it belongs to.")
    def work_stream(self) -> WorkStream | None:
        found = self._linked(Relation.WORK_STREAM, Kind.WORK_STREAM)
        return found[0] if found else None

    @field("Its partners.")
    def partners(self) -> list[Partner]:
        organisations = self.siblings.targets
        return [
            Partner(organisation=organisation, side=Side(partner.side))
            for partner in self._details.partners
            if isinstance(organisation := organisations.get(partner.organisation), Organisation)
        ]

    @field("Its milestones, in order.")
    def milestones(self) -> list[Milestone]:
        return [
            Milestone(title=one.title, due=one.due, done=one.done, evidence=one.evidence or None)
            for one in self._details.milestones
        ]


StatusArgument = Annotated[ProjectStatus | None, strawberry.argument(description="Only those this far.")]
TierArgument = Annotated[ProjectTier | None, strawberry.argument(description="Only those that rank so.")]


@strawberry.type
class ProgrammeQuery:
    @field("The programme's work-streams, by code. There are few: all of them.")
    def work_streams(self, info: Info, locale: Locale = "en-gb") -> list[WorkStream]:
        page = Page(walk_of(info, locale, Kind.WORK_STREAM), Window(first=100))
        return sorted(page.siblings.nodes, key=lambda node: node.item.code)

    @field("Projects.")
    def projects(
        self,
        info: Info,
        work_stream: WorkStreamArgument = None,
        status: StatusArgument = None,
        tier: TierArgument = None,
        topic: TopicArgument = None,
        order: Ordered = Order.NEWEST,
        locale: Locale = "en-gb",
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Project]:
        walk = narrow(walk_of(info, locale, Kind.PROJECT), topic, work_stream=work_stream)
        if status:
            walk.term(TermName.STATUS, status.value)
        if tier:
            walk.term(TermName.TIER, tier.value)
        return Connection(page=Page(walk, Window(first, after, last, before), order))
