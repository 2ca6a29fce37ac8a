"""The results of a run as tables, and how they compare with the goals."""

from bench.graphql.contenders import BY_HAND, HUB, REGISTERED

Rates = dict[str, dict[str, float]]
"""Requests per second by query, then by contender."""

SIMPLE = ("list of 20", "one page with its body")
NESTED = ("list of 100 with tags and image", "20 pages with bodies")
PEER = "grapple"


def table(rates: Rates) -> str:
    """Return the figures as Markdown."""
    names = list(next(iter(rates.values())))
    lines = [f"| query | {' | '.join(names)} |", f"|---|{'---:|' * len(names)}"]
    lines += [f"| {query} | {' | '.join(_figure(found[name]) for name in names)} |" for query, found in rates.items()]
    return "\n".join(lines)


def goals(rates: Rates) -> str:
    """Return each goal with its ratio, for the slower of the hub's two ways, as Markdown."""
    lines = ["| query | of by hand (0.5) | times grapple |", "|---|---:|---:|"]
    for query, found in rates.items():
        hub = min(found[HUB], found[REGISTERED])
        by_hand, peer = _rate_against_goal(hub / found[BY_HAND], 0.5), _compare_with_peer(query, hub, found.get(PEER))
        lines.append(f"| {query} | {by_hand} | {peer} |")
    return "\n".join(lines)


def _compare_with_peer(query: str, hub: float, peer: float | None) -> str:
    if peer is None:
        return "not measured"
    goal = 20 if query in NESTED else 5 if query in SIMPLE else 0
    return _rate_against_goal(hub / peer, goal) + (f" ({goal})" if goal else "")


def _rate_against_goal(ratio: float, goal: float) -> str:
    return f"{ratio:.{0 if ratio >= 10 else 2}f}{'' if ratio >= goal else ', missed'}"


def _figure(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 20 else f"{rate:.1f}"
