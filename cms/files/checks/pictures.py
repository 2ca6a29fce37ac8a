"""Pictures: each is refused with a reason, or shown as its author saw it: upright, in sRGB, in eight bits."""

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
DAMAGED = "The picture is damaged or cut off. Open it in a picture editor, save it again and upload the result."

PROFILE = "The colour profile of the picture cannot be used, or is for other colours. Convert the picture to sRGB."


def check_picture(file: BinaryIO) -> None:
    """Refuse a file that is no picture, or none that can be shown as it is meant."""
    load_upright_srgb(file)
    file.seek(0)


def load_upright_srgb(file: BinaryIO) -> Image.Image:
    """Return the picture as it is meant to be seen, as RGB or RGBA; refuse what cannot be shown so."""
    picture = _opened(file)
    _check(picture)
    try:
        picture.load()
        ImageOps.exif_transpose(picture, in_place=True)
        return _in_srgb(picture)
    except BROKEN:
        raise RejectedFile(DAMAGED) from None


def _opened(file: BinaryIO) -> Image.Image:
    """Read the head only: its size is known before anything is unpacked."""
    file.seek(0)
    try:
        return Image.open(file, formats=FORMATS)
    except (DecompressionBombError, DecompressionBombWarning):
        raise RejectedFile(_too_large("hundreds of")) from None
    except UnidentifiedImageError:
        raise RejectedFile(_no_picture(file)) from None
    except BROKEN:
        raise RejectedFile(DAMAGED) from None


def _check(picture: Image.Image) -> None:
    """Refuse by what the head says."""
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
        raise RejectedFile("The picture moves. Readers must be able to stop what moves: upload one frame of it.")
    gamma = picture.info.get("gamma")
    if gamma and abs(gamma - SCREEN_GAMMA) > NEAR and not {"srgb", "icc_profile"} & set(picture.info):
        raise RejectedFile(f"The picture has a brightness curve of its own (gamma {gamma:.2f}). Save it as sRGB.")


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    picture = _eight_bits(picture)
    alpha = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    if profile:
        picture = _transformed(picture, profile)
    elif picture.mode != "RGB" or alpha:  # a copy of fifty million pixels is 150 MB
        picture = picture.convert("RGB")
    if alpha:
        picture.putalpha(alpha)
    picture.info = {}  # a profile that no longer applies; what the camera wrote down: place, time, serial number
    return picture


def _eight_bits(picture: Image.Image) -> Image.Image:
    if not picture.mode.startswith("I;16"):
        return picture
    if "transparency" in picture.info:
        raise RejectedFile("The picture has 16 bits of grey and a transparent one. Save it with 8 bits and upload it.")
    return picture.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")


def _transformed(picture: Image.Image, profile: bytes) -> Image.Image:
    """Convert by the picture's profile, in the channels that the profile describes."""
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
    return f"The picture has {megapixels} million pixels; the hub takes {most} million. Make it smaller."


def _no_picture(file: BinaryIO) -> str:
    if detect_type(file)[1] in PICTURES:
        return DAMAGED
    kind = describe_content(file)
    looks = f"The content looks like: {kind}." if kind else "The content is not recognised."
    return f"{looks} Pictures are: {ACCEPTED}. Export others (HEIC photos, SVG drawings) as JPEG or PNG."
