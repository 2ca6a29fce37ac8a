"""Files for readers: upright, in sRGB, without metadata; a master, and the widths of common screens."""

from abc import abstractmethod
from typing import Any, BinaryIO

from PIL.Image import Image, Resampling
from wagtail.images.models import Filter
from willow.image import ImageFile, JPEGImageFile, WebPImageFile

from cms.files.checks.pictures import load_upright_srgb

QUALITY, FEW_COLOURS = 80, 256
MASTER_SIDE, MASTER_WIDTH, MASTER_QUALITY = 2560, 1280, 90


class PublishedFile(Filter):
    """A filter with our own conversion: Wagtail's operations do not convert CMYK, 16 bits and profiles, and they
    measure before they rotate. It has a name of its own, so that Wagtail's renditions are never mistaken for these."""

    def run(self, image: Any, output: BinaryIO, source: Any = None) -> ImageFile:
        """Write the picture to `output`."""
        if source is not None:
            return self.write(load_upright_srgb(source), output)
        with image.open_file() as file:
            return self.write(load_upright_srgb(file), output)

    @abstractmethod
    def write(self, picture: Image, output: BinaryIO) -> ImageFile:
        """Encode the upright picture."""

    def get_cache_key(self, image: Any) -> str:
        """Return a constant: nothing in the image's row changes the result."""
        return ""


class PublishedWidth(PublishedFile):
    """Resizes a picture to a width, never enlarging it, and encodes it as WebP."""

    def __init__(self, width: int) -> None:
        super().__init__(f"srgb|width-{width}|format-webp|webpquality-{QUALITY}")
        self.width = width

    def write(self, picture: Image, output: BinaryIO) -> ImageFile:
        """See PublishedFile."""
        scaled = _scale(picture, self.width)
        # Few colours mean a drawing or a dithered picture: lossless at its own size, where that is cheap.
        lossless = scaled is picture and has_few_colours(picture)
        scaled.save(output, "WEBP", quality=QUALITY, lossless=lossless)
        return WebPImageFile(output)


class PublishedMaster(PublishedFile):
    """The file that other sizes are made from: no side longer than 2,560 pixels, but a very tall picture keeps a width
    of 1,280. A photograph is a JPEG with full colour resolution, which is quick to decode at a smaller size."""

    def __init__(self) -> None:
        super().__init__(f"srgb|max-{MASTER_SIDE}|quality-{MASTER_QUALITY}")

    def write(self, picture: Image, output: BinaryIO) -> ImageFile:
        """See PublishedFile."""
        fitting = round(picture.width * MASTER_SIDE / max(picture.size))
        picture = _scale(picture, max(min(fitting, MASTER_SIDE), MASTER_WIDTH))
        if picture.mode == "RGB" and not has_few_colours(picture):
            picture.save(output, "JPEG", quality=MASTER_QUALITY, subsampling=0)
            return JPEGImageFile(output)
        lossless = has_few_colours(picture)
        picture.save(output, "WEBP", quality=QUALITY if lossless else MASTER_QUALITY, lossless=lossless)
        return WebPImageFile(output)


def has_few_colours(picture: Image) -> bool:
    """Whether it is a drawing, which is small without loss."""
    return picture.getcolors(FEW_COLOURS) is not None


def _scale(picture: Image, width: int) -> Image:
    if width >= picture.width:
        return picture
    return picture.resize((width, max(1, int(picture.height * (width / picture.width)))), Resampling.LANCZOS)
