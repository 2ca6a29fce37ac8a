"""Uploaded and published files in a folder, each whole or not there."""

import os
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Django's storage in a folder, which leaves the beginning of a file under its name when the disk is full or the
    process is killed: the next to publish that file would take it for the whole."""

    def _save(self, name: str, content: "File[Any]") -> str:
        incoming = f"incoming/{uuid4()}"
        try:
            super()._save(incoming, content)  # type: ignore[misc]
            return self._named(incoming, name)
        finally:
            self.delete(incoming)

    def _named(self, incoming: str, name: str) -> str:
        """Give a whole file its name, or the next that is free; return that."""
        while True:
            path = Path(self.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(self.path(incoming), path)  # unlike a rename it replaces nothing
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name.replace("\\", "/")
