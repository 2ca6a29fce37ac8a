"""Compiled operations answer what strawberry answers, to the byte, whoever asks."""

import os

import orjson
import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graphql_api.compiler.compiling import writer_of
from graphql_api.compiler.plans import Plans
from graphql_api.compiler.roots import ROOTS
from graphql_api.execution import interpreted
from graphql_api.reader import Reader
from graphql_api.requests import Operation
from graphql_api.schema import schema
from publishing.audiences import Audience
from publishing.viewers import ANONYMOUS, Viewer
from tests.graphql_api.library import a_library
from tests.graphql_api.operations import operations

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("HUB_TEST_EXAMPLES", "150"))
SCHEMA = schema._schema


def _is_known(type_: GraphQLObjectType | GraphQLInterfaceType, name: str) -> bool:
    if type_ is SCHEMA.query_type:
        return name in ROOTS
    types = SCHEMA.get_possible_types(type_) if isinstance(type_, GraphQLInterfaceType) else [type_]
    return all(writer_of(one, name) for one in types)


def _check_alike(plans: Plans, operation: Operation, viewer: Viewer) -> bool:
    """Compare both ways; return whether there was a plan."""
    first, second = Reader(viewer), Reader(viewer)
    told = interpreted(operation, first)
    if told.data is None and not any(error.path for error in told.errors or ()):
        return False  # refused: such operations are never learned
    plans.learn(operation)
    compiled = plans.answer(operation, second)
    assert compiled is None or not told.errors
    if compiled is not None:
        assert orjson.dumps(compiled) == orjson.dumps(told.data)
        assert first.meter.actual == second.meter.actual
    return compiled is not None


@pytest.mark.usefixtures("_no_index")
def test_generated_operations_are_answered_alike_by_plans_and_by_strawberry() -> None:
    library = a_library()
    plans, planned = Plans(SCHEMA), [0]
    viewers = (ANONYMOUS, Viewer(Audience.REGISTERED), library.insider)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operations(SCHEMA, library.words, _is_known), st.sampled_from(viewers))
    def compare(operation: Operation, viewer: Viewer) -> None:
        planned[0] += _check_alike(plans, operation, viewer)

    compare()
    assert planned[0] > EXAMPLES / 4, "few operations had plans"


@pytest.fixture
def _no_index(settings, tmp_path) -> None:
    """Searches go to the database: there is no index."""
    settings.SEARCH_INDEX_DIR = tmp_path
