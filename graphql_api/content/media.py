"""Images and files in the schema."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

import strawberry

from graphql_api.base.addresses import absolute_url, asset_path
from graphql_api.base.enums import ImageFormat
from graphql_api.base.fields import field
from publishing.content import blocks
from publishing.models import Asset


@strawberry.type(description="One file of an image.")
class Rendition:
    url: str = strawberry.field(description="Its address. The same people may open it who may read the content.")
    width: int = strawberry.field(description="Width in pixels.")
    height: int = strawberry.field(description="Height in pixels.")
    content_type: str = strawberry.field(description="Media type: `image/webp`, `image/jpeg` ….")


AtLeastWide = Annotated[int | None, strawberry.argument(description="How many pixels wide at least.")]
AtLeastHigh = Annotated[int | None, strawberry.argument(description="How many pixels high at least.")]
InFormat = Annotated[
    ImageFormat | None, strawberry.argument(description="Only files of this format; any unless given.")
]


@strawberry.type(
    description="An image in several widths. They are made when it is published, never when it is asked for."
)
class Image:
    alt: str = strawberry.field(description="What it shows, for those who cannot see it; empty when it is decorative.")
    decorative: bool = strawberry.field(description="Whether it adds nothing that must be known.")
    renditions: list[Rendition] = strawberry.field(description="Its files, the smallest first.")

    @field("Width of the largest file in pixels; null when no file is there any more.")
    def width(self) -> int | None:
        return self.renditions[-1].width if self.renditions else None

    @field("Height of the largest file in pixels; null when no file is there any more.")
    def height(self) -> int | None:
        return self.renditions[-1].height if self.renditions else None

    @field("The smallest file that is wide and high enough, or else the largest; null when the format is not there.")
    def rendition(
        self, width: AtLeastWide = None, height: AtLeastHigh = None, format: InFormat = None
    ) -> Rendition | None:
        files = self._in(format)
        enough = (file for file in files if file.width >= (width or 0) and file.height >= (height or 0))
        return next(enough, files[-1] if files else None)

    @field("Its files as the attribute `srcset` of an `img` takes them; empty when the format is not there.")
    def srcset(self, format: InFormat = None) -> str:
        return ", ".join(f"{file.url} {file.width}w" for file in self._in(format))

    def _in(self, wanted: ImageFormat | None) -> list[Rendition]:
        return [file for file in self.renditions if wanted is None or file.content_type == wanted.value]


@strawberry.type(description="A file to download.")
class File:
    url: str | None = strawberry.field(description="Its address; null when the file is no longer there.")
    title: str = strawberry.field(description="Its title.")
    filename: str = strawberry.field(description="Its name when saved.")
    content_type: str = strawberry.field(description="Media type: `application/pdf` ….")
    size: int = strawberry.field(description="Size in bytes.")


def build_image(image: blocks.Image, files: Mapping[UUID, Asset]) -> Image:
    """Return an image with the addresses of those of its files that are there."""
    renditions = [
        Rendition(
            url=absolute_url(asset_path(files[rendition.asset])),
            width=rendition.width,
            height=rendition.height,
            content_type=rendition.content_type,
        )
        for rendition in image.renditions
        if rendition.asset in files
    ]
    return Image(alt=image.alt, decorative=image.decorative, renditions=renditions)


def build_file(file: blocks.File, files: Mapping[UUID, Asset]) -> File:
    """Return a file with its address."""
    return File(
        url=absolute_url(asset_path(files[file.asset])) if file.asset in files else None,
        title=file.title,
        filename=file.filename,
        content_type=file.content_type,
        size=file.size,
    )
