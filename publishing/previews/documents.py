"""Writes and reads previewed documents.

A draft is refused, and reads as if it did not exist, if it may not leave the website (TLP:RED), is embargoed or
expired, or is not for the readers of the key. So is a draft of published content that the key may not read: the
wider audience has not been approved yet.
"""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from publishing.access.audiences import Audience, Marking
from publishing.access.conditions import Facts
from publishing.access.policy import may_read
from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from publishing.kinds.registry import KINDS
from publishing.log.new_edition import NewEdition
from publishing.models import ContentItem, PreviewedDocument
from publishing.models.previews import hash_token
from publishing.previews.sites import PreviewSite


class PreviewRefusedError(ValueError):
    """A draft may not be previewed outside the hub. The message is for the editor."""


def record_preview(draft: NewEdition, site: PreviewSite, source_map: dict[str, Any], created_by: str) -> str:
    """Store a draft for a front end, and return the token to read it with, which is not stored.

    Raises PreviewRefusedError. Earlier previews of the page by the same editor there can no longer be read.
    """
    if reason := find_refusal(draft, site.viewer):
        raise PreviewRefusedError(reason)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        earlier = PreviewedDocument.objects.of_item(draft.content_id, draft.locale)
        earlier.filter(key=site.key, created_by=created_by).delete()
        PreviewedDocument.objects.create(
            token_hash=hash_token(token),
            key=site.key,
            content_id=draft.content_id,
            locale=draft.locale,
            document=draft.model_dump(mode="json"),
            source_map=source_map,
            created_by=created_by,
        )
    return token


def find_preview(token: str, key: str, viewer: Viewer) -> tuple[PreviewedDocument, NewEdition] | None:
    """Return the draft with this token, None if this key may not read it, now or ever."""
    return _readable(PreviewedDocument.objects.filter(token_hash=hash_token(token), key=key), viewer)


def find_preview_by_id(pk: UUID, site: PreviewSite) -> tuple[PreviewedDocument, NewEdition] | None:
    """Return a draft by its id, None if its front end may not show it."""
    return _readable(PreviewedDocument.objects.filter(pk=pk, key=site.key), site.viewer)


def find_refusal(draft: NewEdition, viewer: Viewer, at: datetime | None = None) -> str:
    """Return why a viewer may not preview a draft outside the hub, "" if they may."""
    at = at or timezone.now()
    if draft.marking == Marking.RED:
        return "It is TLP:RED, which never leaves the hub."
    if draft.effective_at and draft.effective_at > at:
        return f"It is embargoed until it takes effect on {timezone.localtime(draft.effective_at):%d %B %Y at %H:%M}."
    if draft.expires_at and draft.expires_at <= at:
        return "It has expired."
    facts = Facts(draft.audience, draft.marking, draft.kind, draft.content_id, frozenset(draft.projects))
    if not may_read(viewer, facts, off_site=True):
        kinds = viewer.kinds
        if kinds is not None and draft.kind not in kinds:
            return f"That front end's key is not for this kind of content ({Kind(draft.kind).label})."
        return f"It is not for that front end's readers. Its audience is {Audience(draft.audience).label}."
    if ContentItem.objects.filter(pk=draft.id).hidden_from(viewer).exists():
        return "What was published of it is not for that front end's readers. Publish it for the wider audience first."
    return ""


def delete_previews(content_id: UUID, locale: str) -> None:
    """Delete all previews of a page: its draft may no longer be shown."""
    PreviewedDocument.objects.of_item(content_id, locale).delete()


def delete_expired() -> None:
    """Delete the previews that can no longer be read: a periodic task, which mostly finds none."""
    expired = PreviewedDocument.objects.expired()
    if expired.exists():
        expired.delete()


def _readable(rows: Any, viewer: Viewer) -> tuple[PreviewedDocument, NewEdition] | None:
    found = rows.unexpired().first()
    draft = _load(found.document) if found else None
    if draft is None or find_refusal(draft, viewer):
        return None
    has_been_withdrawn = ContentItem.objects.filter(pk=draft.id, gone_at__gte=found.created_at).exists()
    return None if has_been_withdrawn else (found, draft)


def _load(document: dict[str, Any]) -> NewEdition | None:
    """Return a stored draft; None if another release wrote it in a way that this one cannot read."""
    try:
        details = KINDS[Kind(document["kind"])].details.model_validate(document["details"])
        return NewEdition.model_validate({**document, "details": details})
    except ValidationError:
        return None
