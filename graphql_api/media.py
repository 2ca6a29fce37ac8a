"""Images and files in the schema."""

from collections.abc import Mapping
from uuid import UUID

import strawberry

from graphql_api.addresses import absolute, path_of_file
from publishing import blocks
from publishing.models import Asset


@strawberry.type(description="One file of an image.")
class Rendition:
    url: str = strawberry.field(description="Its address. The same people may open it who may read the content.")
    width: int = strawberry.field(description="Width in pixels.")
    height: int = strawberry.field(description="Height in pixels.")
    content_type: str = strawberry.field(description="Media type: `image/webp`, `image/jpeg` ….")


@strawberry.type(description="An image in several widths.")
class Image:
    alt: str = strawberry.field(description="What it shows, for those who cannot see it; empty when it is decorative.")
    decorative: bool = strawberry.field(description="Whether it adds nothing that must be known.")
    renditions: list[Rendition] = strawberry.field(description="Its files, the smallest first.")


@strawberry.type(description="A file to download.")
class File:
    url: str | None = strawberry.field(description="Its address; null when the file is no longer there.")
    title: str = strawberry.field(description="Its title.")
    filename: str = strawberry.field(description="Its name when saved.")
    content_type: str = strawberry.field(description="Media type: `application/pdf` ….")
    size: int = strawberry.field(description="Size in bytes.")


def image_of(image: blocks.Image, files: Mapping[UUID, Asset]) -> Image:
    """Return an image with the addresses of those of its files that are there."""
    renditions = [
        Rendition(
            url=absolute(path_of_file(files[rendition.asset])),
            width=rendition.width,
            height=rendition.height,
            content_type=rendition.content_type,
        )
        for rendition in image.renditions
        if rendition.asset in files
    ]
    return Image(alt=image.alt, decorative=image.decorative, renditions=renditions)


def file_of(file: blocks.File, files: Mapping[UUID, Asset]) -> File:
    """Return a file with its address."""
    return File(
        url=absolute(path_of_file(files[file.asset])) if file.asset in files else None,
        title=file.title,
        filename=file.filename,
        content_type=file.content_type,
        size=file.size,
    )
