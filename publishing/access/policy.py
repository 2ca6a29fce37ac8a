"""The access rule: who may read what.

Every form of it is compiled from here: SQL (publishing/models/access.py), the filter of search engines
(search/queries/access.py) and the Python check `may_read`. A new condition is one more part of `rule`, and all forms
follow (CONTRIBUTING.md, "Adding a condition to the access rule").
"""

from functools import lru_cache

from publishing.access.audiences import Marking
from publishing.access.conditions import (
    ALWAYS,
    NEVER,
    AtMost,
    Condition,
    Fact,
    Facts,
    assume,
    holds,
    require_all,
    require_any,
    require_in,
    require_not,
)
from publishing.access.viewers import Viewer

NOT_RED = require_not(require_in(Fact.MARKING, [Marking.RED]))
"""TLP:RED is for people named on the item itself and never leaves the website (docs/decisions/0002)."""


@lru_cache(maxsize=2_000)
def rule(viewer: Viewer, *, off_site: bool) -> Condition:
    """Return the condition under which a viewer may read an edition, on the website or off it."""
    readable = require_all(
        require_any(
            within_audience(viewer),
            require_in(Fact.CONTENT_ID, viewer.items),
            require_all(require_in(Fact.PROJECTS, viewer.projects), NOT_RED),
        ),
        ALWAYS if viewer.kinds is None else require_in(Fact.KIND, viewer.kinds),
    )
    # The log (Change.audience) and every index rely on this: neither holds TLP:RED.
    return require_all(NOT_RED, assume(readable, {NOT_RED: True})) if off_site else readable


def within_audience(viewer: Viewer) -> Condition:
    """Return the condition that an edition is for the viewer's whole audience."""
    return AtMost(Fact.AUDIENCE, viewer.audience)


def may_read(viewer: Viewer, facts: Facts, *, off_site: bool = False) -> bool:
    """Whether a viewer may read an edition."""
    return holds(rule(viewer, off_site=off_site), facts)


@lru_cache(maxsize=2_000)
def reads_beyond_audience(viewer: Viewer) -> bool:
    """Whether a viewer may read anything off the website that is not for their whole audience."""
    return assume(rule(viewer, off_site=True), {within_audience(viewer): False}) != NEVER


def rule_within_audience(viewer: Viewer) -> Condition:
    """Return the rest of the off-site rule, given that the edition is within the audience and not TLP:RED."""
    return assume(rule(viewer, off_site=True), {within_audience(viewer): True, NOT_RED: True})
