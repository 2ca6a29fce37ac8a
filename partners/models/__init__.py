"""Partner organisations, their keys and what they use."""

from partners.models.keys import ApiKey, KeyState
from partners.models.partners import Partner

__all__ = ["ApiKey", "KeyState", "Partner"]
