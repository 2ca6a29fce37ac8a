"""One rule: its SQL for items, for editions and for both sides of a change says what its Python form says, whatever is
published, for every viewer, and for every condition that is added to it."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.access import policy
from publishing.access.audiences import Audience, Marking
from publishing.access.conditions import (
    AtMost,
    Condition,
    Fact,
    Facts,
    require_all,
    require_any,
    require_in,
    require_not,
)
from publishing.access.policy import NOT_RED, may_read
from publishing.access.viewers import Viewer
from publishing.kinds import Event, Kind, RemovalReason
from publishing.log.audience_widening import admits_more_readers
from publishing.models import Change, ContentItem, Edition, NamedProject
from publishing.models.access import ITEM_COLUMNS, Side, readable, readable_on
from tests.publishing.access.changed_rule import changed_rule
from tests.publishing.editions import an_edition

pytestmark = pytest.mark.django_db

Rule = Callable[..., Condition]

NOW = datetime(2026, 6, 1, tzinfo=UTC)
IDS = [uuid5(UUID(int=0), f"document {number}") for number in range(4)]
PROJECTS = [uuid5(UUID(int=0), f"project {number}") for number in range(3)]
KINDS = [Kind.GUIDANCE, Kind.BRIEFING, Kind.PROJECT]
READABLE = policy.rule

CHANGED_RULES: dict[str, Rule] = {
    "as it is": READABLE,
    "one more fact must hold": lambda viewer, *, off_site: require_all(
        READABLE(viewer, off_site=off_site), require_not(require_in(Fact.MARKING, [Marking.GREEN]))
    ),
    "one more fact of the item must hold": lambda viewer, *, off_site: require_all(
        READABLE(viewer, off_site=off_site), require_not(require_in(Fact.CONTENT_ID, IDS[:2]))
    ),
    "more must hold off the website": lambda viewer, *, off_site: require_all(
        READABLE(viewer, off_site=off_site), *([AtMost(Fact.AUDIENCE, Audience.VALIDATED)] if off_site else [])
    ),
    "less must hold of a kind": lambda viewer, *, off_site: require_all(
        require_any(READABLE(viewer, off_site=off_site), require_in(Fact.KIND, [Kind.PROJECT])),
        *([NOT_RED] if off_site else []),
    ),
    "less must hold for members": lambda viewer, *, off_site: require_all(
        require_any(READABLE(viewer, off_site=off_site), require_in(Fact.PROJECTS, PROJECTS[:1])),
        *([NOT_RED] * off_site),
    ),
}


def as_contributing_says(viewer: Viewer, *, off_site: bool) -> Condition:
    """Return the rule with the part that CONTRIBUTING.md adds to it."""
    section = (
        (Path(__file__).parents[3] / "CONTRIBUTING.md")
        .read_text()
        .partition("## Adding a condition to the access rule")[2]
    )
    (added,) = re.findall(r"```python\n(.*?)```", section.partition("\n## ")[0], re.DOTALL)
    known = {**vars(policy), "Kind": Kind, "Marking": Marking, "viewer": viewer}
    return require_all(READABLE(viewer, off_site=off_site), eval(f"({added})", known))


CHANGED_RULES["as in CONTRIBUTING.md"] = as_contributing_says


@dataclass(frozen=True)
class Published:
    """An item by its editions, the last of which is current."""

    kind: Kind
    editions: list[tuple[Audience, Marking, frozenset[UUID]]]
    gone: str
    hours_left: int | None


some_projects = st.frozensets(st.sampled_from(PROJECTS), max_size=2)
viewers = st.builds(
    Viewer,
    st.sampled_from(Audience),
    some_projects,
    st.frozensets(st.sampled_from(IDS), max_size=2),
    st.none() | st.frozensets(st.sampled_from(KINDS), max_size=2),
)
some_editions = st.lists(
    st.tuples(st.sampled_from(Audience), st.sampled_from(Marking), some_projects), min_size=1, max_size=3
)
published = st.builds(
    Published,
    st.sampled_from(KINDS),
    some_editions,
    st.sampled_from(["", "", RemovalReason.WITHDRAWN]),
    st.sampled_from([None, -1, 1]),
)


class World:
    """Rows written straight into the tables: the log's own way would refuse half of what the rule has to judge."""

    def __init__(self, all_published: Collection[Published]) -> None:
        self.items: dict[UUID, Facts] = {}
        self.live: set[UUID] = set()
        self.editions: dict[int, Facts] = {}
        self.changes: dict[int, dict[Side, Facts | None]] = {}
        self._sequences = count(1)
        rows = [row for pair in zip(IDS, all_published, strict=False) for row in self._publish(*pair)]
        Change.objects.bulk_create(rows)

    def _publish(self, content_id: UUID, one: Published) -> list[Change]:
        item = _item(content_id, one)
        item.save()
        editions = [self._edition(item, number, *facts) for number, facts in enumerate(one.editions, start=1)]
        item.edition = editions[-1]
        item.save()
        self.items[item.pk] = self.editions[editions[-1].pk]
        if not one.gone and (one.hours_left is None or one.hours_left > 0):
            self.live.add(item.pk)
        return [self._change(item, *pair) for pair in zip([*editions, None], [None, *editions], strict=True)]

    def _edition(
        self, item: ContentItem, number: int, audience: Audience, marking: Marking, projects: frozenset[UUID]
    ) -> Edition:
        edition = an_edition(item, number=number, audience=audience, marking=marking)
        edition.save()
        NamedProject.objects.bulk_create(NamedProject(edition=edition, project=project) for project in projects)
        self.editions[edition.pk] = Facts(audience, marking, item.kind, item.content_id, projects)
        return edition

    def _change(self, item: ContentItem, after: Edition | None, before: Edition | None) -> Change:
        sequence = next(self._sequences)
        self.changes[sequence] = {
            "edition": self.editions[after.pk] if after else None,
            "previous": self.editions[before.pk] if before else None,
        }
        return Change.build(item, Event.UPDATED, after, before, NOW, sequence=sequence)


