"""The schema as it is published for clients: without the two fields that only routers of federated graphs need.

Code generators would generate types for those fields, and require a mapping for the scalar `_Any`.
"""

import strawberry
from strawberry.schema.config import StrawberryConfig

from graphql_api.base.scalars import SCALARS
from graphql_api.content.base import content_types
from graphql_api.content.blocks import ContentBlock
from graphql_api.schema.schema import Mutation, Query
from graphql_api.sync.subscription import Subscription

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[*content_types(), *ContentBlock.__subclasses__()],
    config=StrawberryConfig(scalar_map=SCALARS),
)
