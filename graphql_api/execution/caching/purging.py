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
_caches = PoolManager(timeout=2, retries=1)
AT_ONCE = 100
"""Tags in one request: Varnish reads headers up to a size, Cloudflare takes no more."""

_IN_PLACE = Q(
    ~Exists(PreviousPath.objects.filter(item=OuterRef("item"), left_at=OuterRef("at"))),
    readable_on("edition", ANONYMOUS),
    readable_on("previous", ANONYMOUS),
    event=Event.UPDATED,
)
"""A document was edited that the public could read before, and it stands where it stood. What appears, moves or goes
may also concern answers in which it was missing: to those no tag of its own leads."""


class TagPurgeConsumer(PurgeConsumer):
    """Purges by tag."""

    name = "purge"

    def find_stale(self, changes: Sequence[Change]) -> list[str]:
        """Return the tags of responses that may differ after the changes."""
        return tags_of(changes)

    def purge(self, keys: Sequence[str]) -> None:
        """Send the tags to every cache."""
        purge_tags(keys)


def tags_of(changes: Sequence[Change]) -> list[str]:
    """Return the tags of all answers that may be otherwise after some changes. Of those that are hidden from the public
    nothing is seen, for whoever looks at a cache sees what goes from it."""
    rows = Change.objects.filter(pk__in=[change.sequence for change in changes])
    known = rows.visible_to(ANONYMOUS).annotate(in_place=ExpressionWrapper(_IN_PLACE, BooleanField()))
    edited = list(known.values_list("in_place", "item__content_id", "kind"))
    if not all(in_place for in_place, _, _ in edited):
        return [CONTENT_TAG]
    tags = {tag for _, content_id, kind in edited for tag in (content_tag(content_id), list_tag(kind))}
    return sorted(tags | {LIST_TAG, MANY_TAGS}) if tags else []


def are_purged() -> bool:
    """Whether caches in front are told what is over."""
    return bool(settings.PURGE_URLS or settings.CLOUDFLARE_PURGE_URL)


def purge_tags(tags: Sequence[str]) -> None:
    """Send a purge to every cache; raise a PurgeError afterwards if one of them did not accept it."""
    failed = []
    for begin in range(0, len(tags), AT_ONCE):
        some = list(tags[begin : begin + AT_ONCE])
        header = {HEADER: " ".join(some)}
        failed += [_ask("PURGE", f"{address}/graphql", headers=header) for address in settings.PURGE_URLS]
        if settings.CLOUDFLARE_PURGE_URL:
            token = {"Authorization": f"Bearer {settings.CLOUDFLARE_TOKEN}"}
            failed.append(_ask("POST", settings.CLOUDFLARE_PURGE_URL, json={"tags": some}, headers=token))
    if why := next(filter(None, failed), ""):
        raise PurgeError(f"A downstream cache did not accept a purge: {why}")


def _ask(method: str, address: str, **said: Any) -> str:
    """Return why a cache did not take it."""
    host = urlsplit(address).netloc
    try:
        status = _caches.request(method, address, **said).status
    except HTTPError as error:
        return f"{host}: {type(error).__name__}"
    return "" if status == HTTPStatus.OK else f"{host}: {status}"