def _item(content_id: UUID, one: Published) -> ContentItem:
    audience, marking, _ = one.editions[-1]
    return ContentItem(
        id=uuid5(content_id, "en-gb"),
        content_id=content_id,
        locale="en-gb",
        kind=one.kind,
        audience=audience,
        marking=marking,
        first_published_at=NOW,
        updated_at=NOW,
        expires_at=None if one.hours_left is None else NOW + timedelta(hours=one.hours_left),
        gone=one.gone,
    )


def read_of(facts: dict[Any, Facts], viewer: Viewer, *, off_site: bool) -> set[Any]:
    """Return the keys of what the Python form lets a viewer read."""
    return {key for key, one in facts.items() if may_read(viewer, one, off_site=off_site)}


def check_items(world: World, viewer: Viewer) -> None:
    for off_site in (False, True):
        allowed = read_of(world.items, viewer, off_site=off_site)
        items = ContentItem.objects.all()
        assert (
            set(items.filter(readable(viewer, ITEM_COLUMNS, off_site=off_site)).values_list("pk", flat=True)) == allowed
        )
        seen = items.visible_to(viewer, NOW, off_site=off_site)
        assert set(seen.values_list("pk", flat=True)) == allowed & world.live
        gone = items.tombstones_for(viewer, NOW, off_site=off_site)
        assert set(gone.values_list("pk", flat=True)) == allowed - world.live
    rows = ContentItem.objects.all()
    assert {item.pk for item in rows if item.is_readable_by(viewer)} == read_of(world.items, viewer, off_site=False)
    assert set(ContentItem.objects.hidden_from(viewer).values_list("pk", flat=True)) == set(world.items) - allowed


def check_editions(world: World, viewer: Viewer) -> None:
    for off_site in (False, True):
        rows = Edition.objects.readable_by(viewer, off_site=off_site)
        assert set(rows.values_list("pk", flat=True)) == read_of(world.editions, viewer, off_site=off_site)


def sides(world: World) -> Iterator[tuple[Side, dict[int, Facts]]]:
    side: Side
    for side in ("edition", "previous"):
        yield side, {number: facts for number, by_side in world.changes.items() if (facts := by_side[side])}


