"""The canonical edition: everything that a viewer may see of an edition, with references instead of linked content.

Signatures are computed over it. Access is checked as for every response: a reference to hidden content is omitted, but
the text of a link to it remains. A link without a text of its own has none here either.
Two viewers may therefore get different canonical editions of the same edition.

For one edition and viewer it never changes, even if later software reads editions in another format: it is built from
the stored edition, in the stored format (graphql_api/content/signing/redaction.py). Additions here apply only to
editions in a new format.
"""

from datetime import datetime
from typing import Any

from pydantic_core import to_jsonable_python

from graphql_api.content.context import NodeBatch, current_edition
from graphql_api.content.history import edition_number
from graphql_api.content.node_types import ContentNode
from graphql_api.content.signing.redaction import RULES, Rules, VisibleReferences, effective_at, iter_references, redact
from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, UpdateType
from publishing.log.new_edition import canonical_json
from publishing.models import Asset, ContentItem, Edition


def canonical_edition(node: ContentNode) -> bytes:
    """Return the current edition of a node, as the viewer may see it, as canonical JSON (RFC 8785)."""
    item, batch = node.item, node.batch
    stored = batch.stored[current_edition(item).pk]
    rules = RULES[stored.format]
    parts = _redacted_parts(item, batch, stored, rules)
    return canonical_json({"format": stored.format, **_metadata(item, batch, stored, rules), **parts})


def _metadata(item: ContentItem, batch: NodeBatch, stored: Edition, rules: Rules) -> dict[str, Any]:
    """The metadata, with the names and values that the fields of Content have."""
    edition = current_edition(item)
    metadata = {
        "id": item.pk,
        "contentId": item.content_id,
        "locale": item.locale,
        "kind": Kind(item.kind).name,
        "code": item.code or None,
        "title": edition.title,
        "summary": edition.summary,
        "audience": Audience(item.audience).name,
        "marking": Marking(item.marking).name,
        "owner": edition.owner or None,
        "reviewBy": edition.review_date,
        "edition": edition_number(item, batch),
        "contentHash": edition.content_hash,
        "updateType": UpdateType(edition.update_type).name,
        "changeNote": edition.change_note or None,
    }
    times: dict[str, datetime | None] = {
        "effectiveAt": effective_at(item.kind, stored.stored_details, rules) or item.effective_at,
        "expiresAt": item.expires_at,
        "firstPublishedAt": item.first_published_at,
        "updatedAt": item.updated_at,
        "publishedAt": edition.published_at,
    }
    if rules.has_review_time:
        times["reviewedAt"] = edition.reviewed_at
    # In the format of DateTime in responses.
    formatted = {name: time.isoformat() if time else None for name, time in times.items()}
    return {**to_jsonable_python(metadata), **formatted}


def _redacted_parts(item: ContentItem, batch: NodeBatch, stored: Edition, rules: Rules) -> dict[str, Any]:
    """The redacted parts of an edition, in the stored format."""
    visible = batch.load_once("visible references", lambda: _find_visible(batch))
    batch.context.count_nodes(len(stored.stored_body))
    return {
        "image": redact(stored.stored_image, rules, visible),
        "details": redact(stored.stored_details, rules, visible),
        "body": redact(stored.stored_body, rules, visible),
        "references": {
            relation: [str(target) for target in targets] for relation, targets in batch.references(item).items()
        },
    }


def _find_visible(batch: NodeBatch) -> VisibleReferences:
    """Find which references of the batch's editions are visible, with one query for content and one for files."""
    found = [
        reference
        for edition in batch.stored.values()
        for part in (edition.stored_image, edition.stored_details, edition.stored_body)
        for reference in iter_references(part, RULES[edition.format])
    ]
    items = batch.context.resolve((key for target, key in found if target == "content"), batch.locale)
    files = {key for target, key in found if target == "asset"}
    pages = {key for key, item in items.items() if item.path}
    return VisibleReferences(items.keys(), pages, set(Asset.objects.in_bulk(list(files))) if files else set())
