"""What a viewer has distinguishes them wherever something is kept for them."""

from dataclasses import fields, replace
from typing import Any
from uuid import uuid4

from publishing.access.audiences import Audience
from publishing.access.viewers import Viewer
from publishing.kinds import Kind

IDS, PROJECTS, KINDS = [uuid4(), uuid4()], [uuid4(), uuid4()], [Kind.GUIDANCE, Kind.BRIEFING]


def test_whatever_a_viewer_has_distinguishes_them_in_caches_and_cursors() -> None:
    viewer = Viewer(Audience.PUBLIC)
    others: dict[str, Any] = {
        "audience": Audience.REGISTERED,
        "projects": frozenset(PROJECTS),
        "items": frozenset(IDS),
        "kinds": frozenset(KINDS),
    }
    assert others.keys() == {field.name for field in fields(Viewer)}
    keys = [viewer.key(), *(replace(viewer, **{name: value}).key() for name, value in others.items())]
    assert len({repr(key) for key in keys}) == len(keys)
    assert replace(viewer, projects=frozenset(PROJECTS[::-1])).key() == keys[2]
