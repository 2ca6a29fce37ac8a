"""The schema: merges the root fields of all domains."""

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from graphql_api.base.scalars import SCALARS
from graphql_api.content.base import content_types
from graphql_api.content.blocks import ContentBlock
from graphql_api.content.itineraries import ItineraryQuery
from graphql_api.content.kinds.home import HomeQuery
from graphql_api.content.kinds.threat_level import ThreatLevelQuery
from graphql_api.content.lists.kind_lists import add_lists
from graphql_api.content.previews import PreviewQuery
from graphql_api.content.refetching import NodeQuery
from graphql_api.content.roots import ContentQuery
from graphql_api.content.search.results import SearchQuery
from graphql_api.content.search.suggestions import SuggestionQuery
from graphql_api.content.signing.signatures import SigningQuery
from graphql_api.content.times import TimeQuery
from graphql_api.partner.account import PartnerQuery
from graphql_api.partner.registering import OperationsMutation
from graphql_api.partner.rotation import KeysMutation
from graphql_api.schema.executor import MeteredExecutor, PreparsedDocument, RowOptimizer
from graphql_api.schema.federation import SCALARS as FEDERATION_SCALARS
from graphql_api.schema.federation import FederationQuery
from graphql_api.sync.changes import ChangesQuery
from graphql_api.sync.snapshot import SnapshotQuery
from graphql_api.sync.subscription import Subscription


@strawberry.type
@add_lists
class ListQuery:
    pass


@strawberry.type(description="The content that the hub publishes. Every response contains only what you may read.")
class Query(
    ContentQuery,
    HomeQuery,
    ThreatLevelQuery,
    ListQuery,
    ItineraryQuery,
    SearchQuery,
    SuggestionQuery,
    ChangesQuery,
    SnapshotQuery,
    NodeQuery,
    PreviewQuery,
    TimeQuery,
    SigningQuery,
    PartnerQuery,
):
    pass


@strawberry.type(description="Changes to what belongs to you: docs/api/mutations.md describes the rules.")
class Mutation(OperationsMutation, KeysMutation):
    pass


@strawberry.type(
    name="Query",
    description="The content that the hub publishes, and the fields that routers of federated graphs need.",
)
class SubgraphQuery(Query, FederationQuery):
    pass


class Schema(strawberry.Schema):
    """A schema that does not log errors, which are logged when they are masked (graphql_api/base/errors.py)."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log nothing."""


schema = Schema(
    query=SubgraphQuery,
    mutation=Mutation,
    subscription=Subscription,
    types=[*content_types(), *ContentBlock.__subclasses__()],
    extensions=[PreparsedDocument, RowOptimizer],
    config=StrawberryConfig(scalar_map={**SCALARS, **FEDERATION_SCALARS}),
    execution_context_class=MeteredExecutor,
)
