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


@strawberry.type(description="A file of an image.")
class Rendition:
    url: str = strawberry.field(description="The URL. Anyone who may read the content may also open the file.")
    width: int = strawberry.field(description="The width in pixels.")
    height: int = strawberry.field(description="The height in pixels.")
    content_type: str = strawberry.field(description="The media type, such as `image/webp` or `image/jpeg`.")


AtLeastWide = Annotated[int | None, strawberry.argument(description="The minimum width in pixels.")]
AtLeastHigh = Annotated[int | None, strawberry.argument(description="The minimum height in pixels.")]
InFormat = Annotated[
    ImageFormat | None, strawberry.argument(description="Only files in this format; any format by default.")
]


@strawberry.type(description="An image in several widths, which are created when it is published and not on request.")
class Image:
    alt: str = strawberry.field(description="The alternative text; empty if the image is decorative.")
    decorative: bool = strawberry.field(description="Whether the image is decorative.")
    renditions: list[Rendition] = strawberry.field(description="The files of the image, smallest first.")

    @field("The width of the largest file in pixels; null if no file exists any more.")
    def width(self) -> int | None:
        return self.renditions[-1].width if self.renditions else None

    @field("The height of the largest file in pixels; null if no file exists any more.")
    def height(self) -> int | None:
        return self.renditions[-1].height if self.renditions else None

    @field("The smallest file that is large enough, or the largest if none is; null if the format is not available.")
    def rendition(
        self, width: AtLeastWide = None, height: AtLeastHigh = None, format: InFormat = None
    ) -> Rendition | None:
        files = self._in_format(format)
        large_enough = (file for file in files if file.width >= (width or 0) and file.height >= (height or 0))
        return next(large_enough, files[-1] if files else None)

    @field("The files as the `srcset` attribute of an `img` element; empty if the format is not available.")
    def srcset(self, format: InFormat = None) -> str:
        return ", ".join(f"{file.url} {file.width}w" for file in self._in_format(format))

    def _in_format(self, format: ImageFormat | None) -> list[Rendition]:
        return [file for file in self.renditions if format is None or file.content_type == format.value]


@strawberry.type(description="A file to download.")
class File:
    url: str | None = strawberry.field(description="The URL of the file; null if the file no longer exists.")
    title: str = strawberry.field(description="The title.")
    filename: str = strawberry.field(description="The filename to save it as.")
    content_type: str = strawberry.field(description="The media type, such as `application/pdf`.")
    size: int = strawberry.field(description="The size in bytes.")


def build_image(image: blocks.Image, files: Mapping[UUID, Asset]) -> Image:
    """Return an image with the URLs of its existing files."""
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
    """Return a file with its URL."""
    return File(
        url=absolute_url(asset_path(files[file.asset])) if file.asset in files else None,
        title=file.title,
        filename=file.filename,
        content_type=file.content_type,
        size=file.size,
    )
