"""What this part of the schema needs from layers above it, which depend on the whole schema: set by their app."""

from typing import Any, Protocol

from partners.models import Partner, RegisteredOperation


class Register(Protocol):
    """Registers the text of an operation. Raises ValueError with a message for the partner."""

    def __call__(self, partner: Partner, text: str, by: Any = None) -> RegisteredOperation: ...


register: Register
