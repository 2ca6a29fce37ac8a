"""The processes that serve look at what they keep once, and lose no memory by that."""

from pathlib import Path

import pytest

from tests.hub.starting import collected, production, run

SCRIPT = """
import gc, importlib, sys, weakref
importlib.import_module(sys.argv[1])
loaded = gc.get_freeze_count()
gc.disable()  # but where it is done here

kept = [[number] for number in range(100_000)]
gc.collect()
assert len(gc.get_objects()) < 1_000, "what is kept is looked at again"

class Request:
    __slots__ = ("itself", "__weakref__")
    def __init__(self):
        self.itself = self

requests = [Request() for _ in range(2 * loaded)]
is_there = weakref.ref(requests[0])
gc.collect()
del requests
gc.collect()
assert not is_there(), "what was used when it was frozen is never collected"
assert loaded + len(kept) < gc.get_freeze_count() < loaded + len(kept) + 1_000, "what is kept is not frozen again"
"""


@pytest.mark.parametrize("program", ["hub.wsgi", "hub.asgi"])
def test_what_is_kept_is_not_looked_at_again_and_what_was_used_then_goes(tmp_path: Path, program: str) -> None:
    collected(tmp_path)
    ended = run(production(tmp_path), "-c", SCRIPT, program)
    assert ended.returncode == 0, ended.stderr
