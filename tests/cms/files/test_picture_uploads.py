"""A picture is rejected with a reason, or readers see it as intended, compared with its original."""

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from PIL import ImageChops, ImageColor, ImageStat
from pytest_django import Settings
from wagtail.images.models import Image

from cms.files.published import WIDTHS, published_image
from cms.models import GuidancePage
from publishing.content.blocks import FocalPoint
from publishing.models import Asset, Edition
from tests.cms.factories import a_draft, a_page, an_image, get_item, publish
from tests.cms.files.picture_factory import ACCEPTED, REJECTED, rotated, saved, scene, truncated
from tests.cms.files.upload_forms import WAYS, UploadForms

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]
MOST_DIFFERENCE = 6  # of 255, on average: what WebP at quality 80 loses in a scene with gradients and edges


FORMS = UploadForms("wagtailimages", "image-chooser-upload", "Scene", lambda: Image.objects.first() or an_image())


def _widest(image: Image) -> Picture.Image:
    widest = Asset.objects.get(pk=published_image(image, "").renditions[-1].asset)
    assert widest.content_type == "image/webp"
    with widest.open() as file:
        return Picture.open(BytesIO(file.read()))


def _on(colour: str, picture: Picture.Image) -> Picture.Image:
    ground = Picture.new("RGBA", picture.size, colour)
    ground.alpha_composite(picture.convert("RGBA"))
    return ground.convert("RGB")


def _difference(one: Picture.Image, other: Picture.Image) -> float:
    """The mean difference on a white and a black background: transparency must match too."""
    pairs = ((_on(colour, one), _on(colour, other)) for colour in ("white", "black"))
    return max(max(ImageStat.Stat(ImageChops.difference(*pair)).mean) for pair in pairs)


