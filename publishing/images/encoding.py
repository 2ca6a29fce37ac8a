"""Cuts a rendition out of a stored image, scales and encodes it."""

from io import BytesIO
from typing import Any, BinaryIO

from PIL import Image

from publishing.images.sizes import Size

# Times and sizes: docs/decisions/0101-renditions-on-request.md. One thread each, because the encoders are limited.
OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "image/avif": ("AVIF", {"quality": 60, "speed": 8, "max_threads": 1}),
    "image/webp": ("WEBP", {"quality": 80}),
    "image/jpeg": ("JPEG", {"quality": 80, "progressive": True, "optimize": True}),
}

FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
"""The formats of sources. The newest are JPEG and WebP."""


def encode(source: BinaryIO, size: Size, content_type: str) -> bytes:
    """Return the file of a rendition. Raises OSError if the source is not a picture."""
    format_, options = OPTIONS[content_type]
    stored = Image.open(source, formats=FORMATS)
    full_width, scale = stored.width, size.width / size.region_width
    # A JPEG is decoded at a half, a quarter or an eighth of its size if that is still large enough.
    stored.draft("RGB", (round(stored.width * scale), round(stored.height * scale)))
    drawn = stored.width / full_width
    left, top, width, height = (drawn * each for each in size[:4])
    box = (left, top, min(left + width, stored.width), min(top + height, stored.height))
    picture = stored.convert("RGBA" if stored.has_transparency_data else "RGB")
    picture = picture.resize((size.width, size.height), Image.Resampling.LANCZOS, box)
    encoded = BytesIO()
    (flatten(picture) if format_ == "JPEG" else picture).save(encoded, format_, **options)
    return encoded.getvalue()


def flatten(picture: Image.Image) -> Image.Image:
    """Return a picture on white instead of transparent."""
    if picture.mode != "RGBA":
        return picture
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")


def find_dominant_color(picture: Image.Image) -> str:
    """Return the most frequent colour of an RGB or RGBA picture, as #rrggbb."""
    reduced = flatten(picture.resize((64, 64), Image.Resampling.BOX)).quantize(8, Image.Quantize.MEDIANCUT)
    counts = reduced.histogram()
    index = counts.index(max(counts))
    red, green, blue = (reduced.getpalette() or [])[3 * index : 3 * index + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"
