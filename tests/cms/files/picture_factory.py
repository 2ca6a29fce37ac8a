"""Makes pictures for tests of uploads, each with how it is meant to be seen; and those that must not be taken."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any, NamedTuple

from PIL import Image, ImageCms, ImageDraw

SIZE = (400, 240)
ORIENTATION, GPS = 0x0112, 0x8825


class Made(NamedTuple):
    """A file, and the picture that readers must see."""

    content: bytes
    meant: Image.Image


def scene(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """Return a picture whose corners, colours and grades all differ."""
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


def as_it_is(mode: str, kind: str, **options: Any) -> Made:
    """A picture in a mode that Pillow converts rightly."""
    picture = scene(mode)
    return Made(saved(picture, kind, **options), picture.convert("RGB"))


def see_through(mode: str, kind: str, **options: Any) -> Made:
    """A picture with a transparent half."""
    picture = scene("RGBA")
    alpha = Image.new("L", SIZE, 255)
    alpha.paste(0, (0, 0, SIZE[0] // 2, SIZE[1]))
    picture.putalpha(alpha)
    picture = picture.convert(mode)
    return Made(saved(picture, kind, **options), picture.convert("RGBA"))


def palette_with_transparency() -> Made:
    """A palette of which one colour is transparent, as GIF and small PNGs have."""
    picture = scene().quantize(64)
    content = saved(picture, "PNG", transparency=5)
    shown = Image.open(BytesIO(content))
    return Made(content, shown.convert("RGBA"))


def transparent_colour() -> Made:
    """An RGB picture of which one colour is transparent."""
    content = saved(scene(), "PNG", transparency=(255, 0, 0))
    return Made(content, Image.open(BytesIO(content)).convert("RGBA"))


def sixteen_bits() -> Made:
    """Grey in 16 bits."""
    grey = scene("L")
    deep = grey.convert("I").point(lambda value: value * 257).convert("I;16")
    return Made(saved(deep, "PNG"), grey.convert("RGB"))


def sixteen_bits_of_colour() -> Made:
    """Colours in 16 bits, written by hand: Pillow writes eight."""
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
    return Made(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*parts) for parts in chunks), picture)


def chunk(name: bytes, content: bytes) -> bytes:
    """Return a PNG chunk."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def turned(orientation: int, kind: str = "JPEG") -> Made:
    """A picture that a camera wrote down turned or mirrored, with a note that says how."""
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
    return Made(saved(stored, kind, exif=exif), upright)