@pytest.mark.slow
@pytest.mark.parametrize("name", ACCEPTED)
def test_a_picture_is_shown_as_intended(admin: Client, name: str) -> None:
    sample = ACCEPTED[name]()
    response = FORMS.add_many(admin, SimpleUploadedFile(name, sample.content))
    assert response.json()["success"], response.json()
    image = Image.objects.get()
    drawn = _widest(image)
    width = min(sample.intended.width, WIDTHS[-1])
    assert drawn.size == (width, max(1, sample.intended.height * width // sample.intended.width))
    assert _difference(drawn, sample.intended.resize(drawn.size)) < MOST_DIFFERENCE
    assert not drawn.getexif()
    assert not {"icc_profile", "exif", "xmp"} & set(drawn.info)
    assert admin.get(reverse("wagtailimages:edit", args=[image.pk])).status_code == 200
    assert admin.get(reverse("wagtailimages:index")).status_code == 200


@pytest.mark.parametrize("name", REJECTED)
def test_a_picture_that_cannot_be_shown_is_rejected_with_a_reason(admin: Client, name: str) -> None:
    content, reason = REJECTED[name]
    response = FORMS.add_many(admin, SimpleUploadedFile(name, content())).json()
    assert not response["success"]
    assert reason in response["error_message"]
    assert "<" not in response["error_message"]
    assert not Image.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_every_form_rejects_a_truncated_picture(admin: Client, way: str) -> None:
    response = FORMS.upload(way, admin, SimpleUploadedFile("cut.jpg", truncated(saved(scene(), "JPEG"))))
    assert response.status_code == 200
    assert "The picture is damaged or cut off." in response.content.decode()
    assert not Image.objects.filter(title="Scene").exists()


@pytest.mark.parametrize("way", WAYS)
def test_every_form_accepts_a_sound_picture(admin: Client, way: str) -> None:
    response = FORMS.upload(way, admin, SimpleUploadedFile("scene.jpg", rotated(6).content))
    assert response.status_code in (200, 302)
    assert _widest(Image.objects.get(title="Scene")).size == scene().size


@pytest.mark.parametrize("way", WAYS)
def test_every_form_rejects_a_picture_that_is_too_big(admin: Client, settings: Settings, way: str) -> None:
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100
    response = FORMS.upload(way, admin, SimpleUploadedFile("scene.jpg", saved(scene(), "JPEG")))
    assert "This file is too big" in response.content.decode()
    assert not Image.objects.filter(title="Scene").exists()


def test_a_picture_in_a_temporary_file_is_checked_too(admin: Client, settings: Settings) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    cut_off = FORMS.add_many(admin, SimpleUploadedFile("cut.jpg", truncated(saved(scene(), "JPEG")))).json()
    assert "damaged or cut off" in cut_off["error_message"]
    assert FORMS.add_many(admin, SimpleUploadedFile("turned.jpg", rotated(6).content)).json()["success"]
    assert _widest(Image.objects.get()).size == scene().size


def test_renditions_are_generated_after_the_upload_and_not_during_publication(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = an_image(width=700)
    assert image.renditions.count() == 4
    monkeypatch.setattr("cms.files.renditions.PublishedFile.run", None)
    publish(a_draft(image=image, image_alt="Entrances"))


def test_the_widths_are_those_of_the_upright_picture(admin: Client) -> None:
    """The camera's file is 240 wide and 400 high; readers see 400 by 240."""
    FORMS.add(admin, SimpleUploadedFile("turned.jpg", rotated(6).content))
    assert [(one.width, one.height) for one in published_image(Image.objects.get(), "").renditions] == [
        (320, 192),
        (400, 240),
    ]


DAMAGED = {"empty": b"", "other": b"no picture", "cut": truncated(saved(scene(), "JPEG"))}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_picture_damaged_in_storage_is_named_and_nothing_is_published(content: bytes) -> None:
    image = an_image(title="Entrances")
    with open(image.file.path, "wb") as stored:
        stored.write(content)
    page = a_draft(body=[("image", {"image": image, "alt": "Entrances"})])
    with pytest.raises(ValidationError, match=r"“Entrances” cannot be published\. "):
        publish(page)
    assert not Edition.objects.filter(title=page.title).exists()
    assert not Asset.objects.exists()


def test_a_missing_picture_is_named_and_nothing_is_published() -> None:
    image = an_image(title="Entrances")
    page = a_draft(body=[("image", {"image": image, "alt": "Entrances"})])
    image.file.storage.delete(image.file.name)
    with pytest.raises(ValidationError, match="The file of “Entrances” cannot be read"):
        publish(page)
    assert not Edition.objects.filter(title=page.title).exists()


def _master(image: Image) -> Picture.Image:
    published = published_image(image, "")
    assert published.master
    with Asset.objects.get(pk=published.master.asset).open() as file:
        return Picture.open(BytesIO(file.read()))


def _uploaded(content: bytes, name: str = "photo.jpg") -> Image:
    return Image.objects.create(title="Photo", file=ImageFile(BytesIO(content), name=name))


@pytest.mark.parametrize(
    ("size", "expected"), [((3000, 1500), (2560, 1280)), ((1500, 2800), (1371, 2559)), ((1500, 9000), (1280, 7680))]
)
def test_a_master_is_a_jpeg_of_2560_pixels_or_of_1280_pixels_in_width_if_it_is_very_tall(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    master = _master(_uploaded(saved(scene(size=size), "JPEG")))
    assert (master.format, master.size) == ("JPEG", expected)


@pytest.mark.parametrize("name", sorted(ACCEPTED.keys() - {"thin.png"}))
def test_a_master_is_upright_in_srgb_and_without_metadata(name: str) -> None:
    sample = ACCEPTED[name]()
    master = _master(_uploaded(sample.content, name))
    assert master.size == sample.intended.size
    assert _difference(master, sample.intended) < MOST_DIFFERENCE
    assert not master.getexif()
    assert not {"icc_profile", "exif", "xmp", "comment"} & set(master.info)


def test_the_focal_point_is_that_of_the_upright_picture_and_the_colour_the_most_frequent() -> None:
    """The camera's file is 240 wide and 400 high; the editor marks an area of the picture as it is shown."""
    image = _uploaded(rotated(6).content)
    assert published_image(image, "").focal_point is None
    for name, value in {"x": 60, "y": 300, "width": 20, "height": 20}.items():
        setattr(image, f"focal_point_{name}", value)
    published = published_image(image, "")
    assert published.focal_point == FocalPoint(x=0.25, y=0.75)
    striped = Picture.new("RGB", (400, 200), "#44546a")
    striped.paste("#ffdd00", (0, 0, 120, 200))
    color = published_image(_uploaded(saved(striped, "PNG"), "striped.png"), "").dominant_color
    assert ImageColor.getrgb(color) == pytest.approx(ImageColor.getrgb("#44546a"), abs=3)


def test_another_focal_point_is_a_minor_edition_and_the_same_one_is_none() -> None:
    image = _uploaded(rotated(6).content)
    page = a_page(image=image, image_alt="Entrances")
    image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 60, 300, 20, 20
    image.save()
    for _ in range(2):
        publish(GuidancePage.objects.get(pk=page.pk))
        edition = get_item(page).edition
        assert (edition.number, edition.update_type) == (2, "minor")
        assert edition.content("guidance").image.focal_point == FocalPoint(x=0.25, y=0.75)
