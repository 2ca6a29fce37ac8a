"""The processes that serve look at what they keep once, and lose no memory by that."""

from pathlib import Path

import pytest

from tests.hub.starting import collected, production, run

SCRIPT = """
import gc, importlib, sys, weakref
importlib.import_module(sys.argv[1])
from hub import garbage

kept = [[number] for number in range(100_000)]
gc.collect()
assert len(gc.get_objects()) < 1_000, "what is kept is looked at again"

class Request: pass
request = Request()
request.itself, is_there = request, weakref.ref(request)
gc.collect()
del request
gc.collect()
assert is_there(), "it was frozen"
garbage.MOST_FROZEN = 50_000
gc.collect()
assert not is_there(), "what was used when it was frozen is never collected"
assert len(gc.get_objects()) < 1_000, "what is kept is not frozen again"
gc.collect()
assert gc.get_freeze_count() > 100_000
"""


@pytest.mark.parametrize("program", ["hub.wsgi", "hub.asgi"])
def test_what_is_kept_is_not_looked_at_again_and_what_was_used_then_goes(tmp_path: Path, program: str) -> None:
    collected(tmp_path)
    ended = run(production(tmp_path), "-c", SCRIPT, program)
    assert ended.returncode == 0, ended.stderr
