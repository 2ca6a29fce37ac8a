"""Partner organisations, their keys and what they use."""

from partners.models.idempotency import IdempotentResult
from partners.models.keys import ApiKey, KeyState, Scope
from partners.models.operations import RegisteredOperation, hash_text
from partners.models.partners import Partner
from partners.models.usage import FieldCount, OperationCount

__all__ = [
    "ApiKey",
    "FieldCount",
    "IdempotentResult",
    "KeyState",
    "OperationCount",
    "Partner",
    "RegisteredOperation",
    "Scope",
    "hash_text",
]
