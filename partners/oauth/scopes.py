"""Scopes of tokens: names of audiences and kinds. A token can ask for less than its key is for, never for more."""

from partners.models import ApiKey
from partners.models.keys import AUDIENCES
from publishing.access.audiences import Audience
from publishing.access.viewers import Viewer
from publishing.kinds import Kind


def get_scope(key: ApiKey) -> str:
    """Return all that a key is for."""
    audiences = [audience.name.lower() for audience in AUDIENCES if audience <= key.audience]
    return " ".join([*audiences, *(key.kinds or Kind.values)])


def narrow_viewer(key: ApiKey, scope: str) -> Viewer:
    """Return what a token of this scope may read now: what its key is for may have shrunk since."""
    named = set(scope.split()) & set(get_scope(key).split())
    audience = max((one for one in AUDIENCES if one.name.lower() in named), default=Audience.PUBLIC)
    asked = named & set(Kind.values)
    kinds = key.viewer().kinds
    if asked:
        kinds = frozenset(map(Kind, asked))
    elif set(scope.split()) & set(Kind.values):
        kinds = frozenset()  # it was for kinds that its key is no longer for
    return Viewer(audience, kinds=None if kinds == frozenset(Kind) else kinds)
