"""Every address of the admin, from the URLconf, filled in with what a test wants to ask for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)|\((?:\\d\+|\.\*)\)")
PAGE_NAMES = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
REASONS = {
    "admin/test404/": "the template of “not found”, in development",
    "admin/failwhale/": "fails on purpose",
    "admin/logout/": "ends the walk",
    "admin/password_reset/confirm/<uidb64>/<token>/": "for those who are not signed in, with a token",
    "admin/.*/": "all other addresses: not found",
}
"""Patterns that are not walked, and why."""


@dataclass(frozen=True)
class Address:
    """A pattern of the URLconf under /admin/."""

    route: str
    name: str

    @property
    def names(self) -> list[str]:
        """What it has to be filled in with."""
        return [found[1] or found[2] or str(place) for place, found in enumerate(PARAMETER.finditer(self.route))]

    @property
    def takes_page(self) -> bool:
        """Whether it names a page."""
        by_pk = self.route.startswith(("admin/pages/", "admin/api/main/pages/"))
        return any(name in PAGE_NAMES or (name == "pk" and by_pk) for name in self.names) or "object_id" in self.names

    @property
    def takes_image(self) -> bool:
        """Whether it names an image."""
        by_pk = self.route.startswith(("admin/images/chooser/chosen/", "admin/api/main/images/"))
        return "image_id" in self.names or ("pk" in self.names and by_pk) or self.is_upload

    @property
    def takes_document(self) -> bool:
        """Whether it names a document."""
        by_pk = self.route.startswith(("admin/documents/chooser/chosen/", "admin/api/main/documents/"))
        return bool({"document_id", "doc_id"} & set(self.names)) or ("pk" in self.names and by_pk) or self.is_file

    @property
    def is_file(self) -> bool:
        """Whether it is where a document's file is."""
        return self.name == "wagtaildocs_serve"

    @property
    def is_upload(self) -> bool:
        """Whether it is where any uploaded file is, by its stored name."""
        return self.name == "cms_media"

    def filled(self, key: Any, values: dict[str, str]) -> str:
        """Return it with a key for what it is about, and other values by their names."""
        place = iter(self.names)

        def value(found: re.Match[str]) -> str:
            name = next(place)
            if name in values:
                return values[name]
            if found[0].startswith("<uuid:"):
                return str(UUID(int=1))
            about = name in (*PAGE_NAMES, "object_id", "image_id", "document_id", "doc_id", "pk", "0", "task_id")
            return str(key) if about else "1"

        return "/" + PARAMETER.sub(value, self.route).replace("\\.", ".")


def admin_addresses() -> list[Address]:
    """Return every pattern under /admin/ that is walked."""
    found = [address for address in _walk(get_resolver(), "") if address.route.startswith("admin/")]
    assert len(found) > 200
    return [address for address in found if address.route not in REASONS]


def _walk(resolver: URLResolver, before: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLPattern):
            yield Address(route, pattern.name or "")
        else:
            yield from _walk(pattern, route)
