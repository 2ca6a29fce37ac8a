"""A picture is refused with a reason, or readers see it as it was meant: compared with its original."""

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from PIL import ImageChops, ImageStat
from pytest_django import Settings
from wagtail.images.models import Image

from cms.files.published import WIDTHS, image_renditions
from publishing.models import Asset, Edition
from tests.cms.factories import a_collection, a_draft, an_image, publish
from tests.cms.files.picture_factory import SHOWN, UNSHOWN, cut, saved, scene, turned

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]
MOST_DIFFERENCE = 6  # of 255, on average: what WebP at quality 80 costs a scene of gradients and edges


def _add(admin: Client, file: SimpleUploadedFile) -> Any:
    return admin.post(reverse("wagtailimages:add"), {"title": "Scene", "file": file, "collection": a_collection()})


def _add_many(admin: Client, file: SimpleUploadedFile) -> Any:
    data = {"title": "Scene", "files[]": file, "collection": a_collection()}
    return admin.post(reverse("wagtailimages:add_multiple"), data)


def _choose(admin: Client, file: SimpleUploadedFile) -> Any:
    name = "image-chooser-upload"
    data = {"title": "Scene", "file": file, "collection": a_collection()}
    return admin.post(reverse("wagtailimages_chooser:create"), {f"{name}-{key}": value for key, value in data.items()})


def _replace(admin: Client, file: SimpleUploadedFile) -> Any:
    image = Image.objects.first() or an_image()
    return admin.post(
        reverse("wagtailimages:edit", args=[image.pk]), {"title": "Scene", "file": file, "collection": a_collection()}
    )


WAYS = {"add": _add, "many": _add_many, "chooser": _choose, "replace": _replace}


def _widest(image: Image) -> Picture.Image:
    widest = Asset.objects.get(pk=image_renditions(image)[-1].asset)
    assert widest.content_type == "image/webp"
    with widest.open() as file:
        return Picture.open(BytesIO(file.read()))


def _on(colour: str, picture: Picture.Image) -> Picture.Image:
    ground = Picture.new("RGBA", picture.size, colour)
    ground.alpha_composite(picture.convert("RGBA"))
    return ground.convert("RGB")


def _difference(one: Picture.Image, other: Picture.Image) -> float:
    """The mean difference, before white and before black: transparency must be right as well."""
    pairs = ((_on(colour, one), _on(colour, other)) for colour in ("white", "black"))
    return max(max(ImageStat.Stat(ImageChops.difference(*pair)).mean) for pair in pairs)


@pytest.mark.slow
@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_is_seen_as_it_was_meant(admin: Client, name: str) -> None:
    made = SHOWN[name]()
    answer = _add_many(admin, SimpleUploadedFile(name, made.content))
    assert answer.json()["success"], answer.json()
    image = Image.objects.get()
    drawn = _widest(image)
    width = min(made.meant.width, WIDTHS[-1])
    assert drawn.size == (width, max(1, made.meant.height * width // made.meant.width))
    assert _difference(drawn, made.meant.resize(drawn.size)) < MOST_DIFFERENCE
    assert not drawn.getexif()
    assert not {"icc_profile", "exif", "xmp"} & set(drawn.info)
    assert admin.get(reverse("wagtailimages:edit", args=[image.pk])).status_code == 200
    assert admin.get(reverse("wagtailimages:index")).status_code == 200


@pytest.mark.parametrize("name", UNSHOWN)
def test_a_picture_that_cannot_be_shown_is_refused_with_a_reason(admin: Client, name: str) -> None:
    content, reason = UNSHOWN[name]
    answer = _add_many(admin, SimpleUploadedFile(name, content())).json()
    assert not answer["success"]
    assert reason in answer["error_message"]
    assert "<" not in answer["error_message"]
    assert not Image.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_refuses_a_picture_that_is_cut_off(admin: Client, way: str) -> None:
    answer = WAYS[way](admin, SimpleUploadedFile("cut.jpg", cut(saved(scene(), "JPEG"))))
    assert answer.status_code == 200
    assert "The picture is damaged or cut off." in answer.content.decode()
    assert not Image.objects.filter(title="Scene").exists()


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_takes_a_sound_picture(admin: Client, way: str) -> None:
    answer = WAYS[way](admin, SimpleUploadedFile("scene.jpg", turned(6).content))
    assert answer.status_code in (200, 302)
    assert _widest(Image.objects.get(title="Scene")).size == scene().size


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_refuses_a_picture_that_is_too_big(admin: Client, settings: Settings, way: str) -> None:
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100
    answer = WAYS[way](admin, SimpleUploadedFile("scene.jpg", saved(scene(), "JPEG")))
    assert "This file is too big" in answer.content.decode()
    assert not Image.objects.filter(title="Scene").exists()


def test_a_picture_that_comes_as_a_file_on_disk_is_taken_and_refused_alike(admin: Client, settings: Settings) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    cut_off = _add_many(admin, SimpleUploadedFile("cut.jpg", cut(saved(scene(), "JPEG")))).json()
    assert "damaged or cut off" in cut_off["error_message"]
    assert _add_many(admin, SimpleUploadedFile("turned.jpg", turned(6).content)).json()["success"]
    assert _widest(Image.objects.get()).size == scene().size


def test_a_picture_is_drawn_once_it_is_stored_and_not_while_it_is_published(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = an_image(width=700)
    assert image.renditions.count() == 3
    monkeypatch.setattr("cms.files.renditions.PublishedWidth.run", None)
    publish(a_draft(image=image, image_alt="Doors"))


def test_the_widths_are_those_of_the_upright_picture(admin: Client) -> None:
    """The camera's file is 240 wide and 400 high; readers see 400 by 240."""
    _add(admin, SimpleUploadedFile("turned.jpg", turned(6).content))
    assert [(one.width, one.height) for one in image_renditions(Image.objects.get())] == [(320, 192), (400, 240)]


@pytest.mark.parametrize("content", [b"", b"no picture", cut(saved(scene(), "JPEG"))], ids=["empty", "other", "cut"])
def test_a_picture_that_is_damaged_in_the_store_is_named_and_nothing_is_published(content: bytes) -> None:
    image = an_image(title="Doors")
    with open(image.file.path, "wb") as stored:
        stored.write(content)
    page = a_draft(body=[("image", {"image": image, "alt": "Doors"})])
    with pytest.raises(ValidationError, match=r"“Doors” cannot be published\. The"):
        publish(page)
    assert not Edition.objects.filter(title=page.title).exists()
    assert not Asset.objects.exists()


def test_a_picture_that_is_lost_is_named_and_nothing_is_published() -> None:
    image = an_image(title="Doors")
    page = a_draft(body=[("image", {"image": image, "alt": "Doors"})])
    image.file.storage.delete(image.file.name)
    with pytest.raises(ValidationError, match="The file of “Doors” cannot be read"):
        publish(page)
    assert not Edition.objects.filter(title=page.title).exists()
