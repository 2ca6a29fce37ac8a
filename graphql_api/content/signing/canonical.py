"""The canonical edition: all that a reader may know of an edition, with references in place of what they lead to.

It is what a signature is made over. Like every answer it passes the gate: a reference to what the viewer may not see
is left out, words of a link to it stay. A link without words of its own is without them here, too.
Two viewers may therefore get two canonical editions of one edition.

For one edition and viewer it is the same for ever, whatever shape later software reads editions in: it is made of what
is stored, in the format that it names (graphql_api/content/signing/redaction.py). Additions here apply only to editions
in a new format.
"""

from datetime import datetime
from typing import Any

from pydantic_core import to_jsonable_python

from graphql_api.content.context import NodeBatch, current_edition
from graphql_api.content.history import edition_number
from graphql_api.content.node_types import ContentNode
from graphql_api.content.signing.redaction import RULES, Known, Rules, effective_at, keys_in, redacted
from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, UpdateType
from publishing.log.new_edition import canonical_json
from publishing.models import Asset, ContentItem, Edition


def canonical_edition(node: ContentNode) -> bytes:
    """Return a document's current edition, as the viewer may know it, in the form of RFC 8785."""
    item, batch = node.item, node.batch
    stored = batch.stored[current_edition(item).pk]
    rules = RULES[stored.format]
    parts = _parts(item, batch, stored, rules)
    return canonical_json({"format": stored.format, **_facts(item, batch, stored, rules), **parts})


def _facts(item: ContentItem, batch: NodeBatch, stored: Edition, rules: Rules) -> dict[str, Any]:
    """What stands under the same name, with the same value, among the fields of Content."""
    edition = current_edition(item)
    facts = {
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
    moments: dict[str, datetime | None] = {
        "effectiveAt": effective_at(item.kind, stored.stored_details, rules) or item.effective_at,
        "expiresAt": item.expires_at,
        "firstPublishedAt": item.first_published_at,
        "updatedAt": item.updated_at,
        "publishedAt": edition.published_at,
    }
    # As DateTime is written in answers.
    told = {name: moment.isoformat() if moment else None for name, moment in moments.items()}
    return {**to_jsonable_python(facts), **told}


def _parts(item: ContentItem, batch: NodeBatch, stored: Edition, rules: Rules) -> dict[str, Any]:
    """What an edition is made of, as it is stored."""
    known = batch.once("known", lambda: _known(batch))
    batch.context.count_nodes(len(stored.stored_body))
    return {
        "image": redacted(stored.stored_image, rules, known),
        "details": redacted(stored.stored_details, rules, known),
        "body": redacted(stored.stored_body, rules, known),
        "references": {
            relation: [str(target) for target in targets] for relation, targets in batch.references(item).items()
        },
    }


def _known(batch: NodeBatch) -> Known:
    """What the viewer may know of all that the siblings' editions refer to: a query for contents and one for files."""
    found = [
        reference
        for edition in batch.stored.values()
        for part in (edition.stored_image, edition.stored_details, edition.stored_body)
        for reference in keys_in(part, RULES[edition.format])
    ]
    items = batch.context.resolve((key for target, key in found if target == "content"), batch.locale)
    files = {key for target, key in found if target == "asset"}
    pages = {key for key, item in items.items() if item.path}
    return Known(items.keys(), pages, set(Asset.objects.in_bulk(list(files))) if files else set())
