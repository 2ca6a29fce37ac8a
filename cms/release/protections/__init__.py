"""The registry of what is protected, by kind."""

from cms.release.protections.protection import Protection
from cms.release.protections.threat_level import ThreatLevelProtection
from cms.release.protections.travel_advice import TravelAdviceProtection
from publishing.kinds import Kind

_PROTECTIONS: tuple[Protection, ...] = (ThreatLevelProtection(), TravelAdviceProtection())
PROTECTED: dict[Kind, Protection] = {protection.kind: protection for protection in _PROTECTIONS}
