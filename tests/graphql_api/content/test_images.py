"""Images: the file that fits best is chosen from those made at publication."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publishing.content.blocks import Image, Rendition
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
        ("(height: 401)", 1280),
        ("(width: 100, height: 300)", 640),
        ("(width: 99999)", 1280),
        ("(width: -1)", 320),
        ("(width: 500, format: WEBP)", 640),
    ],
)
def test_the_smallest_file_that_is_large_enough_is_chosen_or_else_the_largest(
    client: Client, arguments: str, width: int
) -> None:
    pk = an_illustrated(*(a_file(*size) for size in SIZES))
    assert of_image(client, pk, f"rendition{arguments} {{ width }}") == {"width": width}


def test_a_format_that_was_not_made_is_null_and_nothing_is_made(client: Client) -> None:
    pk = an_illustrated(*(a_file(*size) for size in SIZES))
    assert of_image(client, pk, "rendition(format: AVIF) { url }") is None
    assert of_image(client, pk, "srcset(format: AVIF)") == ""


def test_srcset_lists_the_files_of_a_format_with_their_widths(client: Client) -> None:
    webp, jpeg = a_file(320, 200), a_file(320, 200, "jpeg")
    pk = an_illustrated(webp, jpeg)
    base = "http://localhost:8000/assets"
    assert of_image(client, pk, "srcset(format: JPEG)") == f"{base}/{jpeg.asset}/door-320.jpeg 320w"
    assert of_image(client, pk, "srcset") == (
        f"{base}/{webp.asset}/door-320.webp 320w, {base}/{jpeg.asset}/door-320.jpeg 320w"
    )


def test_an_image_is_as_large_as_its_largest_file(client: Client) -> None:
    pk = an_illustrated(*(a_file(*size) for size in SIZES))
    assert (of_image(client, pk, "width"), of_image(client, pk, "height")) == (1280, 800)
    Asset.objects.all().delete()
    assert of_image(client, pk, "width") is None
    assert of_image(client, pk, "rendition { url }") is None


def test_renditions_of_a_list_cost_one_query(client: Client) -> None:
    for _ in range(10):
        an_illustrated(*(a_file(*size) for size in SIZES))
    fields = "rendition(width: 600) { url } srcset width height alt"
    with CaptureQueriesContext(connection) as queries:
        ask(client, f"{{ guidance(first: 10) {{ nodes {{ image {{ {fields} }} }} }} }}")
    assert len(queries) == 2
