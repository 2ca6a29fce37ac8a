"""Renditions for readers: upright, in sRGB, in the widths of common screens."""

from typing import Any, BinaryIO

from PIL.Image import Resampling
from wagtail.images.models import Filter
from willow.image import WebPImageFile

from cms.files.checks.pictures import load_upright_srgb

QUALITY, FEW_COLOURS = 80, 256


class PublishedWidth(Filter):
    """Resizes a picture to a width, never enlarging it, and encodes it as WebP.

    Wagtail's own operations do not convert CMYK, 16 bits and profiles, and they measure before they rotate. The filter
    has a name of its own, so that Wagtail's renditions are never mistaken for these.
    """

    def __init__(self, width: int) -> None:
        super().__init__(f"srgb|width-{width}|format-webp|webpquality-{QUALITY}")
        self.width = width

    def run(self, image: Any, output: BinaryIO, source: Any = None) -> WebPImageFile:
        """Write the picture to `output`."""
        if source is not None:
            picture = load_upright_srgb(source)
        else:
            with image.open_file() as file:
                picture = load_upright_srgb(file)
        width = min(self.width, picture.width)
        size = (width, max(1, int(picture.height * (width / picture.width))))
        # Few colours mean a drawing or a dithered picture: lossless at its own size, where that is cheap.
        lossless = width == picture.width and picture.getcolors(FEW_COLOURS) is not None
        picture.resize(size, Resampling.LANCZOS).save(output, "WEBP", quality=QUALITY, lossless=lossless)
        return WebPImageFile(output)

    def get_cache_key(self, image: Any) -> str:
        """Return a constant: nothing in the image's row changes the result."""
        return ""
