"""The parts of the loader: drawings, PDFs, errors, and that it loads all or nothing."""

from collections.abc import Iterator
from io import BytesIO
from itertools import islice

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from PIL import Image

from cms.blocks import BODY_BLOCKS
from cms.loading.blocks import BLOCKS
from cms.loading.demonstration import Progress, Step, is_loaded, load
from cms.loading.drawing import country_map, picture
from cms.loading.kinds import PAGE_KINDS
from cms.loading.printing import build_pdf
from cms.loading.sources import page_sources
from cms.models import Section, StandardPage
from publishing.models import Change
from tests.cms.factories import a_draft, publish, section
from tests.cms.loading.test_demo_data import BLOCK_FIELDS

SQUARE = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]


class PulledPlugError(Exception):
    """The server was switched off."""


def until(count: int) -> Progress:
    """Progress that is interrupted after some steps."""

    def progress(plan: list[Step]) -> Iterator[Step]:
        yield from islice(plan, count)
        raise PulledPlugError

    return progress


def drawn(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def test_every_block_type_can_be_loaded() -> None:
    assert set(BLOCKS) == set(BODY_BLOCKS) == set(BLOCK_FIELDS)


def test_every_page_of_the_files_has_a_kind() -> None:
    assert {sheet.folder for sheet in page_sources()} == set(PAGE_KINDS)


def test_a_page_and_its_translation_share_their_content_id() -> None:
    first, second = (sheet for sheet in page_sources() if sheet.name == "zcard/stay-safe-abroad")
    assert {first.locale, second.locale} == {"en-gb", "cy"}
    assert first.content_id == second.content_id


def test_a_picture_is_painted_in_the_order_of_its_shapes() -> None:
    shapes = [
        {"shape": "rectangle", "box": [0, 0, 1, 0.5], "colour": "a"},
        {"shape": "ellipse", "box": [0.25, 0.1, 0.75, 0.4], "colour": "b"},
        {"shape": "polygon", "points": [[0, 1], [0.5, 0.6], [1, 1]], "colour": "b"},
        {"shape": "line", "points": [[0, 0.25], [1, 0.25]], "width": 0.1, "colour": "a"},
    ]
    palette = {"a": "#00615c", "b": "#ffffff", "c": "#0b1c2c"}
    image = drawn(picture({"size": [200, 100], "palette": palette, "background": "c", "shapes": shapes}))
    assert image.size == (200, 100)
    assert image.getpixel((100, 25)) == (0, 97, 92)
    assert image.getpixel((100, 12)) == (255, 255, 255)
    assert image.getpixel((100, 90)) == (255, 255, 255)
    assert image.getpixel((5, 60)) == (11, 28, 44)


@pytest.mark.parametrize("x", [0.0, 0.5, 0.97])
def test_a_name_on_a_map_stays_on_the_map(x: float) -> None:
    without = drawn(country_map(SQUARE, []))
    named = drawn(country_map(SQUARE, [{"name": "Llanfair", "x": x, "y": 0.5}]))
    rows = range(0, named.width)
    changed = [column for column in rows if named.getpixel((column, 360)) != without.getpixel((column, 360))]
    assert max(changed) - min(changed) > 150
    assert max(changed) < named.width - 5


def test_a_document_is_a_pdf_with_its_title_and_always_the_same_bytes() -> None:
    document = build_pdf("Shift briefing card", ["Today: date, shift, supervisor.", "", "What changed."])
    assert document.startswith(b"%PDF-")
    assert "Shift briefing card".encode("utf-16-be") in document or b"Shift briefing card" in document
    assert document == build_pdf("Shift briefing card", ["Today: date, shift, supervisor.", "", "What changed."])
    assert document != build_pdf("Shift briefing card", ["Today: something else."])


@pytest.mark.slow
@pytest.mark.django_db
def test_an_interrupted_load_leaves_nothing_and_can_be_repeated() -> None:
    before = Change.objects.count()
    for _ in range(2):
        with pytest.raises(PulledPlugError):
            load(until(75))  # staff, snippets, threat levels, pictures and maps
        assert Change.objects.count() == before
        assert not is_loaded()


@pytest.mark.django_db
def test_a_missing_section_is_named() -> None:
    Section.objects.get(slug="briefings", locale__language_code="en-gb").delete()
    with pytest.raises(CommandError, match="no section for briefing below the home page"):
        call_command("load_demo", verbosity=0)


@pytest.mark.django_db
def test_a_missing_group_is_named() -> None:
    Group.objects.get(name="Travel desk").delete()
    with pytest.raises(CommandError, match="no group “Travel desk”"):
        call_command("load_demo", verbosity=0)


@pytest.mark.django_db
def test_a_page_in_the_way_is_named_and_kept() -> None:
    page = a_draft(StandardPage, title="Our own", slug="timeline")
    with pytest.raises(CommandError, match="already a page at /home/about/timeline/: “Our own”"):
        call_command("load_demo", verbosity=0)
    page.refresh_from_db()
    assert not is_loaded()


@pytest.mark.django_db
def test_edited_texts_are_not_overwritten() -> None:
    about = section("about")
    about.summary = "Ours."
    publish(about)
    with pytest.raises(CommandError, match="edited and would be overwritten"):
        call_command("load_demo", verbosity=0)
