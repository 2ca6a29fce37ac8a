"""The declared sizes: the crops and widths in which every image is available.

An image is never enlarged. A crop is the largest part of the image with its aspect ratio, as close to the focal point
as the edges allow.
"""

from typing import NamedTuple

from django.db.models import TextChoices

from publishing.content.blocks import Image

WIDTHS = (320, 640, 960, 1280, 1920, 2560)
MOST_PIXELS = 8_000_000
"""The limit to a rendition, which bounds the time to encode it: larger sizes of very tall images are left out."""


class ImageCrop(TextChoices):
    """The aspect ratio that an image is cropped to."""

    SQUARE = "1:1", "Square, 1:1"
    CLASSIC = "4:3", "Landscape, 4:3"
    PHOTO = "3:2", "Landscape, 3:2"
    WIDE = "16:9", "Wide landscape, 16:9"
    PORTRAIT = "3:4", "Portrait, 3:4"
    SOCIAL = "40:21", "For previews of links, 40:21 (1200 by 630)"

    @property
    def ratio(self) -> float:
        """Width divided by height."""
        width, height = self.value.split(":")
        return int(width) / int(height)


class Size(NamedTuple):
    """A rectangle of an image, in pixels, and the width and height that it is scaled to."""

    left: int
    top: int
    region_width: int
    region_height: int
    width: int
    height: int

    def __str__(self) -> str:
        return "{}-{}-{}-{}/{}x{}".format(*self)  # no commas, which separate the URLs of a srcset


def find_sizes(image: Image, crop: ImageCrop | None = None) -> list[Size]:
    """Return the sizes of an image, smallest first: the declared widths, up to its own width."""
    if (source := image.source) is None:
        return []
    region = _find_region(image, crop, source.width, source.height)
    _, _, width, height = region
    largest = min(width, WIDTHS[-1])
    widths = [*(each for each in WIDTHS if each < largest), largest]
    sizes = [Size(*region, each, max(1, int(height * (each / width)))) for each in widths]
    return [size for size in sizes if size.width * size.height <= MOST_PIXELS] or sizes[:1]


def _find_region(image: Image, crop: ImageCrop | None, width: int, height: int) -> tuple[int, int, int, int]:
    """Return left, top, width and height."""
    if crop is None:
        return 0, 0, width, height
    x, y = (image.focal_point.x, image.focal_point.y) if image.focal_point else (0.5, 0.5)
    part_width = max(1, min(width, round(height * crop.ratio)))
    part_height = max(1, min(height, round(width / crop.ratio)))
    return _centre(x, width, part_width), _centre(y, height, part_height), part_width, part_height


def _centre(focus: float, length: int, part: int) -> int:
    """Return where a part of a length begins, so that the focus is at its centre or as close as possible."""
    return min(max(round(focus * length - part / 2), 0), length - part)
