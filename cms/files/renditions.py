"""How a picture is drawn for readers: from its sRGB form, upright, in the width of a screen."""

from typing import Any, BinaryIO

from PIL.Image import Resampling
from wagtail.images.models import Filter
from willow.image import WebPImageFile

from cms.files.checks.pictures import load_upright_srgb

QUALITY, FEW_COLOURS = 80, 256


class PublishedWidth(Filter):
    """Draws a picture as WebP, in a width or in its own if that is smaller.

    Not Wagtail's own operations: they leave CMYK, 16 bits and profiles as they are, and measure before they turn.
    Its name is none of theirs either, so that no rendition that they made is taken for one of these.
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
        # Few colours are a drawing, or dots that stand for more: exact in its own size, where it costs little.
        exact = width == picture.width and picture.getcolors(FEW_COLOURS) is not None
        picture.resize(size, Resampling.LANCZOS).save(output, "WEBP", quality=QUALITY, lossless=exact)
        return WebPImageFile(output)

    def get_cache_key(self, image: Any) -> str:
        """Nothing of the image's row changes what is drawn."""
        return ""
