"""Factories of content: links, files and blocks of each type."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.test import Client

from publishing.content import blocks
from publishing.kinds import Kind, Relation
from publishing.log.new_edition import NewEdition, Reference
from publishing.log.record import record_publication
from publishing.models import Asset, ContentItem, Entitlement
from tests.publishing.documents import a_document


def record(document: NewEdition) -> ContentItem:
    """Publish an edition and return its item."""
    record_publication(document)
    return ContentItem.objects.select_related("edition").get(pk=document.id)


def an_item(kind: Kind = Kind.GUIDANCE, **changes: Any) -> ContentItem:
    """Publish an item of a kind and return it."""
    return record(a_document(kind, **changes))


def an_asset(filename: str = "gates.webp") -> Asset:
    """Store the row of a file, which does not exist."""
    key = uuid4()
    return Asset.objects.create(
        key=key, file=f"{key}/{filename}", filename=filename, content_type="image/webp", size=10, width=320, height=160
    )


def an_image(*assets: Asset, alt: str = "A door") -> blocks.Image:
    """Return an image with some files."""
    renditions = tuple(
        blocks.Rendition(asset=asset.key, width=320, height=160, content_type="image/webp") for asset in assets
    )
    return blocks.Image(alt=alt, renditions=renditions)


def rich_text(html: str) -> blocks.RichTextBlock:
    """Return a rich text block."""
    return blocks.RichTextBlock(id=uuid4(), html=html)


def link_to(content_id: UUID, text: str = "there") -> str:
    """Return rich text that links to content."""
    return f'<a data-content="{content_id}">{text}</a>'


def refer(relation: Relation, *targets: ContentItem) -> tuple[Reference, ...]:
    """Return references to some items."""
    return tuple(Reference(relation=relation, target=target.content_id) for target in targets)


def a_client_of(
    *, items: tuple[ContentItem, ...] = (), projects: tuple[ContentItem, ...] = (), **entitled: bool
) -> Client:
    """Return the client of a user with this entitlement."""
    user = User.objects.create_user(f"reader-{uuid4()}")
    entitlement = Entitlement.objects.create(user=user, **entitled)
    entitlement.items.set(items)
    entitlement.projects.set(projects)
    client = Client()
    client.force_login(user)
    return client


def one_of_each(target: UUID, asset: Asset) -> tuple[blocks.AnyBlock, ...]:
    """Return a body with every block, linking to `target` and `asset`."""
    file = blocks.File(asset=asset.key, title="Plan", filename="plan.pdf", content_type="application/pdf", size=9)
    return (
        blocks.HeadingBlock(id=uuid4(), text="Gates", anchor="gates"),
        rich_text(f'<p>Go {link_to(target)} or take <a data-asset="{asset.key}">this</a>.</p>'),
        blocks.CalloutBlock(id=uuid4(), tone="urgent", html=f"<p>{link_to(target)}</p>"),
        blocks.StepsBlock(id=uuid4(), steps=(blocks.Step(title="Look", html=f"<p>{link_to(target)}</p>"),)),
        blocks.TableBlock(id=uuid4(), caption="Hours", columns=("Day", "Hour"), rows=(("Monday", "8"),)),
        blocks.ImageBlock(id=uuid4(), image=an_image(asset), caption="The door"),
        blocks.DocumentBlock(id=uuid4(), file=file),
        blocks.QuoteBlock(id=uuid4(), text="Look up.", attribution="A guard"),
        blocks.ContactBlock(id=uuid4(), name="Control room", telephone="000"),
        blocks.LinkListBlock(
            id=uuid4(),
            links=(
                blocks.ListedLink(title="Inside", content_id=target),
                blocks.ListedLink(title="Outside", url="https://example.org/"),
            ),
        ),
        blocks.EmbedBlock(id=uuid4(), content_id=target),
    )
