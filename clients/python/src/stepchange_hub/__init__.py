"""Client of the Step Change hub."""

from stepchange_hub.copies import AsyncCopy, Copy, MemoryStore, Store, Update
from stepchange_hub.errors import HubError
from stepchange_hub.hub import AsyncHub, Hub
from stepchange_hub.operations import Operation, Result

__all__ = [
    "AsyncCopy",
    "AsyncHub",
    "Copy",
    "Hub",
    "HubError",
    "MemoryStore",
    "Operation",
    "Result",
    "Store",
    "Update",
]
