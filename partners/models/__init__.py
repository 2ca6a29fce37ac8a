"""Partner organisations, their keys and what they use."""

from partners.models.keys import ApiKey, KeyState
from partners.models.operations import RegisteredOperation, hash_text
from partners.models.partners import Partner
from partners.models.usage import FieldCount, OperationCount

__all__ = [
    "ApiKey",
    "FieldCount",
    "KeyState",
    "OperationCount",
    "Partner",
    "RegisteredOperation",
    "hash_text",
]
