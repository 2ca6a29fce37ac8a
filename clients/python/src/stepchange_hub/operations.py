"""Operations and their results."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Generic, TypeVar

Data = TypeVar("Data")


@dataclass(frozen=True)
class Operation(Generic[Data]):
    """The text of an operation, with the type of its data: `Operation[Latest](text)`, where `Latest` is a TypedDict.

    A registered operation is requested by the hash of its text, which caches can answer.
    """

    text: str
    is_registered: bool = False

    @property
    def hash(self) -> str:
        """The SHA-256 under which the operation is registered."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Result(Generic[Data]):
    """Data, and the errors of fields that failed."""

    data: Data
    errors: list[dict[str, Any]] = field(default_factory=list)
    extensions: dict[str, Any] = field(default_factory=dict)
