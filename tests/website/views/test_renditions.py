"""Renditions of images: signed sizes, behind the same gate as files, encoded once and within a budget."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image as Picture
from pytest_django import Settings

from publishing.access.audiences import Audience
from publishing.content.blocks import FocalPoint, Image, Rendition
from publishing.images import encoders, encoding
from publishing.images.addresses import image_path
from publishing.images.sizes import ImageCrop, find_sizes
from publishing.images.unused import GRACE, delete_unused
from publishing.kinds import Kind
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import Asset, ContentItem, EncodedImage
from tests.publishing.documents import a_document
from tests.website.conftest import SignIn
from tests.website.factories import publish

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LEFT, RIGHT = (200, 30, 30), (30, 30, 200)


@pytest.fixture(autouse=True)
def _empty_budget() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def a_picture(width: int = 1200, height: int = 800, **options: object) -> bytes:
    """A picture that is red on the left and blue on the right."""
    picture = Picture.new("RGB", (width, height), LEFT)
    picture.paste(RIGHT, (width // 2, 0, width, height))
    stored = BytesIO()
    picture.save(stored, "JPEG", quality=95)
    return stored.getvalue()


def an_image(content: bytes | None = None, focal_point: FocalPoint | None = None) -> Image:
    """An image whose largest file exists."""
    content = content or a_picture()
    asset = Asset(key=uuid4(), filename="gates-1200.jpg", content_type="image/jpeg", size=len(content))
    asset.file.save(f"{asset.key}.jpg", ContentFile(content), save=True)
    file = Rendition(asset=asset.key, width=1200, height=800, content_type="image/jpeg")
    return Image(alt="Gates", renditions=(file,), focal_point=focal_point)


def publish_image(image: Image, audience: Audience = Audience.PUBLIC) -> ContentItem:
    assert image.source
    return publish(Kind.GUIDANCE, image=image, assets=(image.source.asset,), audience=audience)


def address(image: Image, width: int = 640, crop: ImageCrop | None = None, content_type: str = "image/avif") -> str:
    size = next(size for size in find_sizes(image, crop) if size.width == width)
    assert image.source
    return image_path(image.source.asset, size, content_type)


def fetch(client: Client, path: str, **headers: str) -> HttpResponse:
    response = client.get(path, headers=headers)
    return HttpResponse(response.getvalue(), status=response.status_code, headers=dict(response.headers))


def drawn(response: HttpResponse) -> Picture.Image:
    return Picture.open(BytesIO(response.content)).convert("RGB")


@pytest.mark.parametrize(
    ("content_type", "name"), [("image/avif", "AVIF"), ("image/webp", "WEBP"), ("image/jpeg", "JPEG")]
)
def test_a_rendition_has_its_size_and_format_and_browsers_keep_it(client: Client, content_type: str, name: str) -> None:
    image = an_image()
    publish_image(image)
    path = address(image, content_type=content_type)
    response = fetch(client, path)
    picture = Picture.open(BytesIO(response.content))
    assert (picture.format, picture.size) == (name, (640, 426))
    assert response["Content-Type"] == content_type
    assert response["Cache-Control"] == "public, max-age=31536000, immutable, s-maxage=0"
    assert response["Content-Disposition"].startswith('inline; filename="gates-1200-640x426.')
    assert fetch(client, path, **{"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize(("x", "colour"), [(0.1, LEFT), (0.9, RIGHT)])
def test_a_crop_keeps_the_focal_point(client: Client, x: float, colour: tuple[int, int, int]) -> None:
    image = an_image(focal_point=FocalPoint(x=x, y=0.5))
    publish_image(image)
    picture = drawn(fetch(client, address(image, 320, ImageCrop.PORTRAIT)))
    assert picture.size == (320, 426)
    for place in ((20, 20), (300, 400)):
        pixel = picture.getpixel(place)
        assert all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))  # type: ignore[arg-type]


def test_a_url_that_was_not_signed_looks_like_a_file_that_does_not_exist(client: Client) -> None:
    image = an_image()
    publish_image(image)
    path = address(image)
    absent = fetch(client, f"/assets/{uuid4()}/map.png")
    for other in (
        path.replace("/640x426/", "/641x426/"),
        path.replace(".avif", ".webp"),
        path.replace("/0-0-", "/1-0-"),
        path.replace(str(image.renditions[0].asset), str(uuid4())),
        address(an_image()),
    ):
        response = fetch(client, other)
        assert (response.status_code, response.content) == (404, absent.content)
        assert response.headers == absent.headers
    assert not EncodedImage.objects.exists()


def test_a_hidden_rendition_looks_like_one_that_does_not_exist(client: Client) -> None:
    image = an_image()
    publish_image(image, Audience.VALIDATED)
    hidden, absent = fetch(client, address(image)), fetch(client, f"/assets/{uuid4()}/map.png")
    assert (hidden.status_code, hidden.content, hidden.headers) == (404, absent.content, absent.headers)


def test_a_hidden_rendition_is_sent_to_its_readers_and_not_stored(sign_in: SignIn) -> None:
    image = an_image()
    publish_image(image, Audience.VALIDATED)
    response = fetch(sign_in(validated=True), address(image))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert not response.has_header("ETag")


def test_a_rendition_goes_with_its_page_at_once_and_its_file_after_a_day(client: Client) -> None:
    image = an_image()
    item = publish_image(image)
    path = address(image)
    assert fetch(client, path).status_code == 200
    file = str(EncodedImage.objects.get().file.name)
    record_withdrawal(item.content_id, item.locale)
    assert fetch(client, path).status_code == 404
    delete_unused(timezone.now())
    assert default_storage.exists(file)
    delete_unused(timezone.now() + GRACE + timedelta(seconds=1))
    assert not default_storage.exists(file)
    assert not EncodedImage.objects.exists()


def test_a_rendition_that_is_used_again_stays(client: Client) -> None:
    image = an_image()
    document = a_document(Kind.GUIDANCE, image=image, assets=(image.renditions[0].asset,))
    record_publication(document)
    fetch(client, address(image))
    record_withdrawal(document.content_id, document.locale)
    delete_unused(timezone.now())
    record_publication(document)
    delete_unused(timezone.now() + 2 * GRACE)
    assert EncodedImage.objects.get().unused_at is None


def test_a_rendition_is_encoded_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    image = an_image()
    publish_image(image)
    first = fetch(client, address(image))
    monkeypatch.setattr(encoders, "encode", None)
    assert fetch(client, address(image)).content == first.content


def test_a_lost_file_is_encoded_again(client: Client) -> None:
    image = an_image()
    publish_image(image)
    fetch(client, address(image))
    EncodedImage.objects.get().file.delete(save=False)
    assert fetch(client, address(image)).status_code == 200


def test_an_image_that_is_damaged_or_lost_is_not_found_and_leaves_its_slot(client: Client) -> None:
    image = an_image(b"no picture")
    publish_image(image)
    assert fetch(client, address(image)).status_code == 404
    Asset.objects.get().file.delete(save=False)
    assert fetch(client, address(image)).status_code == 404
    assert not EncodedImage.objects.exists()


def test_new_renditions_are_limited_for_each_address_and_existing_ones_are_not(
    client: Client, settings: Settings
) -> None:
    settings.IMAGE_BUDGET = 1
    image = an_image()
    publish_image(image)
    assert fetch(client, address(image, 320)).status_code == 200
    refused = fetch(client, address(image, 640))
    assert (refused.status_code, refused["Cache-Control"]) == (429, "private, no-store")
    assert 0 < int(refused["Retry-After"]) <= 60
    assert fetch(client, address(image, 320)).status_code == 200
    assert fetch(Client(REMOTE_ADDR="192.0.2.7"), address(image, 640)).status_code == 200


def test_with_all_encoders_busy_a_new_rendition_is_refused_and_a_killed_encoder_frees_its_slot(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.IMAGE_ENCODERS = 1
    monkeypatch.setattr(encoders, "WAIT_SECONDS", 0)
    image = an_image()
    publish_image(image)
    running = EncodedImage.objects.create(
        source=Asset.objects.get(), size="1", content_type="image/avif", slot=0, created_at=timezone.now()
    )
    refused = fetch(client, address(image))
    assert (refused.status_code, refused["Retry-After"]) == (503, "2")
    running.created_at -= 2 * encoders.ABANDONED_AFTER
    running.save()
    assert fetch(client, address(image)).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_concurrent_requests_one_encodes_and_is_charged_and_the_others_wait(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.IMAGE_BUDGET = 1
    image = an_image(a_picture(1200, 800))
    publish_image(image)
    encoded: list[object] = []
    encode = encoding.encode

    def counted(*arguments: object) -> bytes:
        encoded.append(arguments)
        return encode(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(encoders, "encode", counted)
    start = Barrier(4)

    def request() -> bytes:
        start.wait()
        try:
            return fetch(Client(), address(image, 1200)).content
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        received = {future.result() for future in [threads.submit(request) for _ in range(4)]}
    assert (len(received), len(encoded)) == (1, 1)
