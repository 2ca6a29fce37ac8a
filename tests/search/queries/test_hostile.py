"""Any input is plain text: no errors, no syntax, no long waits."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publishing.access.viewers import ANONYMOUS
from publishing.models import ContentItem
from search.base.requests import MAX_TEXT_BYTES, Facet, SearchError
from search.queries.builder import build_text_query
from search.queries.parser import parse_query
from search.queries.weighing import choose_concepts
from search.retrieval.suggestions import suggest
from tests.publishing.documents import publish
from tests.search.searching import search_for
from tests.sizes import sized

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Drain = Callable[[], None]

NASTY = [
    "*", "+", "?", "title_en:doors", "doors AND (", "doors OR", "NOT", "[a TO b]", "{!}", "doors~2", "doors^9", "\\",
    "/.*/", ".*", "(((((", ")", '"', '"doors', "-", "--", '-"', "- doors", "\x00", "\ud800", "\u202e", "e\u0301",
    "doors\x00doors", "'", "''", "' OR 1=1 --", "%", "_", "<script>", "🚪", "門", "ประตู", "باب", "item:state", "state",
]  # fmt: skip
MAX_LEAVES = 110
LONG = {
    "words": " ".join(f"w{number}" for number in range(2000)),
    "one word": "a" * MAX_TEXT_BYTES,
    "quotes": '"' * MAX_TEXT_BYTES,
    "phrases": '"a b" ' * 1700,
    "a long phrase": '"' + "doors gate " * 900 + '"',
    "minuses": "-" * MAX_TEXT_BYTES,
    "exclusions": "-a " * 3400,
    "one term repeated": "doors " * 1700,
    "digits": "1" * MAX_TEXT_BYTES,
    "codes": "TT3 " * 2500,
    "unknown terms": " ".join(f"dooors{chr(97 + number % 26)}" for number in range(1100)),
    "blanks": " " * MAX_TEXT_BYTES,
    "marks": "e" + "\u0301" * 5000,
}


@pytest.fixture
def doors(engine: str, drain: Drain) -> str:
    """Three documents; returns the engine that has them."""
    for side in ("north", "south", "west"):
        publish(title=f"Doors {side}")
    drain()
    return engine


@pytest.mark.parametrize("text", NASTY)
def test_special_characters_have_no_effect_and_cause_no_error(doors: str, text: str) -> None:
    result = search_for(text, facets=tuple(Facet))
    assert result.engine == doors
    assert result.total in (0, 3)
    suggest(text, ANONYMOUS)


@pytest.mark.parametrize("name", LONG)
def test_ten_kilobytes_cost_no_more_than_a_long_sentence(doors: str, name: str) -> None:
    text = LONG[name].encode()[:MAX_TEXT_BYTES].decode(errors="ignore")
    parsed = parse_query(text, "en-gb")
    parsed = choose_concepts(
        replace(parsed, concepts=tuple(replace(one, frequency=1) for one in parsed.concepts)), 1000
    )
    assert leaves(build_text_query(parsed, timezone.now())) <= MAX_LEAVES
    assert search_for(text, facets=tuple(Facet)).engine == doors
    suggest(text, ANONYMOUS)


def leaves(node: Any) -> int:
    """Count what the engine has to look up for a query."""
    parts = [getattr(node, field.name) for field in fields(node)]
    inner = [
        part for value in parts for part in (value if isinstance(value, tuple) else (value,)) if is_dataclass(part)
    ]
    return sum(map(leaves, inner)) or 1


def test_more_than_ten_kilobytes_are_rejected_with_a_message() -> None:
    with pytest.raises(SearchError, match="10240 bytes") as refusal:
        search_for("é" * 6000)
    assert refusal.value.code == "text_too_long"


@pytest.mark.long
@settings(max_examples=sized(15_000), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from([*NASTY, "doors", "TT3"]), max_size=8).map("".join)))
def test_any_text_is_answered_by_the_index(doors: str, text: str) -> None:
    result = search_for(text)
    assert result.engine == doors
    assert result.total <= ContentItem.objects.count()
    suggest(text, ANONYMOUS)
