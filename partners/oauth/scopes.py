"""Scopes of tokens: names of audiences and kinds, and what a key may change. A token can have less access than its key,
never more."""

from partners.models import ApiKey
from partners.models.keys import AUDIENCES
from publishing.access.audiences import Audience
from publishing.access.viewers import Viewer
from publishing.kinds import Kind


def get_scope(key: ApiKey) -> str:
    """Return the full scope of a key."""
    audiences = [audience.name.lower() for audience in AUDIENCES if audience <= key.audience]
    return " ".join([*audiences, *(key.kinds or Kind.values), *key.scopes])


def narrow_scopes(key: ApiKey, scope: str) -> frozenset[str]:
    """Return what a token with this scope may change."""
    return frozenset(key.scopes) & frozenset(scope.split())


def narrow_viewer(key: ApiKey, scope: str) -> Viewer:
    """Return the viewer for a token with this scope. The key's access may have been reduced since it was issued."""
    named = set(scope.split()) & set(get_scope(key).split())
    audience = max((one for one in AUDIENCES if one.name.lower() in named), default=Audience.PUBLIC)
    requested_kinds = named & set(Kind.values)
    kinds = key.viewer().kinds
    if requested_kinds:
        kinds = frozenset(map(Kind, requested_kinds))
    elif set(scope.split()) & set(Kind.values):
        kinds = frozenset()  # the key has lost all kinds of the token
    return Viewer(audience, kinds=None if kinds == frozenset(Kind) else kinds)
