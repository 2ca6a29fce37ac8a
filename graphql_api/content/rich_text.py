"""Rich text as HTML, and as paragraphs for apps that render it natively. Links are resolved when the text is read.

If the target of a link is hidden, its text appears as if there had never been a link; in paragraphs it is merged into
the span around it. A link without a text of its own gets the title of its target, or is omitted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar
from uuid import UUID

import strawberry

from graphql_api.base.addresses import absolute_url, asset_path
from graphql_api.base.cost_directives import assumed
from graphql_api.base.enums import RichTextParagraphStyle
from graphql_api.base.fields import field
from graphql_api.content.context import NodeBatch, current_edition
from graphql_api.content.media import ContentFile
from graphql_api.content.node_types import ContentNode, LazyContent
from graphql_api.content.paragraphs import Anchor, ParsedParagraph, Run, parse
from publishing.content.fields import Target
from publishing.content.references import Attributes, add_link_titles, resolve_links_for_display
from publishing.text.url_paths import public_url

T = TypeVar("T")


@strawberry.type(description="A link in a text.")
class RichTextLink:
    url: str = strawberry.field(description="The full URL.")
    content: LazyContent | None = strawberry.field(
        description="The linked content; null if the link is to something else."
    )
    file: ContentFile | None = strawberry.field(description="The linked file; null if the link is to something else.")


@strawberry.type(description="Text in a paragraph with the same formatting and link.")
class RichTextSpan:
    text: str = strawberry.field(description="The text; a line break is `\\n`.")
    strong: bool = strawberry.field(description="Whether the text is of strong importance.")
    emphasis: bool = strawberry.field(description="Whether the text is emphasised.")
    link: RichTextLink | None = strawberry.field(description="The link; null if the text is not a link.")


@strawberry.type(description="A paragraph, a heading or a list item.")
class RichTextParagraph:
    style: RichTextParagraphStyle = strawberry.field(description="The style of the paragraph.")
    level: int = strawberry.field(
        description="How deep in lists it is nested: 0 outside lists, 1 in a list, 2 in a nested list. "
        "TEXT with a level above 0 continues the list item before it."
    )
    number: int | None = strawberry.field(description="The number of a NUMBERED list item; null otherwise.")
    spans: list[RichTextSpan] = strawberry.field(description="The text as spans, in order.", directives=[assumed(2)])


@dataclass(frozen=True)
class Html:
    """Stored HTML, whose links are resolved on request, together with those of the whole batch."""

    source: str
    batch: NodeBatch

    def render(self) -> str:
        """Return the HTML with the links that the viewer may see."""
        return resolve_links_for_display(self.source, self._link_attributes, self._target_title)

    def paragraphs(self) -> list[RichTextParagraph]:
        """Return the paragraphs with the links that the viewer may see."""
        parsed = parse(add_link_titles(self.source, self._target_title))
        links = {number: self._build_link(anchor) for number, anchor in enumerate(parsed.anchors, start=1)}
        paragraphs: list[RichTextParagraph] = []
        for one in parsed.paragraphs:
            spans = [
                RichTextSpan(text=text, strong=strong, emphasis=emphasis, link=link)
                for text, strong, emphasis, link in merge_runs(one, links)
            ]
            self.batch.context.count_nodes(len(spans))
            paragraphs.append(RichTextParagraph(style=one.style, level=one.level, number=one.number, spans=spans))
        return paragraphs

    def _link_attributes(self, target: Target, key: UUID) -> Attributes | None:
        if target == "asset":
            file = self.batch.files.get(key)
            return {"href": asset_path(file), "data-asset": str(key)} if file else None
        node = self._page_node(key)
        return {"href": node.item.path or "", "data-content": str(key)} if node else None

    def _target_title(self, key: UUID) -> str | None:
        node = self.batch.targets.get(key)
        return current_edition(node.item).title if node else None

    def _build_link(self, anchor: Anchor) -> RichTextLink | None:
        if anchor.target is None or anchor.key is None:
            return RichTextLink(url=anchor.href, content=None, file=None) if anchor.href else None
        if anchor.target == "asset":
            asset = self.batch.files.get(anchor.key)
            if asset is None:
                return None
            url, name = absolute_url(asset_path(asset)), asset.filename
            file = ContentFile(url=url, title=name, filename=name, content_type=asset.content_type, size=asset.size)
            return RichTextLink(url=url, content=None, file=file)
        node = self._page_node(anchor.key)
        return RichTextLink(url=public_url(node.item.path or ""), content=node, file=None) if node else None

    def _page_node(self, key: UUID) -> ContentNode | None:
        """The linked content, if the viewer may see it and it has a page."""
        node = self.batch.targets.get(key)
        return node if node and node.item.path else None


def merge_runs(paragraph: ParsedParagraph, links: Mapping[int, T | None]) -> list[tuple[str, bool, bool, T | None]]:
    """Merge the runs of a paragraph that have the same formatting and link."""

    def appearance(run: Run) -> tuple[bool, bool, int]:
        return run.strong, run.emphasis, run.anchor if links.get(run.anchor) else 0

    return [
        ("".join(run.text for run in runs), strong, emphasis, links.get(anchor))
        for (strong, emphasis, anchor), runs in groupby(paragraph.runs, appearance)
    ]


@strawberry.interface(description="An object with rich text.")
class ContentRichText:
    raw: strawberry.Private[Html]

    @field(
        "HTML with the elements p, ul, ol, li, strong, em, a, h3 and br; null if there is no text. "
        "Links within the hub are paths."
    )
    def html(self) -> str | None:
        return self.raw.render() or None

    @field("The same text as a list of paragraphs, for apps that render it natively.", size=assumed(3))
    def paragraphs(self) -> list[RichTextParagraph]:
        return self.raw.paragraphs()
