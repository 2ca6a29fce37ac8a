"""A plain strawberry-django schema over the pages, with its optimizer."""

from collections.abc import Callable
from typing import Annotated, Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry_django.optimizer import DjangoOptimizerExtension
from wagtail.images.models import Image, Rendition
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from bench.peers.wagtail_site.content.models import GuidancePage, TopicPage, WorkStreamPage


@strawberry_django.type(Rendition)
class RenditionType:
    width: strawberry.auto
    height: strawberry.auto

    @strawberry_django.field(only=["file"])
    def url(self) -> str:
        return self.full_url


@strawberry_django.type(Image)
class ImageType:
    alt: str = strawberry_django.field(field_name="description")
    renditions: list[RenditionType]


@strawberry_django.type(Page)
class PageType:
    title: strawberry.auto
    url_path: strawberry.auto


@strawberry_django.type(TopicPage)
class TopicType:
    title: strawberry.auto
    url_path: strawberry.auto


@strawberry_django.type(WorkStreamPage)
class WorkStreamType:
    title: strawberry.auto
    code: strawberry.auto


@strawberry.type
class HeadingBlock:
    id: str
    text: str
    anchor: str


@strawberry.type
class RichTextBlock:
    id: str
    html: str


@strawberry.type
class CalloutBlock:
    id: str
    tone: str
    title: str
    html: str


@strawberry.type
class Step:
    title: str
    html: str


@strawberry.type
class StepsBlock:
    id: str
    steps: list[Step]


@strawberry.type
class TableBlock:
    id: str
    caption: str
    columns: list[str]
    rows: list[list[str]]


@strawberry.type
class ImageBlock:
    id: str
    image: ImageType
    caption: str


@strawberry.type
class QuoteBlock:
    id: str
    text: str
    attribution: str


@strawberry.type
class Link:
    title: str
    url: str
    page: PageType | None


@strawberry.type
class LinkListBlock:
    id: str
    title: str
    links: list[Link]


Block = Annotated[
    HeadingBlock | RichTextBlock | CalloutBlock | StepsBlock | TableBlock | ImageBlock | QuoteBlock | LinkListBlock,
    strawberry.union("Block"),
]

Made = Callable[[str, Any], Any]
MAKERS: dict[str, Made] = {
    "heading": lambda key, value: HeadingBlock(id=key, text=value["text"], anchor=value["anchor"]),
    "rich_text": lambda key, value: RichTextBlock(id=key, html=expand_db_html(value.source)),
    "callout": lambda key, value: CalloutBlock(
        id=key, tone=value["tone"], title=value["title"], html=expand_db_html(value["html"].source)
    ),
    "steps": lambda key, value: StepsBlock(
        id=key, steps=[Step(title=each["title"], html=expand_db_html(each["html"].source)) for each in value["steps"]]
    ),
    "table": lambda key, value: TableBlock(
        id=key, caption=value["caption"], columns=list(value["columns"]), rows=[list(row) for row in value["rows"]]
    ),
    "image": lambda key, value: ImageBlock(id=key, image=value["image"], caption=value["caption"]),
    "quote": lambda key, value: QuoteBlock(id=key, text=value["text"], attribution=value["attribution"]),
    "link_list": lambda key, value: LinkListBlock(
        id=key,
        title=value["title"],
        links=[Link(title=each["title"], url=each["url"], page=each["page"]) for each in value["links"]],
    ),
}


@strawberry_django.type(GuidancePage)
class Guidance:
    id: strawberry.auto
    title: strawberry.auto
    summary: strawberry.auto
    url_path: strawberry.auto
    updated_at: strawberry.auto
    content_hash: strawberry.auto
    image: ImageType
    topics: list[TopicType]
    work_streams: list[WorkStreamType]

    @strawberry_django.field(only=["body"])
    def body(self) -> list[Block]:
        return [MAKERS[each.block_type](each.id, each.value) for each in self.body]


@strawberry.type
class Query:
    @strawberry_django.field
    def guidances(self, limit: int) -> list[Guidance]:
        return _published().order_by("-updated_at")[:limit]

    @strawberry_django.field
    def guidance(self, path: str) -> Guidance:
        return _published().filter(url_path=f"/home{path}")

    @strawberry_django.field
    def search(self, query: str, first: int) -> list[Guidance]:
        return list(_published().search(query)[:first])


def _published() -> QuerySet[GuidancePage]:
    return GuidancePage.objects.live().public()


schema = strawberry.Schema(query=Query, extensions=[DjangoOptimizerExtension])