def check_changes(world: World, viewer: Viewer) -> None:
    known: set[int] = set()
    for side, facts in sides(world):
        for off_site in (False, True):
            rows = Change.objects.filter(readable_on(side, viewer, off_site=off_site))
            allowed = read_of(facts, viewer, off_site=off_site)
            assert set(rows.values_list("pk", flat=True)) == allowed
        known |= allowed
    assert set(Change.objects.visible_to(viewer).values_list("pk", flat=True)) == known
    in_order = sorted(known)
    assert Change.objects.sequences_visible_to(viewer, 100) == in_order
    assert Change.objects.sequences_visible_to(viewer, 2) == in_order[:2]
    assert Change.objects.sequences_visible_to(viewer, 2, newest=True) == in_order[::-1][:2]
    briefings = Change.objects.filter(pk__in=known, kind=Kind.BRIEFING).order_by("pk").values_list("pk", flat=True)
    assert Change.objects.sequences_visible_to(viewer, 100, kinds=[Kind.BRIEFING]) == list(briefings)


@pytest.mark.parametrize("examples", [25, pytest.param(400, marks=pytest.mark.slow)])
def test_every_form_of_the_rule_says_the_same(examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(
        changed=st.sampled_from(["as it is"] * 5 + sorted(CHANGED_RULES)),
        all_published=st.lists(published, min_size=1, max_size=4),
        some_viewers=st.lists(viewers, min_size=1, max_size=2),
    )
    def compare(changed: str, all_published: list[Published], some_viewers: list[Viewer]) -> None:
        with changed_rule(CHANGED_RULES[changed]), transaction.atomic():
            world = World(all_published)
            for viewer in some_viewers:
                check_items(world, viewer)
                check_editions(world, viewer)
                check_changes(world, viewer)
            transaction.set_rollback(True)

    compare()


@pytest.mark.parametrize("changed", [name for name in CHANGED_RULES if name != "as it is"])
def test_a_condition_added_in_the_one_place_changes_every_form(changed: str) -> None:
    """Or else the test above would compare what a condition leaves as it was."""
    every_edition = [(audience, marking, frozenset(PROJECTS[:1])) for audience in Audience for marking in Marking]
    world = World([Published(kind, every_edition, "", None) for kind in (*KINDS, Kind.GUIDANCE)])
    viewer = Viewer(Audience.VALIDATED, items=frozenset(IDS[3:]))

    def answers() -> list[set[Any]]:
        return [
            read_of(world.editions, viewer, off_site=True),
            set(Edition.objects.readable_by(viewer, off_site=True).values_list("pk", flat=True)),
            *(
                set(Change.objects.filter(readable_on(side, viewer)).values_list("pk", flat=True))
                for side, _ in sides(world)
            ),
        ]

    before = answers()
    with changed_rule(CHANGED_RULES[changed]):
        after = answers()
    assert all(one != other for one, other in zip(before, after, strict=True))


ORDINARY = [Viewer(audience, kinds=kinds) for audience in list(Audience)[:3] for kinds in (None, frozenset(KINDS[:1]))]


@pytest.mark.parametrize("viewer", ORDINARY)
def test_a_page_of_the_log_is_one_range_of_its_circle_s_index(viewer: Viewer) -> None:
    with CaptureQueriesContext(connection) as queries:
        Change.objects.sequences_visible_to(viewer, 20, kinds=KINDS)
    (sql,) = (query["sql"] for query in queries)
    assert "JOIN" not in sql
    if connection.vendor == "sqlite":  # PostgreSQL rightly reads small tables whole
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = " ".join(row[3] for row in cursor.fetchall())
        assert f"USING INDEX change_{viewer.audience.name.lower()}" in plan.replace("COVERING ", "")


circles = st.tuples(st.sampled_from(Audience), st.sampled_from(Marking), some_projects)


@settings(max_examples=500, deadline=None)
@given(circles, circles, viewers, st.booleans())
def test_an_audience_is_widened_if_anyone_gains_access(
    before: tuple[Any, ...], after: tuple[Any, ...], viewer: Viewer, off_site: bool
) -> None:
    """The readers that are tried stand for all that there can be: only validated people are named or in a project."""
    old, new = (Facts(audience, marking, KINDS[0], IDS[0], projects) for audience, marking, projects in (before, after))
    is_validated = viewer.items or viewer.projects or viewer.audience > Audience.VALIDATED
    viewer = replace(viewer, audience=Audience.VALIDATED if is_validated else viewer.audience)
    if may_read(viewer, new, off_site=off_site) and not may_read(viewer, old, off_site=off_site):
        assert admits_more_readers(old, new)
    assert not admits_more_readers(old, old)
