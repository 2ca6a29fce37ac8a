"""Labels of stored values for templates."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from publishing.access.audiences import Audience
from publishing.kinds import Kind
from publishing.kinds.registry import declared_choices
from publishing.kinds.threat_level import ThreatLevelValue
from publishing.kinds.travel_advice import AdvisedAgainst

Labels = Mapping[str, str | Promise]

AUDIENCES: Labels = {
    str(Audience.PUBLIC.value): _("Everyone"),
    str(Audience.REGISTERED.value): _("People with a confirmed email address"),
    str(Audience.VALIDATED.value): _("People whose identity was checked"),
    str(Audience.NAMED.value): _("Named people and projects"),
}
LANGUAGES: Labels = {"en": _("English"), "en-gb": _("English"), "cy": _("Welsh")}
ONLY_IN: Labels = {"en-gb": _("In English only"), "cy": _("In Welsh only")}

LABELS: Mapping[str, Labels] = {
    "Kind": dict(Kind.choices),
    **{choices.__name__: dict(choices.choices) for choices in declared_choices()},
    "AdvisedAgainst": {"": _("Not advised against"), **dict(AdvisedAgainst.choices)},
    "LevelMeaning": {level.value: level.description for level in ThreatLevelValue},
    "Language": LANGUAGES,
}
"""Labels by the name of the choices."""
