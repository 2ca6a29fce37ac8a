"""Makes pictures for tests of uploads: valid ones, each with how it should look, and invalid ones."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any, NamedTuple

from PIL import Image, ImageCms, ImageDraw

SIZE = (400, 240)
ORIENTATION, GPS = 0x0112, 0x8825


class Sample(NamedTuple):
    """A file, and the picture that readers must see."""

    content: bytes
    intended: Image.Image


def scene(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """Return a picture whose corners, colours and gradients all differ."""
    red = Image.linear_gradient("L").resize(size)
    green = Image.linear_gradient("L").rotate(90).resize(size)
    blue = Image.radial_gradient("L").resize(size)
    picture = Image.merge("RGB", (red, green, blue))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    draw.rectangle((size[0] * 3 // 4, size[1] * 3 // 4, *size), fill="navy")
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """Return a picture's bytes."""
    stream = BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def plain(mode: str, kind: str, **options: Any) -> Sample:
    """A picture in a mode that Pillow converts correctly."""
    picture = scene(mode)
    return Sample(saved(picture, kind, **options), picture.convert("RGB"))


def half_transparent(mode: str, kind: str, **options: Any) -> Sample:
    """A picture with a transparent half."""
    picture = scene("RGBA")
    alpha = Image.new("L", SIZE, 255)
    alpha.paste(0, (0, 0, SIZE[0] // 2, SIZE[1]))
    picture.putalpha(alpha)
    picture = picture.convert(mode)
    return Sample(saved(picture, kind, **options), picture.convert("RGBA"))


def palette_with_transparency() -> Sample:
    """A palette with a transparent colour, as in GIFs and small PNGs."""
    picture = scene().quantize(64)
    content = saved(picture, "PNG", transparency=5)
    shown = Image.open(BytesIO(content))
    return Sample(content, shown.convert("RGBA"))


def transparent_colour() -> Sample:
    """An RGB picture with a transparent colour."""
    content = saved(scene(), "PNG", transparency=(255, 0, 0))
    return Sample(content, Image.open(BytesIO(content)).convert("RGBA"))


def sixteen_bits() -> Sample:
    """16-bit greys."""
    grey = scene("L")
    deep = grey.convert("I").point(lambda value: value * 257).convert("I;16")
    return Sample(saved(deep, "PNG"), grey.convert("RGB"))


def sixteen_bits_of_colour() -> Sample:
    """16-bit colours, encoded by hand: Pillow writes 8 bits."""
    picture = scene()
    rows = bytearray()
    width, height = picture.size
    pixels = picture.tobytes()
    for row in range(height):
        rows.append(0)
        for value in pixels[row * width * 3 : (row + 1) * width * 3]:
            rows += bytes((value, value))
    head = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    return Sample(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*parts) for parts in chunks), picture)


