"""Compiled operations return the same bytes as strawberry, for every viewer."""

import json
from collections.abc import Sequence
from pathlib import Path

import orjson
import pytest
from django.utils import timezone
from graphql import GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType, get_named_type
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from bench.graphql.queries import QUERIES, document
from graphql_api.content.base import node_type
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.identifiers import parse_uuid
from graphql_api.execution.compiler.compilation import find_writer
from graphql_api.execution.compiler.plan_cache import PlanCache
from graphql_api.execution.compiler.roots import RESOLVED, ROOTS
from graphql_api.execution.compiler.statements import get_statement
from graphql_api.execution.operation import Operation
from graphql_api.execution.run import resolve
from graphql_api.schema.schema import schema
from publishing.access.audiences import Audience
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind
from publishing.models import ContentItem
from tests.graphql_api.generated_operations import operations
from tests.graphql_api.sample_content import publish_library
from tests.sizes import sized

pytestmark = pytest.mark.django_db
EXAMPLES = sized(15_000)
SCHEMA = schema._schema


def _is_known(type_: GraphQLObjectType | GraphQLInterfaceType, name: str) -> bool:
    if type_ is SCHEMA.query_type:
        return name in ROOTS
    types = SCHEMA.get_possible_types(type_) if isinstance(type_, GraphQLInterfaceType) else [type_]
    return all(find_writer(one, name) for one in types)


def _check_same_result(plans: PlanCache, operation: Operation, viewer: Viewer) -> bool:
    """Compare the plan's result with strawberry's; return whether there was a plan."""
    first, second = RequestContext(viewer), RequestContext(viewer)
    if operation.parsed.errors:
        return False  # never admitted
    expected = resolve(operation, first)
    if expected.data is None and not any(error.path for error in expected.errors or ()):
        return False  # rejected operations are never admitted
    plans.admit(operation)
    compiled = plans.execute(operation, second)
    assert compiled is None or not expected.errors
    if compiled is not None:
        assert orjson.dumps(compiled) == orjson.dumps(expected.data)
        assert first.meter.actual == second.meter.actual
    return compiled is not None


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.usefixtures("_no_index")
def test_plans_and_strawberry_agree_on_generated_operations() -> None:
    library = publish_library()
    plans, planned = PlanCache(SCHEMA), [0]
    viewers = (ANONYMOUS, Viewer(Audience.REGISTERED), library.insider)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operations(SCHEMA, library.terms, _is_known), st.sampled_from(viewers))
    def compare(operation: Operation, viewer: Viewer) -> None:
        planned[0] += _check_same_result(plans, operation, viewer)

    compare()
    assert planned[0] > EXAMPLES / 4, "few operations had plans"


@pytest.mark.parametrize(
    "kind", [kind if kind is Kind.GUIDANCE else pytest.param(kind, marks=pytest.mark.slow) for kind in Kind]
)
def test_plans_and_strawberry_agree_on_all_compiled_fields_of_a_kind(kind: Kind) -> None:
    library, plans = publish_library(), PlanCache(SCHEMA)
    type_ = SCHEMA.type_map[node_type(kind).__name__]
    assert isinstance(type_, GraphQLObjectType)
    others = [name for name in type_.fields if name != "body" and _is_known(type_, name)]
    for some in (["body"], others):  # all together may exceed the limit of tokens
        nodes = f"nodes {{ ... on {type_.name} {_known(type_, names=some)} }}"
        operation = Operation(
            f"{{ contents(first: 6, filter: {{kind: {{exact: {kind.name}}}}}) {{ {nodes} }} }}", {}, None
        )
        for viewer in (ANONYMOUS, library.insider):
            assert _check_same_result(plans, operation, viewer)


@pytest.mark.parametrize("root", RESOLVED)
def test_plans_and_strawberry_agree_on_values_of_resolvers(root: str) -> None:
    library, plans = publish_library(), PlanCache(SCHEMA)
    ids = [term for term in library.terms if parse_uuid(term)][:100]
    whole = "{ __typename id title locale edition { number contentHash } revision validUntil related { title locale } }"
    change = f"cursor at id contentId locale kind content {whole} tombstone {{ reason movedTo supersededBy {whole} }}"
    pages = {
        "changes": f"(first: 100) {{ ... on ContentChanges {{ cursor hasNextPage serverTime nodes {{ {change} }} }} }}",
        "snapshot": f"(first: 100) {{ ... on ContentSnapshot {{ nodes {whole} nextPage cursor serverTime }} }}",
        "node": f'(id: "{ids[0]}") {{ id ... on Content {whole} }}',
        "nodes": f"(ids: {json.dumps(ids)}) {{ id ... on Content {whole} ... on Topic {{ slug }} }}",
        "_entities": f"(representations: $of) {{ ... on Guidance {whole} ... on Topic {whole} }}",
        "adviceFor": f'(countries: ["FR", "LB", "FR"]) {{ requested country {{ code name }} advice {whole} }}',
        "threatLevel": " { title level locale body { __typename id } }",
        "signingKeys": " { keyId algorithm x }",
        "suggestions": f'(prefix: "a", first: 20) {{ titleHtml content {whole} }}',
        "popularSearches": "(first: 5) { text }",
    }
    variables = {"of": [{"__typename": name, "id": one} for one in ids for name in ("Topic", "Guidance")][:100]}
    declared = "query ($of: [_Any!]!)" if root == "_entities" else ""
    operation = Operation(f"{declared} {{ {root}{pages.get(root, '')} }}", variables, None)
    for viewer in (ANONYMOUS, Viewer(Audience.REGISTERED), library.insider):
        assert _check_same_result(plans, operation, viewer)


