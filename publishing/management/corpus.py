"""A generated corpus of any size, the same in every run, for benchmarks and scale tests."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from itertools import islice
from random import Random
from uuid import UUID, uuid5

from django.core.files.base import ContentFile
from PIL import Image as Picture

from publishing.content.blocks import (
    AnyBlock,
    CalloutBlock,
    HeadingBlock,
    Image,
    ImageBlock,
    LinkListBlock,
    ListedLink,
    QuoteBlock,
    Rendition,
    RichTextBlock,
    Step,
    StepsBlock,
    TableBlock,
)
from publishing.kinds import Kind, Relation
from publishing.kinds.guidance import GuidanceDetails
from publishing.kinds.topic import TopicDetails
from publishing.kinds.work_stream import WorkStreamDetails
from publishing.log.new_edition import NewEdition, Reference
from publishing.models import Asset

NAMESPACE = UUID("5f0c6b0e-6d7a-4a64-9c55-0d6f6a1f6a55")
TOPICS = ("vigilance", "evacuation", "searching", "deliveries", "staffing", "lighting", "parking", "drills")
WORK_STREAMS = ("B1", "B2", "B3", "B4", "B5")
SHARED = len(TOPICS) + len(WORK_STREAMS)
"""The number of items at the start of the corpus that the others refer to."""
PATH = "/guidance/bulk-"
WIDTHS = (320, 640, 960)
NEWEST = datetime(2026, 1, 1, tzinfo=UTC)
VOCABULARY = """\
access alarm assess barrier briefing building call camera car check city close concert contact control crowd
danger delivery door drill emergency entrance event exit fence gate guard guest hazard hotel identity incident lane
light lobby market message monitor night officer parcel park patrol perimeter plan platform police practise public
queue radio ready report review risk road rota route safe screen search seat secure shelter sign site staff station
steward stop street team ticket tour traffic train transport travel vehicle venue visitor walk warn watch window"""
TEXT = Random(1).choices(VOCABULARY.split(), k=20_000)  # noqa: S311


def corpus(first: int, count: int) -> Iterator[NewEdition]:
    """Yield `count` items from number `first` on; the corpus starts with the topics and work-streams it refers to."""
    yield from islice(_shared(), first, first + count)
    images = [
        Image(alt=f"A {colour} square", renditions=tuple(_renditions(colour))) for colour in ("teal", "navy", "olive")
    ]
    for number in range(max(first, SHARED), first + count):
        yield _guidance(number, Random(number), images[number % len(images)])  # noqa: S311


@lru_cache(maxsize=64)
def content_id(number: int | str) -> UUID:
    """Return the content id of an item by its number, or of a topic or work-stream by its name."""
    return uuid5(NAMESPACE, str(number))


def _shared() -> Iterator[NewEdition]:
    for topic in TOPICS:
        slug = f"bulk-{topic}"
        path = f"/topics/{slug}/"
        yield _document(topic, Kind.TOPIC, path, topic.title(), details=TopicDetails(slug=slug))
    for code in WORK_STREAMS:
        path = f"/work-streams/{code.lower()}/"
        details = WorkStreamDetails(code=code)
        yield _document(code, Kind.WORK_STREAM, path, f"Work-stream {code}", details=details, code=code)


def _document(key: int | str, kind: Kind, path: str, title: str, **rest: object) -> NewEdition:
    return NewEdition(content_id=content_id(key), locale="en-gb", kind=kind, path=path, title=title, **rest)


def _guidance(number: int, random: Random, image: Image) -> NewEdition:
    def sentence(length: int) -> str:
        start = random.randrange(len(TEXT) - length)
        return " ".join(TEXT[start : start + length]).capitalize()

    topics = random.sample(TOPICS, 2)
    work_stream = random.choice(WORK_STREAMS)
    return _document(
        number,
        Kind.GUIDANCE,
        f"{PATH}{number}/",
        f"{sentence(5)} {number}",
        summary=f"{sentence(14)}.",
        image=image,
        body=tuple(_body(number, random, sentence, image)),
        details=GuidanceDetails(),
        references=(
            *(Reference(relation=Relation.TOPIC, target=content_id(topic)) for topic in topics),
            Reference(relation=Relation.WORK_STREAM, target=content_id(work_stream)),
            Reference(relation=Relation.MENTION, target=content_id(topics[0])),
        ),
        assets=tuple(rendition.asset for rendition in image.renditions),
        updated_at=NEWEST - timedelta(minutes=number),
    )


def _body(number: int, random: Random, sentence: Callable[[int], str], image: Image) -> Iterator[AnyBlock]:
    def block_id(place: int) -> UUID:
        return UUID(int=NAMESPACE.int ^ (number << 8 | place))

    mentioned = content_id(random.choice(TOPICS))
    link = f'<a data-content="{mentioned}">{sentence(2)}</a>'
    yield HeadingBlock(id=block_id(0), text=sentence(4), anchor="first")
    yield RichTextBlock(id=block_id(1), html=f"<p>{sentence(40)}. {link}.</p><p>{sentence(40)}.</p>")
    yield CalloutBlock(id=block_id(2), tone="warning", title=sentence(3), html=f"<p>{sentence(12)}.</p>")
    yield StepsBlock(id=block_id(3), steps=tuple(Step(title=sentence(5)) for _ in range(4)))
    yield ImageBlock(id=block_id(4), image=image, caption=sentence(6))
    rows = tuple((sentence(2), str(random.randint(1, 99))) for _ in range(4))
    yield TableBlock(id=block_id(5), caption=sentence(4), columns=("What", "How many"), rows=rows)
    yield QuoteBlock(id=block_id(6), text=f"{sentence(12)}.", attribution="A guard")
    links = (
        ListedLink(title=sentence(3), content_id=mentioned),
        ListedLink(title=sentence(3), url="https://example.org/"),
    )
    yield LinkListBlock(id=block_id(7), title="More", links=links)


def _renditions(colour: str) -> Iterator[Rendition]:
    for width in WIDTHS:
        height, key = width // 2, uuid5(NAMESPACE, f"{colour}-{width}")
        if not Asset.objects.filter(pk=key).exists():
            picture, name = BytesIO(), f"{colour}-{width}.webp"
            Picture.new("RGB", (width, height), colour).save(picture, "WEBP")
            size = picture.tell()
            asset = Asset(key=key, filename=name, content_type="image/webp", width=width, height=height, size=size)
            asset.file.save(f"bulk/{name}", ContentFile(picture.getvalue()))
        yield Rendition(asset=key, width=width, height=height, content_type="image/webp")
