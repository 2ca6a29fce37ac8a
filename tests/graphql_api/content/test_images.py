"""Images: declared widths and crops; a file made at publication is used where it fits."""

import re
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from publishing.content.blocks import FocalPoint, Image, Rendition
from publishing.images.addresses import parse_size
from publishing.images.sizes import ImageCrop
from publishing.models import Asset
from tests.graphql_api.api_client import ask
from tests.graphql_api.factories import an_item

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SIZES = ((320, 200), (640, 400), (1280, 800))


def a_file(width: int, height: int, extension: str = "webp") -> Rendition:
    key, name = uuid4(), f"door-{width}.{extension}"
    kind = f"image/{extension}"
    Asset.objects.create(
        key=key, file=f"{key}/{name}", filename=name, content_type=kind, size=10, width=width, height=height
    )
    return Rendition(asset=key, width=width, height=height, content_type=kind)


def an_illustrated(*renditions: Rendition) -> str:
    image = Image(alt="A door", renditions=renditions)
    return str(an_item(image=image, assets=tuple(one.asset for one in renditions)).pk)


def of_image(client: Client, pk: str, field: str) -> object:
    return ask(client, f'{{ content(by: {{id: "{pk}"}}) {{ image {{ it: {field} }} }} }}')["content"]["image"]["it"]


@pytest.mark.parametrize(
    ("arguments", "width"),
    [
        ("", 320),
        ("(width: 320)", 320),
        ("(width: 321)", 640),
        ("(height: 401)", 960),
        ("(width: 100, height: 300)", 640),
        ("(width: 99999)", 1280),
        ("(width: -1)", 320),
        ("(width: 500, format: JPEG)", 640),
        ("(crop: SQUARE, width: 700)", 800),
    ],
)
def test_the_smallest_rendition_that_is_large_enough_is_chosen_or_else_the_largest(
    client: Client, arguments: str, width: int
) -> None:
    pk = an_illustrated(*(a_file(*size) for size in SIZES))
    assert of_image(client, pk, f"rendition{arguments} {{ width }}") == {"width": width}


def test_srcset_has_the_files_made_at_publication_and_signed_urls_of_other_widths(client: Client) -> None:
    files = [a_file(*size) for size in SIZES]
    srcset = str(of_image(client, an_illustrated(*files), "srcset")).split(", ")
    base = settings.BASE_URL
    assert srcset[:2] == [f"{base}/assets/{file.asset}/door-{file.width}.webp {file.width}w" for file in files[:2]]
    assert re.fullmatch(rf"{base}/images/{files[2].asset}/0-0-1280-800/960x600/[-\w]{{43}}\.webp 960w", srcset[2])
    assert len(srcset) == 4


@pytest.mark.parametrize("crop", ImageCrop)
@pytest.mark.parametrize("format", ["AVIF", "WEBP", "JPEG"])
def test_the_urls_of_every_crop_and_format_are_valid_for_its_size(client: Client, crop: ImageCrop, format: str) -> None:
    pk = an_illustrated(a_file(1280, 800))
    fields = "url width height contentType"
    found: Any = of_image(client, pk, f"renditions(crop: {crop.name}, format: {format}) {{ {fields} }}")
    for one in found:
        view = resolve(urlsplit(one["url"]).path).kwargs
        size = parse_size(view["key"], view["size"], view["signature"], view["extension"])
        assert size
        assert (size.width, size.height) == (one["width"], one["height"])
        assert one["width"] / one["height"] == pytest.approx(crop.ratio, rel=0.01)


def test_an_image_has_its_focal_point_its_colour_and_the_size_of_its_master(client: Client) -> None:
    small, master = a_file(640, 400), a_file(2560, 1600, "jpeg")
    image = Image(
        alt="",
        decorative=True,
        renditions=(small,),
        master=master,
        focal_point=FocalPoint(x=0.25, y=1),
        dominant_color="#1d70b8",
    )
    pk = str(an_item(image=image).pk)
    fields = "alt decorative width height focalPoint { x y } dominantColor largest: rendition(width: 9999) { width }"
    found = ask(client, f'{{ content(by: {{id: "{pk}"}}) {{ image {{ {fields} }} }} }}')["content"]["image"]
    assert found == {
        "alt": None,
        "decorative": True,
        "width": 2560,
        "height": 1600,
        "focalPoint": {"x": 0.25, "y": 1.0},
        "dominantColor": "#1d70b8",
        "largest": {"width": 2560},
    }


def test_without_a_file_there_are_no_urls(client: Client) -> None:
    pk = an_illustrated(*(a_file(*size) for size in SIZES))
    Asset.objects.all().delete()
    for field in ("width", "height", "srcset", "rendition { url }", "rendition(crop: WIDE) { url }"):
        assert of_image(client, pk, field) is None
    assert of_image(client, pk, "renditions { url }") == []


def test_renditions_of_a_list_cost_one_query(client: Client) -> None:
    for _ in range(10):
        an_illustrated(*(a_file(*size) for size in SIZES))
    fields = (
        "rendition(width: 600, crop: WIDE, format: AVIF) { url } srcset width height alt dominantColor focalPoint { x }"
    )
    with CaptureQueriesContext(connection) as queries:
        ask(client, f"{{ guidance(first: 10) {{ nodes {{ image {{ {fields} }} }} }} }}")
    assert len(queries) == 2
