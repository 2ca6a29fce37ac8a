"""The measure itself, against values worked out by hand or published."""

import pytest

from search.relevance.ndcg import ndcg


def test_a_perfect_order_is_one() -> None:
    assert ndcg(["a", "b", "c"], {"a": 3, "b": 2, "c": 1}) == 1.0


def test_nothing_relevant_found_is_nought() -> None:
    assert ndcg(["x", "y"], {"a": 1}) == 0.0
    assert ndcg([], {"a": 1}) == 0.0
    assert ndcg(["x"], {}) == 0.0


@pytest.mark.parametrize(("rank", "value"), [(1, 1.0), (2, 0.63093), (3, 0.5), (7, 1 / 3), (11, 0.0)])
def test_one_relevant_document_is_discounted_by_its_rank(rank: int, value: float) -> None:
    ranked = ["x"] * (rank - 1) + ["a"]
    assert ndcg(ranked, {"a": 1}) == pytest.approx(value, abs=1e-5)


def test_a_published_example_of_graded_judgements() -> None:
    """Grades 3, 2, 3, 0, 1, 2 in the order found, and 3 and 2 not found (Wikipedia, Discounted cumulative gain):
    DCG 6.861, ideal 8.740, ratio 0.785."""
    grades = {"1": 3, "2": 2, "3": 3, "4": 0, "5": 1, "6": 2, "7": 3, "8": 2}
    assert ndcg(["1", "2", "3", "4", "5", "6"], grades, depth=6) == pytest.approx(0.785, abs=1e-3)
