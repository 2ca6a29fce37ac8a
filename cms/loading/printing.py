"""Builds small PDF documents: an A4 page, drawn by Pillow in black on white."""

import textwrap
from collections.abc import Sequence
from io import BytesIO
from time import struct_time

from PIL import Image, ImageDraw, ImageFont

DPI = 200
A4 = (1654, 2339)
MARGIN, LEADING, COLUMN = 190, 58, 74
TITLE, TEXT, FOOT = 62, 38, 28
NOTICE = "Step Change hub: demonstration content"
# A constant date, so that the same text always gives the same file, which is published once.
MADE = struct_time((2026, 11, 21, 9, 0, 0, 5, 325, 0))


def build_pdf(title: str, lines: Sequence[str]) -> bytes:
    """Return a document with a title and lines; an empty line starts a new paragraph."""
    page = Image.new("1", A4, 1)
    draw = ImageDraw.Draw(page)
    draw.text((MARGIN, MARGIN), title, font=ImageFont.load_default(TITLE))
    height = MARGIN + 3 * LEADING
    font = ImageFont.load_default(TEXT)
    for line in lines:
        for row in textwrap.wrap(line, COLUMN) or [""]:
            draw.text((MARGIN, height), row, font=font)
            height += LEADING
        height += LEADING // 3
    draw.text((MARGIN, A4[1] - MARGIN), NOTICE, font=ImageFont.load_default(FOOT))
    stream = BytesIO()
    page.save(stream, "PDF", resolution=DPI, title=title, creationDate=MADE, modDate=MADE)
    return stream.getvalue()
