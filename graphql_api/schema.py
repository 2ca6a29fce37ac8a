"""The schema: the domains' root fields, merged."""

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from graphql_api.blocks import block_types
from graphql_api.briefings import BriefingQuery
from graphql_api.content import content_types
from graphql_api.contents import ContentQuery
from graphql_api.cost.meter import MeteredExecutor
from graphql_api.cost.metered import Metered
from graphql_api.federation import SCALARS as FEDERATION_SCALARS
from graphql_api.federation import FederationQuery
from graphql_api.guidance import GuidanceQuery
from graphql_api.live.subscription import Subscription
from graphql_api.nodes import NodeQuery
from graphql_api.pages import PagesQuery
from graphql_api.programme import ProgrammeQuery
from graphql_api.scalars import SCALARS
from graphql_api.search import SearchQuery
from graphql_api.signatures import SigningQuery
from graphql_api.sync.changes import ChangesQuery
from graphql_api.sync.snapshot import SnapshotQuery
from graphql_api.threat_levels import ThreatLevelQuery
from graphql_api.times import TimeQuery
from graphql_api.travel import TravelQuery
from graphql_api.vocabulary import VocabularyQuery
from graphql_api.z_cards import ZCardQuery


@strawberry.type(description="What the hub publishes. Every answer holds only what you may read.")
class Query(
    ContentQuery,
    PagesQuery,
    GuidanceQuery,
    ProgrammeQuery,
    BriefingQuery,
    ThreatLevelQuery,
    TravelQuery,
    ZCardQuery,
    VocabularyQuery,
    SearchQuery,
    ChangesQuery,
    SnapshotQuery,
    NodeQuery,
    TimeQuery,
    SigningQuery,
):
    pass


@strawberry.type(name="Query", description="What the hub publishes, and what routers of composed graphs ask it for.")
class SubgraphQuery(Query, FederationQuery):
    pass


class Schema(strawberry.Schema):
    """A schema whose errors are logged where they are masked (graphql_api/errors.py), not a second time here."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log nothing: a client's mistake is no event of ours."""


schema = Schema(
    query=SubgraphQuery,
    subscription=Subscription,
    types=[*content_types(), *block_types()],
    extensions=[Metered],
    config=StrawberryConfig(scalar_map={**SCALARS, **FEDERATION_SCALARS}),
    execution_context_class=MeteredExecutor,
)
