"""Labels of stored values for templates, and the severity of travel alerts."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from publishing.access.audiences import Audience
from publishing.kinds import Kind
from publishing.kinds.registry import declared_choices
from publishing.kinds.threat_level import ThreatLevelValue
from publishing.kinds.travel_advice import TravelAlertStatus

Labels = Mapping[str, str | Promise]

AUDIENCES: Labels = {
    str(Audience.PUBLIC.value): _("Everyone"),
    str(Audience.REGISTERED.value): _("People with a confirmed email address"),
    str(Audience.VALIDATED.value): _("People whose identity was checked"),
    str(Audience.NAMED.value): _("Named people and projects"),
}
LANGUAGES: Labels = {"en": _("English"), "en-gb": _("English"), "cy": _("Welsh")}

LABELS: Mapping[str, Labels] = {
    "Kind": dict(Kind.choices),
    **{choices.__name__: dict(choices.choices) for choices in declared_choices()},
    "TravelAlertStatus": {"": _("No advice against travel"), **dict(TravelAlertStatus.choices)},
    "LevelMeaning": {level.value: level.description for level in ThreatLevelValue},
    "Language": LANGUAGES,
}
"""Labels by the name of the choices."""


def most_severe(statuses: Sequence[str]) -> str:
    """Return the most severe of some alert statuses; an empty string if there is none."""
    return max(statuses or (), key=TravelAlertStatus.values.index, default="")


def alert_step(statuses: Sequence[str]) -> int:
    """Return the step of the most severe alert status on the bar: 1 for none, 5 for the whole country."""
    return max((TravelAlertStatus.values.index(status) + 2 for status in statuses or ()), default=1)


def alert_tone(statuses: Sequence[str]) -> int:
    """Return the number of the colour for some alert statuses: any advice against travel is at least a warning."""
    return (1, 3, 4, 5, 5)[alert_step(statuses) - 1]
