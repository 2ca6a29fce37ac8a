"""Purges the tags that each change affects from downstream caches, as a consumer of the log (docs/varnish/hub.vcl)."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

from graphql_api.base.cache_tags import CONTENT_TAG, LIST_TAG, MANY_TAGS, content_tag, list_tag
from publishing.access.viewers import ANONYMOUS
from publishing.consumers.purging import PurgeConsumer, PurgeError
from publishing.kinds import Event
from publishing.models import Change, PreviousPath
from publishing.models.access import readable_on

HEADER = "Xkey-Purge"
_http = PoolManager(timeout=2, retries=1)
MAX_TAGS = 100
"""Tags in one request: Varnish limits the size of headers, Cloudflare the number of tags."""

_EDITED_IN_PLACE = Q(
    ~Exists(PreviousPath.objects.filter(item=OuterRef("item"), left_at=OuterRef("at"))),
    readable_on("edition", ANONYMOUS),
    readable_on("previous", ANONYMOUS),
    event=Event.UPDATED,
)
"""An item was edited that was public before and after, and its path did not change. Any other change may also affect
responses in which the item was missing, and those do not carry its tag."""


class TagPurgeConsumer(PurgeConsumer):
    """Purges by tag."""

    name = "purge"

    def find_stale(self, changes: Sequence[Change]) -> list[str]:
        """Return the tags of responses that may differ after the changes. Changes that are hidden from the public
        return none: anyone who watches a cache can see what is purged."""
        rows = Change.objects.filter(pk__in=[change.sequence for change in changes])
        visible = rows.visible_to(ANONYMOUS).annotate(in_place=ExpressionWrapper(_EDITED_IN_PLACE, BooleanField()))
        edited = list(visible.values_list("in_place", "item__content_id", "kind"))
        if not all(in_place for in_place, _, _ in edited):
            return [CONTENT_TAG]
        tags = {tag for _, content_id, kind in edited for tag in (content_tag(content_id), list_tag(kind))}
        return sorted(tags | {LIST_TAG, MANY_TAGS}) if tags else []

    def purge(self, keys: Sequence[str]) -> None:
        """Send the tags to every cache; raise a PurgeError afterwards if one of them did not accept a purge."""
        failures = []
        for start in range(0, len(keys), MAX_TAGS):
            tags = list(keys[start : start + MAX_TAGS])
            header = {HEADER: " ".join(tags)}
            failures += [_send("PURGE", f"{address}/graphql", headers=header) for address in settings.PURGE_URLS]
            if settings.CLOUDFLARE_PURGE_URL:
                token = {"Authorization": f"Bearer {settings.CLOUDFLARE_TOKEN}"}
                failures.append(_send("POST", settings.CLOUDFLARE_PURGE_URL, json={"tags": tags}, headers=token))
        if reason := next(filter(None, failures), ""):
            raise PurgeError(f"A downstream cache did not accept a purge: {reason}")


def is_purging_enabled() -> bool:
    """Whether downstream caches are purged."""
    return bool(settings.PURGE_URLS or settings.CLOUDFLARE_PURGE_URL)


def _send(method: str, address: str, **request: Any) -> str:
    """Send a purge; return why it failed, or an empty string."""
    host = urlsplit(address).netloc
    try:
        status = _http.request(method, address, **request).status
    except HTTPError as error:
        return f"{host}: {type(error).__name__}"
    return "" if status == HTTPStatus.OK else f"{host}: {status}"
