"""Images and files in the schema."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated
from uuid import UUID

import strawberry

from graphql_api.base.addresses import absolute_url, asset_path
from graphql_api.base.cost_directives import assumed
from graphql_api.base.enums import ImageFormat
from graphql_api.base.fields import field
from publishing.content import blocks
from publishing.images.addresses import image_path
from publishing.images.sizes import WIDTHS, ImageCrop, Size, find_sizes
from publishing.models import Asset

FindPath = Callable[[UUID], str | None]
"""Returns the path of a published file; None if it no longer exists."""


@strawberry.type(description="An image in one size and format.")
class ImageRendition:
    url: str = strawberry.field(
        description="The URL. It is signed: other sizes have other URLs. Anyone who may read the content may open it."
    )
    width: int = strawberry.field(description="The width in pixels.")
    height: int = strawberry.field(description="The height in pixels.")
    content_type: str = strawberry.field(description="The media type, such as `image/webp`.")


@strawberry.type(description="The point of an image that crops keep in view.")
class FocalPoint:
    x: float = strawberry.field(description="Its distance from the left, from 0 to 1.")
    y: float = strawberry.field(description="Its distance from the top, from 0 to 1.")


AtLeastWide = Annotated[int | None, strawberry.argument(description="The minimum width in pixels.")]
AtLeastHigh = Annotated[int | None, strawberry.argument(description="The minimum height in pixels.")]
Cropped = Annotated[ImageCrop | None, strawberry.argument(description="The aspect ratio; the whole image by default.")]
InFormat = Annotated[ImageFormat, strawberry.argument(description="The format.")]


@strawberry.type(description="An image, available in declared widths, crops and formats.")
class ContentImage:
    image: strawberry.Private[blocks.Image]
    find_path: strawberry.Private[FindPath]

    @field("The alternative text; null if the image is decorative.")
    def alt(self) -> str | None:
        return self.image.alt or None

    @field("Whether the image is decorative.")
    def decorative(self) -> bool:
        return self.image.decorative

    @field("The width in pixels; null if the file no longer exists.")
    def width(self) -> int | None:
        source = find_source(self.image, self.find_path)
        return source.width if source else None

    @field("The height in pixels; null if the file no longer exists.")
    def height(self) -> int | None:
        source = find_source(self.image, self.find_path)
        return source.height if source else None

    @field("The point that crops keep in view; null if none was marked: then they keep the centre.")
    def focal_point(self) -> FocalPoint | None:
        point = self.image.focal_point
        return FocalPoint(x=point.x, y=point.y) if point else None

    @field("The most frequent colour, as `#rrggbb`, to show while the image loads; null in older editions.")
    def dominant_color(self) -> str | None:
        return self.image.dominant_color or None

    @field(
        "The smallest rendition that is large enough, or the largest if none is: images are never enlarged. "
        "Null if the file no longer exists."
    )
    def rendition(
        self,
        width: AtLeastWide = None,
        height: AtLeastHigh = None,
        crop: Cropped = None,
        format: InFormat = ImageFormat.WEBP,
    ) -> ImageRendition | None:
        return find_rendition(self.image, self.find_path, crop, format, width, height)

    @field("All renditions of a crop, smallest first.", size=assumed(len(WIDTHS)))
    def renditions(self, crop: Cropped = None, format: InFormat = ImageFormat.WEBP) -> list[ImageRendition]:
        return build_renditions(self.image, self.find_path, crop, format)

    @field("The renditions as the `srcset` attribute of an `img` element; null if the file no longer exists.")
    def srcset(self, crop: Cropped = None, format: InFormat = ImageFormat.WEBP) -> str | None:
        return join_srcset(build_renditions(self.image, self.find_path, crop, format))


@strawberry.type(description="A file to download.")
class ContentFile:
    url: str | None = strawberry.field(description="The URL of the file; null if the file no longer exists.")
    title: str = strawberry.field(description="The title.")
    filename: str = strawberry.field(description="The filename to save it as.")
    content_type: str = strawberry.field(description="The media type, such as `application/pdf`.")
    size: int = strawberry.field(description="The size in bytes.")


def build_renditions(
    image: blocks.Image, find_path: FindPath, crop: ImageCrop | None, format: ImageFormat
) -> list[ImageRendition]:
    """Return the renditions of an image in all sizes of a crop."""
    if find_source(image, find_path) is None:
        return []
    return [_build_rendition(image, find_path, crop, format, size) for size in find_sizes(image, crop)]


def find_rendition(
    image: blocks.Image,
    find_path: FindPath,
    crop: ImageCrop | None,
    format: ImageFormat,
    width: int | None,
    height: int | None,
) -> ImageRendition | None:
    """Return the smallest rendition that is large enough, or else the largest."""
    if find_source(image, find_path) is None:
        return None
    sizes = find_sizes(image, crop)
    large_enough = (size for size in sizes if size.width >= (width or 0) and size.height >= (height or 0))
    return _build_rendition(image, find_path, crop, format, next(large_enough, sizes[-1]))


def _build_rendition(
    image: blocks.Image, find_path: FindPath, crop: ImageCrop | None, format: ImageFormat, size: Size
) -> ImageRendition:
    """Return one rendition: a file that was made at publication, or the signed URL of one that is made on request."""
    width, height, content_type = size.width, size.height, format.value
    for file in image.renditions if crop is None else ():
        if (file.width, file.content_type) == (width, content_type) and (path := find_path(file.asset)):
            url = absolute_url(path)
            return ImageRendition(url=url, width=width, height=file.height, content_type=content_type)
    source = image.source
    assert source, "an image without a file has no sizes"
    # The token in the path of a preview's file opens its renditions, too.
    _, mark, query = str(find_path(source.asset)).partition("?")
    url = absolute_url(f"{image_path(source.asset, size, content_type)}{mark}{query}")
    return ImageRendition(url=url, width=width, height=height, content_type=content_type)


def find_source(image: blocks.Image, find_path: FindPath) -> blocks.Rendition | None:
    """Return the file that renditions are made from, if it still exists."""
    return image.source if image.source and find_path(image.source.asset) else None


def join_srcset(renditions: Sequence[ImageRendition]) -> str | None:
    """Return the value of an HTML srcset attribute."""
    return ", ".join(f"{one.url} {one.width}w" for one in renditions) or None


def build_image(image: blocks.Image, files: Mapping[UUID, Asset]) -> ContentImage:
    """Return an image with the URLs of its existing files."""
    return ContentImage(image=image, find_path=lambda key: asset_path(files[key]) if key in files else None)


def build_file(file: blocks.File, files: Mapping[UUID, Asset]) -> ContentFile:
    """Return a file with its URL."""
    return ContentFile(
        url=absolute_url(asset_path(files[file.asset])) if file.asset in files else None,
        title=file.title,
        filename=file.filename,
        content_type=file.content_type,
        size=file.size,
    )
