"""The canonical edition: all that a reader may know of an edition, with references in place of what they lead to.

It is what a signature is made over. Like every answer it passes the gate: a reference to what the viewer may not see
is left out, words of a link to it stay. A link without words of its own is without them here, too.
Two viewers may therefore get two canonical editions of one edition.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from graphql_api.history import edition_number
from graphql_api.node_types import ContentNode
from graphql_api.reader import Siblings, edition_of
from publishing.audiences import Audience, Marking
from publishing.blocks import EmbedBlock, LinkListBlock, ListedLink, Rendition
from publishing.details import Partner
from publishing.documents import canonical_json
from publishing.kinds import Kind, UpdateType
from publishing.references import Attributes, Target, settle


def canonical_edition(node: ContentNode) -> bytes:
    """Return a document's current edition, as the viewer may know it, in the form of RFC 8785."""
    return canonical_json({**_facts(node), **_parts(node)})


def _facts(node: ContentNode) -> dict[str, Any]:
    """What stands under the same name, with the same value, among the fields of Content."""
    item, edition = node.item, edition_of(node.item)
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
        "edition": edition_number(item, node.siblings),
        "contentHash": edition.content_hash,
        "updateType": UpdateType(edition.update_type).name,
        "changeNote": edition.change_note or None,
    }
    moments = {
        "effectiveAt": node.effective_at(),
        "expiresAt": item.expires_at,
        "firstPublishedAt": item.first_published_at,
        "updatedAt": item.updated_at,
        "publishedAt": edition.published_at,
    }
    # As DateTime is written in answers.
    told = {name: moment.isoformat() if moment else None for name, moment in moments.items()}
    return {**to_jsonable_python(facts), **told}


def _parts(node: ContentNode) -> dict[str, Any]:
    """What an edition is made of, as publishing keeps it."""
    item, siblings = node.item, node.siblings
    image = siblings.lead_images[edition_of(item).pk]
    return {
        "image": _told(image, siblings, set(siblings.lead_files)),
        "details": _told(siblings.details(item), siblings, set(siblings.files)),
        "body": _told(siblings.body(item), siblings, set(siblings.files)),
        "references": {
            relation: [str(target) for target in targets] for relation, targets in siblings.references(item).items()
        },
    }


def _told(value: object, siblings: Siblings, files: set[UUID]) -> Any:
    """Return a piece of an edition as JSON values, without what the viewer may not learn of."""
    if isinstance(value, BaseModel):
        return {
            name: settle(
                part,
                lambda target, key: _reference(target, key, siblings),
                lambda key: "" if key in siblings.targets else None,
            )
            if name == "html"
            else _told(part, siblings, files)
            for name, part in ((name, getattr(value, name)) for name in type(value).model_fields)
        }
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_told(one, siblings, files) for one in value if _is_there(one, siblings, files)]
    return to_jsonable_python(value)


def _is_there(value: object, siblings: Siblings, files: set[UUID]) -> bool:
    match value:
        case EmbedBlock(content_id=target) | ListedLink(content_id=UUID() as target) | Partner(organisation=target):
            return target in siblings.targets
        case LinkListBlock(links=links):
            return any(link.content_id is None or link.content_id in siblings.targets for link in links)
        case Rendition(asset=key):
            return key in files
    return True


def _reference(target: Target, key: UUID, siblings: Siblings) -> Attributes | None:
    """A link as published, where the HTML of the answer has one too."""
    if target == "asset":
        return {"data-asset": str(key)} if key in siblings.files else None
    node = siblings.targets.get(key)
    return {"data-content": str(key)} if node and node.item.path else None
