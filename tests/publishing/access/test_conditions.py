"""Conditions are simplified, evaluated and partially evaluated as the logic says."""

from itertools import product
from uuid import UUID

import pytest

from publishing.access.conditions import (
    ALWAYS,
    NEVER,
    And,
    AtMost,
    Condition,
    Fact,
    Facts,
    In,
    Not,
    Or,
    assume,
    find_facts,
    holds,
    require_all,
    require_any,
    require_in,
    require_not,
)

PUBLIC = AtMost(Fact.AUDIENCE, 0)
RED = In(Fact.MARKING, ("RED",))
PROJECT = UUID(int=7)
FACTS = Facts(audience=10, marking="RED", kind="briefing", content_id=UUID(int=1), projects=frozenset({PROJECT}))


def test_constant_parts_disappear() -> None:
    assert require_all() == ALWAYS == require_not(NEVER)
    assert require_any() == NEVER == require_not(ALWAYS)
    assert require_all(PUBLIC, ALWAYS) == PUBLIC == require_any(PUBLIC, NEVER)
    assert require_all(PUBLIC, NEVER) == NEVER
    assert require_any(PUBLIC, ALWAYS) == ALWAYS
    assert require_all(PUBLIC, RED, PUBLIC) == And((PUBLIC, RED))
    assert require_any(PUBLIC, PUBLIC) == PUBLIC


def test_one_of_no_values_never_holds() -> None:
    assert require_in(Fact.KIND, []) == NEVER


def test_equal_conditions_are_built_from_values_in_any_order() -> None:
    assert require_in(Fact.KIND, ["b", "a"]) == require_in(Fact.KIND, {"a", "b"}) == In(Fact.KIND, ("a", "b"))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (AtMost(Fact.AUDIENCE, 10), True),
        (AtMost(Fact.AUDIENCE, 9), False),
        (In(Fact.KIND, ("guidance", "briefing")), True),
        (In(Fact.PROJECTS, (PROJECT, UUID(int=8))), True),
        (In(Fact.PROJECTS, (UUID(int=8),)), False),
        (Not(RED), False),
        (And((RED, PUBLIC)), False),
        (Or((RED, PUBLIC)), True),
        (ALWAYS, True),
        (NEVER, False),
    ],
)
def test_a_condition_holds_for_the_facts_of_an_edition(condition: Condition, expected: bool) -> None:
    assert holds(condition, FACTS) is expected


@pytest.mark.parametrize(("audience", "marking"), list(product((0, 10), ("CLEAR", "RED"))))
def test_what_is_left_of_a_condition_says_the_same_where_the_assumption_is_true(audience: int, marking: str) -> None:
    condition = Or((And((PUBLIC, Not(RED))), In(Fact.KIND, ("guidance",))))
    facts = Facts(audience, marking, "briefing", UUID(int=1))
    for part in (PUBLIC, RED):
        left = assume(condition, {part: holds(part, facts)})
        assert holds(left, facts) == holds(condition, facts)
        assert find_facts(left) <= find_facts(condition)


def test_an_assumption_can_decide_the_whole_condition() -> None:
    assert assume(And((PUBLIC, RED)), {PUBLIC: False}) == NEVER
    assert assume(Or((PUBLIC, RED)), {PUBLIC: True}) == ALWAYS
    assert assume(And((PUBLIC, RED)), {PUBLIC: True}) == RED
    assert assume(Not(RED), {RED: True}) == NEVER


def test_the_facts_of_a_condition_are_found_at_any_depth() -> None:
    condition = Or((And((PUBLIC, Not(RED))), In(Fact.KIND, ("guidance",))))
    assert find_facts(condition) == {Fact.AUDIENCE, Fact.MARKING, Fact.KIND}
    assert find_facts(ALWAYS) == set()
