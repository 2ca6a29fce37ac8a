"""Another access rule, for as long as a test compares its forms."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from publishing.access import policy
from publishing.access.conditions import Condition


@contextmanager
def changed_rule(rule: Callable[..., Condition]) -> Iterator[None]:
    """Replace the rule, and forget what is cached of it, before and after."""
    policy.reads_beyond_audience.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policy, "rule", rule)
        try:
            yield
        finally:  # also where a comparison fails: other tests have the same viewers
            policy.reads_beyond_audience.cache_clear()
