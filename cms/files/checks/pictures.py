"""Pictures: rejected with a reason, or converted to what their author saw: upright, in sRGB, with 8 bits a channel."""

import struct
import zlib
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from PIL.Image import DecompressionBombError, DecompressionBombWarning

from cms.files.checks.rejection import RejectedFile, describe_content, detect_type
from publishing.content.media_types import PICTURES

FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
ACCEPTED = ", ".join(FORMATS)
MOST_PIXELS, LONGEST_SIDE = 50_000_000, 16_383  # WebP's own limit to a side
SCREEN_GAMMA, NEAR = 1 / 2.2, 0.02
SPACES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, IndexError, KeyError, TypeError)
DAMAGED = "The picture is damaged or cut off. Open it in an image editor, save it again and upload the new copy."

PROFILE = "The colour profile of the picture cannot be used, or does not fit the picture. Convert the picture to sRGB."


def check_picture(file: BinaryIO) -> None:
    """Reject a file that is not a picture, or that cannot be shown as intended."""
    load_upright_srgb(file)
    file.seek(0)


def load_upright_srgb(file: BinaryIO) -> Image.Image:
    """Return the picture as it is meant to be seen, as RGB or RGBA. Rejects what cannot be shown that way."""
    picture = _open(file)
    _check(picture)
    try:
        picture.load()
        ImageOps.exif_transpose(picture, in_place=True)
        return _convert_to_srgb(picture)
    except BROKEN:
        raise RejectedFile(DAMAGED) from None


def _open(file: BinaryIO) -> Image.Image:
    """Read only the header: it gives the size before anything is unpacked."""
    file.seek(0)
    try:
        return Image.open(file, formats=FORMATS)
    except (DecompressionBombError, DecompressionBombWarning):
        raise RejectedFile(_too_large("hundreds of")) from None
    except UnidentifiedImageError:
        name, extension = describe_content(file), detect_type(file)[1]
        if extension in PICTURES:
            raise RejectedFile(DAMAGED) from None
        content = f"The content looks like: {name}." if name else "We do not recognise the content."
        advice = "Export other formats (HEIC photos, SVG drawings) as JPEG or PNG."
        raise RejectedFile(f"{content} Pictures can be: {ACCEPTED}. {advice}") from None
    except BROKEN:
        raise RejectedFile(DAMAGED) from None


def _check(picture: Image.Image) -> None:
    """Check what the header says."""
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise RejectedFile(_too_large(str(round(width * height / 1_000_000))))
    if max(width, height) > LONGEST_SIDE:
        raise RejectedFile(f"The picture is {width} by {height} pixels; no side may be longer than {LONGEST_SIDE}.")
    try:
        animated = getattr(picture, "is_animated", False)
    except BROKEN:
        raise RejectedFile(DAMAGED) from None
    # MPO: a phone's photo, with a second one for depth or brightness behind it.
    if animated and picture.format != "MPO":
        raise RejectedFile("The picture is animated, and readers could not stop it. Upload a still picture instead.")
    gamma = picture.info.get("gamma")
    if gamma and abs(gamma - SCREEN_GAMMA) > NEAR and not {"srgb", "icc_profile"} & set(picture.info):
        raise RejectedFile(f"The picture has its own brightness curve (gamma {gamma:.2f}). Save it as sRGB.")


def _convert_to_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I;16"):
        if "transparency" in picture.info:
            raise RejectedFile(
                "The picture has 16-bit greys and a transparent colour. Save it with 8 bits and upload that copy."
            )
        picture = picture.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")
    alpha = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    if profile:
        picture = _apply_profile(picture, profile)
    elif picture.mode != "RGB" or alpha:  # avoid a needless copy: fifty million pixels take 150 MB
        picture = picture.convert("RGB")
    if alpha:
        picture.putalpha(alpha)
    picture.info = {}  # drop the old profile, and the camera's metadata: location, time, serial number
    return picture


def _apply_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    """Convert the picture from its profile's colours to sRGB."""
    try:
        described_by = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = SPACES.get(described_by.profile.xcolor_space, "")
        grey = picture.mode in {"1", "L", "LA"}
        if not mode or (mode == "CMYK") != (picture.mode == "CMYK") or (mode == "L" and not grey):
            raise RejectedFile(PROFILE)
        srgb = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture.convert(mode), described_by, srgb, outputMode="RGB")
    except (OSError, ImageCms.PyCMSError):
        raise RejectedFile(PROFILE) from None
    if converted is None:
        raise RejectedFile(PROFILE)
    return converted


def _too_large(megapixels: str) -> str:
    most = MOST_PIXELS // 1_000_000
    return f"The picture has {megapixels} million pixels; the limit is {most} million. Make it smaller."