def test_arguments_below_the_root_may_be_variables() -> None:
    library, plans = publish_library(), PlanCache(SCHEMA)
    text = """query ($wide: Int, $format: ImageFormat = WEBP, $crop: ImageCrop) { guidance(first: 9) { nodes { image {
      srcset(format: $format) rendition(width: $wide, format: $format, crop: $crop) { width url } width height
      smallest: rendition { width } } } } }"""
    for variables in (
        {},
        {"wide": 1},
        {"wide": 500, "format": "WEBP"},
        {"format": "AVIF", "crop": "WIDE"},
        {"wide": None},
    ):
        assert _check_same_result(plans, Operation(text, variables, None), library.insider)


def test_cached_parts_are_not_returned_to_viewers_who_may_see_less() -> None:
    library, plans = publish_library(), PlanCache(SCHEMA)
    links = "... on LinkListBlock { links { title content { title } } }"
    text = f"{{ guidance(first: 9) {{ nodes {{ body {{ id ... on RichTextBlock {{ html }} {links} }} }} }} }}"
    for viewer in (library.insider, ANONYMOUS, library.insider, Viewer(Audience.REGISTERED), ANONYMOUS):
        assert _check_same_result(plans, Operation(text, {}, None), viewer)


def test_one_statement_serves_a_list_for_all_times() -> None:
    library, plans, made = publish_library(), PlanCache(SCHEMA), set[int]()
    text = """query ($at: DateTime) {
      contents(first: 9, filter: {updatedAt: {gte: $at}, topic: {exact: "topic-1"}}) { nodes { id } }
      briefings(first: 9, filter: {inForceAt: {exact: $at}}) { nodes { id } } }"""
    for day in range(1, 9):
        assert _check_same_result(plans, Operation(text, {"at": f"2026-01-0{day}T00:00:00Z"}, None), library.insider)
        made.add(get_statement.cache_info().misses)
    assert len(made) == 1


@pytest.mark.parametrize("name", [name for name in QUERIES if name != "search"])
def test_the_benchmarks_queries_take_four_statements_at_most(
    name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    library, plans = publish_library(), PlanCache(SCHEMA)
    path = ContentItem.objects.filter(kind=Kind.GUIDANCE, path__isnull=False).earliest("updated_at").path
    operation = Operation(document(name).replace("/guidance/bulk-500/", str(path)), {}, None)
    assert _check_same_result(plans, operation, library.insider)
    with django_assert_max_num_queries(4):
        assert plans.execute(operation, RequestContext(ANONYMOUS))


def _known(type_: GraphQLNamedType, depth: int = 4, names: Sequence[str] = ()) -> str:
    """Return a selection of all compiled fields; of linked content only a few."""
    if isinstance(type_, GraphQLInterfaceType) and type_.name != "ContentBlock":
        return "{ __typename id title path }"
    if isinstance(type_, GraphQLInterfaceType):
        types = SCHEMA.get_possible_types(type_)
        return f"{{ __typename {' '.join(f'... on {one.name} {_known(one, depth)}' for one in types)} }}"
    if not isinstance(type_, GraphQLObjectType):
        return ""
    if "Content" in {one.name for one in type_.interfaces} and depth < 4:
        return "{ __typename id title path }"
    # Fields with the same name differ in type between blocks: each needs its own response key.
    alias = f"{type_.name}_{{0}}: " if "ContentBlock" in {one.name for one in type_.interfaces} else ""
    names = names or [name for name in type_.fields if _is_known(type_, name)]
    given = {"history": "(first: 3)"}
    fields = ((name, _known(get_named_type(type_.fields[name].type), depth - 1)) for name in names)
    return f"{{ {' '.join(f'{alias.format(name)}{name}{given.get(name, str())} {below}' for name, below in fields)} }}"


@pytest.fixture(autouse=True)
def _fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both results are computed at the same time."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def _no_index(settings: Settings, tmp_path: Path) -> None:
    """Searches use the database: there is no index."""
    settings.SEARCH_INDEX_DIR = tmp_path
