"""The registry of what is protected, by kind."""

from cms.release.protections.protection import Protection
from cms.release.protections.threat_level import ThreatLevelProtection
from publishing.kinds import Kind

PROTECTED: dict[Kind, Protection] = {protection.kind: protection for protection in (ThreatLevelProtection(),)}
