"""Sends files through the upload forms of images and documents."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cms.factories import a_collection

WAYS = ("add", "add_many", "choose", "replace")
"""The methods below."""


@dataclass(frozen=True)
class UploadForms:
    """The forms of one app. `existing` returns the file that a replacement replaces."""

    app: str
    chooser: str
    title: str
    existing: Callable[[], Any]

    def upload(self, way: str, admin: Client, file: SimpleUploadedFile) -> Any:
        """Upload a file in one of the ways; return the response."""
        return getattr(self, way)(admin, file)

    def add(self, admin: Client, file: SimpleUploadedFile) -> Any:
        """Add one file."""
        return admin.post(reverse(f"{self.app}:add"), {**self._data, "file": file})

    def add_many(self, admin: Client, file: SimpleUploadedFile) -> Any:
        """Add it by multiple upload."""
        return admin.post(reverse(f"{self.app}:add_multiple"), {**self._data, "files[]": file})

    def choose(self, admin: Client, file: SimpleUploadedFile) -> Any:
        """Add it in a chooser."""
        data = {f"{self.chooser}-{key}": value for key, value in {**self._data, "file": file}.items()}
        return admin.post(reverse(f"{self.app}_chooser:create"), data)

    def replace(self, admin: Client, file: SimpleUploadedFile) -> Any:
        """Replace an existing file."""
        return admin.post(reverse(f"{self.app}:edit", args=[self.existing().pk]), {**self._data, "file": file})

    @property
    def _data(self) -> dict[str, Any]:
        return {"title": self.title, "collection": a_collection()}
