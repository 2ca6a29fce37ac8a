"""Draws pictures from shapes, and maps from outlines and places, as PNG, with Pillow's built-in font."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

Points = Sequence[Sequence[float]]
Size = tuple[int, int]

# Pillow does not antialias: everything is drawn larger and reduced at the end.
FINER = 2
MAP_SIZE = (960, 720)
SEA, LAND, COAST, INK, PAPER = "#d3e3ea", "#f4f1e6", "#44546a", "#0b1c2c", "#ffffff"
# On a phone the map is a third of this size, where the names are still 14 pixels high.
LABEL, NOTE, DOT, GAP = 42, 26, 8, 18
NOTICE = "Invented outline, for demonstration only"


class Canvas:
    """A drawing with coordinates from 0 to 1."""

    def __init__(self, size: Size, background: str) -> None:
        width, height = size
        self.image = Image.new("RGB", (width * FINER, height * FINER), background)
        self.draw = ImageDraw.Draw(self.image)

    def points(self, points: Points) -> list[tuple[float, float]]:
        """Return points as pixels."""
        return [(x * self.image.width, y * self.image.height) for x, y in points]

    def png(self) -> bytes:
        """Return the finished picture."""
        stream = BytesIO()
        self.image.reduce(FINER).save(stream, "PNG")
        return stream.getvalue()


def picture(data: dict[str, Any]) -> bytes:
    """Draw a picture of images.toml."""
    palette = data["palette"]
    canvas = Canvas(tuple(data["size"]), palette[data["background"]])
    for shape in data["shapes"]:
        colour = palette[shape["colour"]]
        match shape["shape"]:
            case "rectangle":
                canvas.draw.rectangle(canvas.points([shape["box"][:2], shape["box"][2:]]), fill=colour)
            case "ellipse":
                canvas.draw.ellipse(canvas.points([shape["box"][:2], shape["box"][2:]]), fill=colour)
            case "polygon":
                canvas.draw.polygon(canvas.points(shape["points"]), fill=colour)
            case "line":
                width = round(shape["width"] * canvas.image.width)
                canvas.draw.line(canvas.points(shape["points"]), fill=colour, width=width, joint="curve")
    return canvas.png()


def country_map(outline: Points, places: Sequence[dict[str, Any]]) -> bytes:
    """Draw a country's outline and its named places, with a margin for the names."""
    canvas = Canvas(MAP_SIZE, SEA)
    land = canvas.points(outline)
    canvas.draw.polygon(land, fill=LAND)
    canvas.draw.line([*land, land[0], land[1]], fill=COAST, width=4 * FINER, joint="curve")
    for place in places:
        _mark(canvas, place)
    corner = (GAP * FINER, canvas.image.height - GAP * FINER)
    canvas.draw.text(corner, NOTICE, fill=INK, font=ImageFont.load_default(NOTE * FINER), anchor="lb")
    return canvas.png()


def _mark(canvas: Canvas, place: dict[str, Any]) -> None:
    """Draw a dot with the name beside it: on the right, if that fits into the picture."""
    font = ImageFont.load_default(LABEL * FINER)
    ((x, y),) = canvas.points([(place["x"], place["y"])])
    radius, gap = DOT * FINER, GAP * FINER
    canvas.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=INK, outline=PAPER, width=2 * FINER)
    fits = x + gap + canvas.draw.textlength(place["name"], font) < canvas.image.width - gap
    canvas.draw.text(
        (x + gap if fits else x - gap, y),
        place["name"],
        fill=INK,
        font=font,
        anchor="lm" if fits else "rm",
        stroke_width=3 * FINER,
        stroke_fill=PAPER,
    )
