"""The schema as clients are given it: without the two fields that only routers of composed graphs ask for.

Code generators would make types of what those need, and want to be told what the scalar `_Any` is.
"""

import strawberry
from strawberry.schema.config import StrawberryConfig

from graphql_api.base.scalars import SCALARS
from graphql_api.content.base import content_types
from graphql_api.content.blocks import block_types
from graphql_api.schema.schema import Query
from graphql_api.sync.subscription import Subscription

schema = strawberry.Schema(
    query=Query,
    subscription=Subscription,
    types=[*content_types(), *block_types()],
    config=StrawberryConfig(scalar_map=SCALARS),
)
