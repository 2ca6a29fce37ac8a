"""The processes that serve look at what they keep once, and lose no memory by that."""

from pathlib import Path

import pytest

from tests.hub.starting import collected, production, run

KEEPS = """
import gc, importlib, sys
importlib.import_module(sys.argv[1])
kept = [[number] for number in range(100_000)]
gc.collect()
assert len(gc.get_objects()) < 1_000, len(gc.get_objects())
"""
FORGETS = """
import gc, importlib, sys, weakref
importlib.import_module(sys.argv[1])
from hub.garbage import COMPLETE
class Request: pass
request = Request()
request.itself, is_there = request, weakref.ref(request)
gc.collect()
del request
for _ in range(COMPLETE):
    gc.collect()
assert not is_there()
"""


@pytest.mark.parametrize("program", ["hub.wsgi", "hub.asgi"])
@pytest.mark.parametrize("script", [KEEPS, FORGETS], ids=["keeps", "forgets"])
def test_what_is_kept_is_not_looked_at_again_and_what_was_used_then_goes(
    tmp_path: Path, program: str, script: str
) -> None:
    collected(tmp_path)
    ended = run(production(tmp_path), "-c", script, program)
    assert ended.returncode == 0, ended.stderr
