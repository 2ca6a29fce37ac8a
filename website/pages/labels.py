"""Labels that templates look up by a stored value, and the steps of levels that are drawn as a bar."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from publishing.access.audiences import Audience
from publishing.kinds import Kind
from publishing.kinds.registry import declared_choices
from publishing.kinds.threat_level import Level
from publishing.kinds.travel_advice import AlertStatus

Words = Mapping[str, str | Promise]

AUDIENCES: Words = {
    str(Audience.PUBLIC.value): _("Everybody"),
    str(Audience.REGISTERED.value): _("People with a confirmed email address"),
    str(Audience.VALIDATED.value): _("People whose identity was checked"),
    str(Audience.NAMED.value): _("Named people and projects"),
}
LANGUAGES: Words = {"en": _("English"), "en-gb": _("English"), "cy": _("Welsh")}

VOCABULARIES: Mapping[str, Words] = {
    "Kind": dict(Kind.choices),
    **{choices.__name__: dict(choices.choices) for choices in declared_choices()},
    "AlertStatus": {"": _("No advice against travel"), **dict(AlertStatus.choices)},
    "LevelMeaning": {level.value: level.description for level in Level},
    "Language": LANGUAGES,
}
"""By the name of the choices."""


def alert_level(statuses: Sequence[str]) -> int:
    """Return the step of the gravest of some alert statuses: 1 for none, 5 for the whole country."""
    return max((AlertStatus.values.index(status) + 2 for status in statuses or ()), default=1)


def alert_tone(statuses: Sequence[str]) -> int:
    """Return whose colour the gravest of some alert statuses has: any advice against travel is a warning at least."""
    return (1, 3, 4, 5, 5)[alert_level(statuses) - 1]


def gravest(statuses: Sequence[str]) -> str:
    """Return the gravest of some alert statuses, or an empty text."""
    return max(statuses or (), key=AlertStatus.values.index, default="")
