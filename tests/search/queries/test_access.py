"""An index answers to the access rule: what its filter, and what the database in its stead, lets a viewer find is what
the rule's Python form says, for every audience, marking and project there can be."""

from collections.abc import Callable
from itertools import product
from uuid import UUID, uuid5

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.access import policy
from publishing.access.audiences import Audience, Marking
from publishing.access.conditions import Condition, Fact, Facts, require_all, require_in, require_not
from publishing.access.policy import may_read
from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from publishing.log.record import record_publication
from search.base.requests import SearchRequest
from search.engines.configured import engines
from search.engines.interface import EngineRequest
from search.queries.audience_tiers import viewer_tier
from search.queries.filters import visibility_filter
from search.queries.nodes import MatchAll
from search.queries.parser import parse_query
from search.retrieval.database_fallback import search_titles
from tests.publishing.access.changed_rule import changed_rule
from tests.publishing.documents import a_document

pytestmark = pytest.mark.django_db

PROJECTS = [uuid5(UUID(int=1), f"project {number}") for number in range(2)]
CIRCLES = [
    (audience, marking) for audience, marking in product(Audience, Marking) if audience >= marking.widest_audience
]
SOME_PROJECTS = [(), (PROJECTS[0],), tuple(PROJECTS)]
KINDS = [Kind.GUIDANCE, Kind.BRIEFING]
ALL_FACTS = {
    uuid5(UUID(int=1), f"{tier} {projects} {kind}"): (tier, projects, kind)
    for tier, projects, kind in product(CIRCLES, SOME_PROJECTS, KINDS)
}
RULE = policy.rule


def changed(viewer: Viewer, *, off_site: bool) -> Condition:
    """Return the rule with two more conditions, on facts of which the first is about no audience."""
    return require_all(
        RULE(viewer, off_site=off_site),
        require_not(require_all(require_in(Fact.MARKING, [Marking.GREEN]), require_in(Fact.KIND, [Kind.BRIEFING]))),
        require_not(require_in(Fact.CONTENT_ID, list(ALL_FACTS)[:10])),
    )


@pytest.fixture
def world(drain: Callable[[], None]) -> dict[UUID, Facts]:
    """Publish every combination; return the facts of each by the item's id."""
    items: dict[UUID, Facts] = {}
    for content_id, ((audience, marking), projects, kind) in ALL_FACTS.items():
        document = a_document(kind, content_id=content_id, audience=audience, marking=marking, projects=projects)
        record_publication(document)
        items[document.id] = Facts(audience, marking, kind, content_id, frozenset(projects))
    drain()
    return items


viewers = st.builds(
    Viewer,
    st.sampled_from(Audience),
    st.frozensets(st.sampled_from([*PROJECTS, UUID(int=7)])),
    st.frozensets(st.sampled_from(sorted(ALL_FACTS)), max_size=3),
    st.none() | st.frozensets(st.sampled_from(KINDS)),
)


def found_by_index(viewer: Viewer) -> set[UUID]:
    """Return what the first engine's index finds behind its filter: no query of the database comes after it."""
    now = timezone.now()
    question = EngineRequest(MatchAll(), visibility_filter(viewer, "en-gb", now, ()), MatchAll(), limit=100)
    answer = engines()[0].snapshot(None, viewer_tier(viewer)).search(question)
    assert not answer.has_next
    assert answer.total == len(answer.matches)
    return {match.item_id for match in answer.matches}


def found_in_database(viewer: Viewer) -> set[UUID]:
    """Return what is found where no index can answer."""
    result = search_titles(SearchRequest(viewer=viewer, first=100), parse_query("", "en-gb"), degraded=True)
    return {hit.item.pk for hit in result.hits}


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("rule", [RULE, changed], ids=["as it is", "with more conditions"])
def test_every_engine_finds_what_the_rule_says(world: dict[UUID, Facts], rule: Callable[..., Condition]) -> None:
    @settings(max_examples=60, deadline=None)
    @given(viewer=viewers)
    def compare(viewer: Viewer) -> None:
        allowed = {pk for pk, facts in world.items() if may_read(viewer, facts, off_site=True)}
        assert found_by_index(viewer) == allowed
        assert found_in_database(viewer) == allowed

    with changed_rule(rule):
        compare()


@settings(max_examples=100, deadline=None)
@given(viewer=viewers)
def test_a_viewers_tier_contains_everything_they_may_read(viewer: Viewer) -> None:
    readable = [facts for facts in map(build_facts, ALL_FACTS) if may_read(viewer, facts, off_site=True)]
    assert all(facts.audience <= viewer_tier(viewer) for facts in readable)


def build_facts(content_id: UUID) -> Facts:
    (audience, marking), projects, kind = ALL_FACTS[content_id]
    return Facts(audience, marking, kind, content_id, frozenset(projects))