def chunk(name: bytes, content: bytes) -> bytes:
    """Return a PNG chunk."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def rotated(orientation: int, kind: str = "JPEG") -> Sample:
    """A picture stored rotated or mirrored, with the orientation in its EXIF data."""
    upright = scene()
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(undo[orientation])
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[2] = (51.5, 0.0, 0.0)
    return Sample(saved(stored, kind, exif=exif), upright)


def swapped_profile() -> bytes:
    """An RGB profile with red and green swapped: a program that ignores it shows the wrong colours."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", profile[128:132])[0]
    places = {bytes(profile[132 + 12 * n : 136 + 12 * n]): 132 + 12 * n for n in range(count)}
    red, green = places[b"rXYZ"], places[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def with_profile(mode: str, kind: str, profile: bytes) -> Sample:
    """A picture in the colours of a profile."""
    picture = scene(mode)
    colours = picture.convert("RGB")
    intended = ImageCms.profileToProfile(
        colours, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    assert intended
    return Sample(saved(picture, kind, icc_profile=profile), intended)


def two_frames(kind: str) -> bytes:
    """An animated picture."""
    second = scene().transpose(Image.Transpose.ROTATE_180)
    return saved(scene(), kind, save_all=True, append_images=[second], duration=200)


def photo_of_two() -> Sample:
    """A JPEG with a second picture after it, as many phones write."""
    return Sample(saved(scene(), "MPO", save_all=True, append_images=[scene("L").convert("RGB")]), scene())


def of_one_colour(width: int, height: int) -> Sample:
    """A picture of an unusual size."""
    picture = Image.new("RGB", (width, height), "teal")
    return Sample(saved(picture, "PNG"), picture)


def with_gamma(gamma: int) -> bytes:
    """A PNG with its own brightness curve."""
    content = saved(scene(), "PNG")
    return content[:33] + chunk(b"gAMA", struct.pack(">I", gamma)) + content[33:]


def huge(width: int, height: int) -> bytes:
    """A PNG with many pixels in a small file."""
    return saved(Image.new("1", (width, height)), "PNG")


def truncated(content: bytes) -> bytes:
    """Return a truncated file."""
    return content[: len(content) * 3 // 4]


def _jumbled(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + b"\0" * 40 + content[middle + 40 :]


ACCEPTED: dict[str, Callable[[], Sample]] = {
    "plain.png": lambda: plain("RGB", "PNG"),
    "plain.jpg": lambda: plain("RGB", "JPEG", quality=92),
    "PLAIN.JPEG": lambda: plain("RGB", "JPEG", quality=92),
    "progressive.jpg": lambda: plain("RGB", "JPEG", quality=92, progressive=True),
    "photo.webp": lambda: plain("RGB", "WEBP", quality=92),
    "photo.avif": lambda: plain("RGB", "AVIF", quality=90),
    "grey.jpg": lambda: plain("L", "JPEG", quality=92),
    "grey.png": lambda: plain("L", "PNG"),
    "two-colours.png": lambda: plain("1", "PNG"),
    "palette.png": lambda: plain("P", "PNG"),
    "still.gif": lambda: plain("P", "GIF"),
    "print.jpg": lambda: plain("CMYK", "JPEG", quality=92),
    "see-through.png": lambda: half_transparent("RGBA", "PNG"),
    "grey-see-through.png": lambda: half_transparent("LA", "PNG"),
    "see-through.webp": lambda: half_transparent("RGBA", "WEBP", lossless=True),
    "see-through.avif": lambda: half_transparent("RGBA", "AVIF", quality=90),
    "palette-see-through.png": palette_with_transparency,
    "one-colour-see-through.png": transparent_colour,
    "sixteen-bits.png": sixteen_bits,
    "sixteen-bits-colour.png": sixteen_bits_of_colour,
    "screen-gamma.png": lambda: Sample(with_gamma(45455), scene()),
    **{f"turned-{n}.jpg": (lambda n=n: rotated(n)) for n in range(2, 9)},  # type: ignore[misc]
    "turned.png": lambda: rotated(6, "PNG"),
    "turned.webp": lambda: rotated(6, "WEBP"),
    "turned.avif": lambda: rotated(6, "AVIF"),
    "profile.png": lambda: with_profile("RGB", "PNG", swapped_profile()),
    "profile.jpg": lambda: with_profile("RGB", "JPEG", swapped_profile()),
    "profile-palette.png": lambda: with_profile("P", "PNG", swapped_profile()),
    "profile-grey.png": lambda: with_profile("L", "PNG", swapped_profile()),
    "photo-of-two.jpg": photo_of_two,
    "thin.png": lambda: of_one_colour(3000, 1),
    "tall.png": lambda: of_one_colour(10, 3000),
    "dot.png": lambda: of_one_colour(1, 1),
}
REJECTED: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut.jpg": (lambda: truncated(saved(scene(), "JPEG")), "damaged or cut off"),
    "cut.png": (lambda: truncated(saved(scene(), "PNG")), "damaged or cut off"),
    "cut.webp": (lambda: truncated(saved(scene(), "WEBP")), "damaged or cut off"),
    "cut.gif": (lambda: truncated(saved(scene("P"), "GIF")), "damaged or cut off"),
    "cut.avif": (lambda: truncated(saved(scene(), "AVIF")), "damaged or cut off"),
    "head-only.png": (lambda: saved(scene(), "PNG")[:40], "damaged or cut off"),
    "jumbled.png": (lambda: _jumbled(saved(scene(), "PNG")), "damaged or cut off"),
    "moving.gif": (lambda: two_frames("GIF"), "animated"),
    "moving.webp": (lambda: two_frames("WEBP"), "animated"),
    "moving.png": (lambda: two_frames("PNG"), "animated"),
    "moving.avif": (lambda: two_frames("AVIF"), "animated"),
    "gamma.png": (lambda: with_gamma(100000), "gamma 1.00"),
    "profile-broken.png": (lambda: saved(scene(), "PNG", icc_profile=b"no profile at all"), "colour profile"),
    "profile-of-print.jpg": (lambda: saved(scene("CMYK"), "JPEG", icc_profile=swapped_profile()), "colour profile"),
    "photo.heic": (lambda: saved(scene(), "HEIF"), "HEIC photos"),
    "photo-heic.jpg": (lambda: saved(scene(), "HEIF"), "HEIC photos"),
    "drawing.svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Scalable Vector Graphics"),
    "drawing.png": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Scalable Vector Graphics"),
    "page.png": (lambda: b"<!DOCTYPE html><html><script>alert(1)</script></html>", "HTML document"),
    "program.jpg": (lambda: b"MZ" + bytes(200), "Windows Executable"),
    "plan.gif": (lambda: b"%PDF-1.4", "Portable Document"),
    "other.jpg": (lambda: saved(scene(), "PNG"), "does not match"),
    "scan.tiff": (lambda: saved(scene(), "TIFF"), "Pictures can be"),
    "bomb.png": (lambda: huge(16_000, 16_000), "million pixels"),
    "large.png": (lambda: huge(8_000, 8_000), "64 million pixels"),
    "long.png": (lambda: huge(20_000, 10), "no side may be longer"),
}
