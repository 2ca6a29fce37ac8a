"""A world in which everything hidden carries a canary, and everything public refers to all that is hidden."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.content.blocks import (
    AnyBlock,
    DocumentBlock,
    EmbedBlock,
    File,
    Image,
    ImageBlock,
    LinkListBlock,
    ListedLink,
    Rendition,
    RichTextBlock,
)
from publishing.content.fields import Line, TextType
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import Details
from publishing.kinds.project import ProjectPartner
from publishing.kinds.travel_advice import TravelAdvicePart
from publishing.log.new_edition import NewEdition, Reference
from publishing.log.record import record_publication
from publishing.models import Asset
from tests.publishing.documents import DETAILS, a_document

CANARY = "quokka"
"""In every hidden title, text, path, code and file name, and nowhere else."""

HIDING = {
    "registered": (Marking.GREEN, Audience.REGISTERED),
    "validated": (Marking.AMBER, Audience.VALIDATED),
    "named": (Marking.AMBER_STRICT, Audience.NAMED),
    "red": (Marking.RED, Audience.NAMED),
}
FIRST = "8"
PREVIEW_TOKEN = "token-of-a-draft"
"""Of a preview of a draft with the canary, for a key that no walk uses."""
LINKED = tuple(relation for relation in Relation if relation != Relation.SUPERSEDES)


@dataclass(frozen=True)
class Hidden:
    """Something that the public must not learn of."""

    document: NewEdition
    asset: Asset

    def names(self) -> list[str]:
        """The names by which it could be requested."""
        document = self.document
        return [str(document.id), str(document.content_id), document.path or "", document.code, str(self.asset.key)]


def build() -> list[Hidden]:
    """Publish something hidden of each kind for each audience, and public content that refers to all of it."""
    hidden = [_hidden(kind, circle) for kind in Kind for circle in HIDING]
    targets = [one.document.content_id for one in hidden]
    for kind in Kind:
        record_publication(_public(kind, targets))
    return hidden


def arguments(hidden: list[Hidden]) -> dict[str, str]:
    """What operations ask with: in lists of ids, two hidden documents."""
    ids = [str(one.document.id) for one in hidden[:2]]
    entities = ", ".join(f'{{__typename: "Content", id: "{one}"}}' for one in ids)
    return {
        "first": FIRST,
        "query": f'"{CANARY}"',
        "prefix": f'"{CANARY}"',
        "by": '{path: "/guidance/"}',
        "locale": '"en-gb"',
        "id": f'"{ids[0]}"',
        "ids": json.dumps(ids),
        "representations": f"[{entities}]",
        "countries": '["FR"]',
        "point": "{longitude: 2.35, latitude: 48.86}",
        "asOf": f'"{timezone.now().isoformat()}"',
        "token": f'"{PREVIEW_TOKEN}"',
    }


def _hidden(kind: Kind, circle: str) -> Hidden:
    asset = an_asset(f"{CANARY}-{circle}.pdf")
    marking, audience = HIDING[circle]
    name = f"{CANARY}-{circle}-{kind}"
    document = a_document(
        kind,
        path=f"/{kind.replace('_', '-')}/{name}/",
        title=f"Title {name}",
        summary=f"Summary {name}",
        code=name,
        owner=name,
        change_note=f"Note {name}",
        marking=marking,
        audience=audience,
        projects=(uuid4(),) if circle == "named" else (),
        body=(RichTextBlock(id=uuid4(), html=f"<p>Text {name}</p>"), *_files(asset, name)),
        image=_image(asset, name),
        assets=(asset.key,),
        details=_details(kind, name),
    )
    record_publication(document)
    return Hidden(document, asset)


def _details(kind: Kind, name: str) -> Details:
    """The kind's details with the canary in every field that is a text, or texts."""
    changes: dict[str, Any] = {}
    for field, one in type(DETAILS[kind]).model_fields.items():
        if one.annotation is str and TextType.URL not in one.metadata:
            changes[field] = name
        elif one.annotation == tuple[Line, ...]:
            changes[field] = (name,)
    return DETAILS[kind].model_copy(update=changes)


def _public(kind: Kind, targets: list[UUID]) -> NewEdition:
    """A public document that refers to each target in every way there is."""
    details = DETAILS[kind]
    if kind == Kind.PROJECT:
        partners = tuple(ProjectPartner(organisation=target, side="business") for target in targets)
        details = details.model_copy(update={"partners": partners})
    if kind == Kind.TRAVEL_ADVICE:
        part = TravelAdvicePart(title="Safety and security", slug="safety-and-security", body=tuple(_mentions(targets)))
        details = details.model_copy(update={"parts": (part,)})
    return a_document(
        kind,
        title=f"Public {kind}",
        details=details,
        body=tuple(_mentions(targets)),
        references=tuple(Reference(relation=relation, target=target) for relation in LINKED for target in targets),
    )


def _mentions(targets: list[UUID]) -> list[AnyBlock]:
    """Links without titles, and every optional field at its default: nothing hides what a reader must not get."""
    links = "".join(f'<li><a data-content="{target}"></a></li>' for target in targets)
    listed = tuple(ListedLink(title="", content_id=target) for target in targets)
    return [
        RichTextBlock(id=uuid4(), html=f"<ul>{links}</ul>"),
        LinkListBlock(id=uuid4(), links=listed),
        *(EmbedBlock(id=uuid4(), content_id=target) for target in targets),
    ]


def _files(asset: Asset, name: str) -> tuple[AnyBlock, ...]:
    file = File(asset=asset.key, title=name, filename=asset.filename, content_type=asset.content_type, size=asset.size)
    return DocumentBlock(id=uuid4(), file=file), ImageBlock(id=uuid4(), image=_image(asset, name), caption=name)


def _image(asset: Asset, alt: str) -> Image:
    rendition = Rendition(asset=asset.key, width=320, height=200, content_type="image/webp")
    return Image(alt=alt, renditions=(rendition,))


def an_asset(filename: str) -> Asset:
    """A stored file whose content is its name."""
    asset = Asset(filename=filename, content_type="application/pdf", size=len(filename))
    asset.file.save(filename, ContentFile(filename.encode()))
    return asset


def never_was(hidden: Hidden) -> list[str]:
    """Names in the same form as those of `hidden`, of content that does not exist."""
    document = hidden.document
    changes: dict[str, Any] = {"content_id": uuid4()}
    for field in ("path", "code"):
        changes[field] = (getattr(document, field) or "").replace(CANARY, "wombat")
    return Hidden(document.model_copy(update=changes), replace_key(hidden.asset)).names()


def replace_key(asset: Asset) -> Asset:
    """An asset key that does not exist."""
    return Asset(key=uuid4(), filename=asset.filename.replace(CANARY, "wombat"))