def swapped_profile() -> bytes:
    """An RGB profile in which red and green change places: who ignores it shows other colours."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", profile[128:132])[0]
    places = {bytes(profile[132 + 12 * n : 136 + 12 * n]): 132 + 12 * n for n in range(count)}
    red, green = places[b"rXYZ"], places[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def with_profile(mode: str, kind: str, profile: bytes) -> Made:
    """A picture in the colours of a profile."""
    picture = scene(mode)
    colours = picture.convert("RGB")
    meant = ImageCms.profileToProfile(
        colours, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    assert meant
    return Made(saved(picture, kind, icc_profile=profile), meant)


def two_frames(kind: str) -> bytes:
    """A picture that moves."""
    second = scene().transpose(Image.Transpose.ROTATE_180)
    return saved(scene(), kind, save_all=True, append_images=[second], duration=200)


def photo_of_two() -> Made:
    """What many phones write: a JPEG with a second picture behind it."""
    return Made(saved(scene(), "MPO", save_all=True, append_images=[scene("L").convert("RGB")]), scene())


def of_one_colour(width: int, height: int) -> Made:
    """A picture of an unusual size."""
    picture = Image.new("RGB", (width, height), "teal")
    return Made(saved(picture, "PNG"), picture)


def with_gamma(gamma: int) -> bytes:
    """A PNG with a brightness curve of its own."""
    content = saved(scene(), "PNG")
    return content[:33] + chunk(b"gAMA", struct.pack(">I", gamma)) + content[33:]


def huge(width: int, height: int) -> bytes:
    """A PNG of so many pixels that is small as a file."""
    return saved(Image.new("1", (width, height)), "PNG")


def cut(content: bytes) -> bytes:
    """Return what arrives of a file when the connection breaks."""
    return content[: len(content) * 3 // 4]


def _jumbled(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + b"\0" * 40 + content[middle + 40 :]


SHOWN: dict[str, Callable[[], Made]] = {
    "plain.png": lambda: as_it_is("RGB", "PNG"),
    "plain.jpg": lambda: as_it_is("RGB", "JPEG", quality=92),
    "PLAIN.JPEG": lambda: as_it_is("RGB", "JPEG", quality=92),
    "progressive.jpg": lambda: as_it_is("RGB", "JPEG", quality=92, progressive=True),
    "photo.webp": lambda: as_it_is("RGB", "WEBP", quality=92),
    "photo.avif": lambda: as_it_is("RGB", "AVIF", quality=90),
    "grey.jpg": lambda: as_it_is("L", "JPEG", quality=92),
    "grey.png": lambda: as_it_is("L", "PNG"),
    "two-colours.png": lambda: as_it_is("1", "PNG"),
    "palette.png": lambda: as_it_is("P", "PNG"),
    "still.gif": lambda: as_it_is("P", "GIF"),
    "print.jpg": lambda: as_it_is("CMYK", "JPEG", quality=92),
    "see-through.png": lambda: see_through("RGBA", "PNG"),
    "grey-see-through.png": lambda: see_through("LA", "PNG"),
    "see-through.webp": lambda: see_through("RGBA", "WEBP", lossless=True),
    "see-through.avif": lambda: see_through("RGBA", "AVIF", quality=90),
    "palette-see-through.png": palette_with_transparency,
    "one-colour-see-through.png": transparent_colour,
    "sixteen-bits.png": sixteen_bits,
    "sixteen-bits-colour.png": sixteen_bits_of_colour,
    "screen-gamma.png": lambda: Made(with_gamma(45455), scene()),
    **{f"turned-{n}.jpg": (lambda n=n: turned(n)) for n in range(2, 9)},  # type: ignore[misc]
    "turned.png": lambda: turned(6, "PNG"),
    "turned.webp": lambda: turned(6, "WEBP"),
    "turned.avif": lambda: turned(6, "AVIF"),
    "profile.png": lambda: with_profile("RGB", "PNG", swapped_profile()),
    "profile.jpg": lambda: with_profile("RGB", "JPEG", swapped_profile()),
    "profile-palette.png": lambda: with_profile("P", "PNG", swapped_profile()),
    "profile-grey.png": lambda: with_profile("L", "PNG", swapped_profile()),
    "photo-of-two.jpg": photo_of_two,
    "thin.png": lambda: of_one_colour(3000, 1),
    "tall.png": lambda: of_one_colour(10, 3000),
    "dot.png": lambda: of_one_colour(1, 1),
}
UNSHOWN: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut.jpg": (lambda: cut(saved(scene(), "JPEG")), "damaged or cut off"),
    "cut.png": (lambda: cut(saved(scene(), "PNG")), "damaged or cut off"),
    "cut.webp": (lambda: cut(saved(scene(), "WEBP")), "damaged or cut off"),
    "cut.gif": (lambda: cut(saved(scene("P"), "GIF")), "damaged or cut off"),
    "cut.avif": (lambda: cut(saved(scene(), "AVIF")), "damaged or cut off"),
    "head-only.png": (lambda: saved(scene(), "PNG")[:40], "damaged or cut off"),
    "jumbled.png": (lambda: _jumbled(saved(scene(), "PNG")), "damaged or cut off"),
    "moving.gif": (lambda: two_frames("GIF"), "moves"),
    "moving.webp": (lambda: two_frames("WEBP"), "moves"),
    "moving.png": (lambda: two_frames("PNG"), "moves"),
    "moving.avif": (lambda: two_frames("AVIF"), "moves"),
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
    "scan.tiff": (lambda: saved(scene(), "TIFF"), "Pictures are"),
    "bomb.png": (lambda: huge(16_000, 16_000), "million pixels"),
    "large.png": (lambda: huge(8_000, 8_000), "64 million pixels"),
    "long.png": (lambda: huge(20_000, 10), "no side may be longer"),
}
