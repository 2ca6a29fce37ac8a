"""File storage in a folder with atomic writes."""

import os
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class AtomicFileSystemStorage(FileSystemStorage):
    """Saves each file completely or not at all. Django's storage leaves a partial file under the final name when the
    disk is full or the process is killed, and the next publication of that file would use it."""

    def _save(self, name: str, content: "File[Any]") -> str:
        incoming = f"incoming/{uuid4()}"
        try:
            super()._save(incoming, content)  # type: ignore[misc]
            return self._link(incoming, name)
        finally:
            self.delete(incoming)

    def _link(self, incoming: str, name: str) -> str:
        """Give a complete file its name, or the next available one, and return it."""
        while True:
            path = Path(self.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(self.path(incoming), path)  # unlike a rename, it never replaces a file
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name.replace("\\", "/")
