"""The demonstration, loaded completely and read from the log."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from pytest_django import DjangoDbBlocker, Settings
from wagtail.models import Page

from cms.loading.travel_documents import find_areas
from cms.models import GuidancePage, TravelAdvicePage
from cms.pages.body import BodyPage
from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS
from publishing.content.blocks import BLOCKS
from publishing.geography.countries import countries
from publishing.kinds import Kind, Relation, RemovalReason
from publishing.kinds.travel_advice import AlertExtent
from publishing.models import Asset, AssetUse, Change, ContentItem, Edition, Entitlement, ItemTerm, Link
from tests.cms.loading import demo_files as demo
from tests.demo import loaded_demonstration

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

REFERENCE = re.compile(r'data-(content|asset)="([^"]+)"')
PATHS = {"guidance": "guidance", "briefings": "briefings", "travel": "travel-advice", "zcard": "z-cards"}


@pytest.fixture(scope="module", autouse=True)
def _demonstration(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    media = tmp_path_factory.mktemp("media")
    with loaded_demonstration(django_db_blocker, media):
        yield media


@pytest.fixture(autouse=True)
def _files(_demonstration: Path, _own_media: None, settings: Settings) -> None:
    settings.MEDIA_ROOT = _demonstration


def english(kind: Kind) -> Any:
    return ContentItem.objects.live().filter(kind=kind, locale="en-gb").select_related("edition")


def walk_json(value: Any) -> Iterator[Any]:
    """Yield everything within a JSON value."""
    yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from walk_json(child)


def all_parts() -> Iterator[Any]:
    for item in ContentItem.objects.filter(edition__isnull=False).select_related("edition"):
        content = item.edition.content(item.kind)
        yield from walk_json([content.as_json(part) for part in ("image", "details", "body")])


def test_there_is_as_much_of_each_kind_as_the_files_say() -> None:
    library = demo.read("snippets.toml")
    assert Counter(ContentItem.objects.filter(locale="en-gb").values_list("kind", flat=True)) == {
        Kind.HOME: 1,
        Kind.SECTION: 7,
        Kind.STANDARD: len(demo.folder("standard")) - 1,  # the about page is a section
        Kind.WORK_STREAM: 5,
        Kind.PROJECT: 25,
        Kind.GUIDANCE: len(demo.folder("guidance")),
        Kind.BRIEFING: len(demo.folder("briefings")),
        Kind.TRAVEL_ADVICE: len(demo.folder("travel")),
        Kind.Z_CARD: 1,
        Kind.THREAT_LEVEL: len(demo.read("threat_levels.toml")["threat_levels"]),
        Kind.TOPIC: len(library["topics"]),
        Kind.SECTOR: len(library["sectors"]),
        Kind.ORGANISATION: len(library["organisations"]),
    }


def test_each_project_belongs_to_the_work_stream_of_its_code() -> None:
    codes = dict(english(Kind.WORK_STREAM).values_list("content_id", "code"))
    links = Link.objects.filter(relation=Relation.WORK_STREAM, source__kind=Kind.PROJECT)
    belonging = {link.source.code: codes[link.target] for link in links.select_related("source")}
    assert len(belonging) == 25
    assert all(project.rstrip("0123456789") == stream for project, stream in belonging.items())
    assert Counter(belonging.values()) == dict.fromkeys(("T", "CP", "TT", "CF", "SR"), 5)


def test_projects_say_what_the_programme_says() -> None:
    facts = demo.read("projects.toml")
    for project in demo.programme()["projects"]:
        item = english(Kind.PROJECT).get(code=project["code"])
        details, own = item.edition.stored_details, facts[project["code"]]
        assert (item.edition.title, details["action"], details["vision"]) == (
            project["title"],
            project["action"],
            project["vision"],
        )
        assert (details["status"], details["lead"]) == (own["status"], own["lead"])
        assert len(details["milestones"]) == len(own["milestones"])
        done = [milestone["done"] for milestone in own["milestones"] if "done" in milestone]
        assert item.updated_at.date() == max(done, default=date(2018, 6, 1))
        assert [partner["side"] for partner in details["partners"]] == [p["side"] for p in own["partners"]]


@pytest.mark.parametrize("folder", PATHS)
def test_audience_marking_and_dates_are_those_of_the_files(folder: str) -> None:
    for page in demo.folder(folder):
        locale = "cy" if page.get("locale") == "cy" else "en-gb"
        prefix = "/cy" if locale == "cy" else ""
        item = ContentItem.objects.get(path=f"{prefix}/{PATHS[folder]}/{page['slug']}/")
        assert (item.audience, item.marking) == (Audience[page["audience"].upper()], page["marking"])
        assert item.first_published_at.date() == page["first_published"]
        assert item.updated_at.date() == page.get("updated", page["first_published"])
        assert item.edition.number == (2 if "updated" in page else 1)
        assert item.edition.change_note == page["change_note"]


def test_welsh_pages_are_translations_with_the_content_id_of_the_english_ones() -> None:
    welsh = (
        ContentItem.objects.live()
        .filter(locale="cy", path__isnull=False)
        .exclude(kind=Kind.SECTION)
        .select_related("edition")
    )
    titles = {item.path: item.edition.title for item in welsh}
    assert titles == {
        "/cy/": demo.read("cy/home.toml")["title"],
        "/cy/about/contact/": demo.read("cy/standard/contact.toml")["title"],
        "/cy/guidance/martyns-law/": demo.read("cy/guidance/martyns-law.toml")["title"],
        "/cy/guidance/notice-and-report/": demo.read("cy/guidance/notice-and-report.toml")["title"],
        "/cy/z-cards/stay-safe-abroad/": demo.read("zcard/cy.toml")["title"],
    }
    for item in welsh:
        original = ContentItem.objects.get(content_id=item.content_id, locale="en-gb")
        assert item.path == f"/cy{original.path}"
        assert item.edition.stored_body != original.edition.stored_body or item.kind == Kind.Z_CARD


def test_the_about_page_is_its_section_in_both_languages() -> None:
    for locale, file in (("en-gb", "standard/about.toml"), ("cy", "cy/standard/about.toml")):
        section = ContentItem.objects.live().get(kind=Kind.SECTION, locale=locale, path__endswith="/about/")
        assert section.edition is not None
        assert section.edition.title == demo.read(file)["title"]
        assert len(section.edition.content(Kind.SECTION).body) == len(demo.read(file)["body"])


def test_the_superseded_briefing_is_a_tombstone_that_points_at_its_successor() -> None:
    old = ContentItem.objects.get(code="BR-2025-012")
    new = ContentItem.objects.get(code="BR-2026-009")
    assert (old.gone, old.superseded_by) == (RemovalReason.SUPERSEDED, new.content_id)
    assert new.is_live
    assert Link.objects.get(source=new, relation=Relation.SUPERSEDES).target == old.content_id


def test_the_threat_level_in_force_is_the_last_of_its_history() -> None:
    for scope in ("national", "northern_ireland"):
        history = [level for level in demo.read("threat_levels.toml")["threat_levels"] if level["scope"] == scope]
        newest = english(Kind.THREAT_LEVEL).with_term("scope", scope).order_by("-updated_at").first()
        assert newest.edition.stored_details["level"] == history[-1]["level"]
        assert newest.effective_at == history[-1]["effective_at"]


def test_every_reference_resolves() -> None:
    known = set(ContentItem.objects.values_list("content_id", flat=True))
    live = set(ContentItem.objects.live().values_list("content_id", flat=True))
    targets = set(Link.objects.exclude(relation=Relation.SUPERSEDES).values_list("target", flat=True))
    assert targets <= live
    assert set(Link.objects.values_list("target", flat=True)) <= known
    assert {relation for (relation,) in Link.objects.values_list("relation").distinct()} == set(Relation.values)


def test_no_link_is_left_as_written_in_the_files() -> None:
    assets = {str(key) for key in Asset.objects.values_list("key", flat=True)}
    content = {str(key) for key in ContentItem.objects.values_list("content_id", flat=True)}
    texts = [part for part in all_parts() if isinstance(part, str)]
    assert not [text for text in texts if "item:" in text or "document:" in text or "linktype" in text]
    found = [reference for text in texts for reference in REFERENCE.findall(text)]
    assert found
    assert all(key in (assets if kind == "asset" else content) for kind, key in found)


def test_every_type_of_block_occurs() -> None:
    typed = [part for part in all_parts() if isinstance(part, dict) and "type" in part]
    used = {part["type"] for part in typed if "coordinates" not in part}
    assert used == set(BLOCKS)


def test_every_picture_has_its_widths_and_each_country_a_map() -> None:
    images = [part for part in all_parts() if isinstance(part, dict) and "renditions" in part]
    assert all(image["alt"] or image["decorative"] for image in images)
    for image in images:
        widths = [rendition["width"] for rendition in image["renditions"]]
        assert widths == sorted(set(widths))
        assert len(widths) >= 3
    assert all(item.edition.stored_details["map"] for item in english(Kind.TRAVEL_ADVICE))
    assert not Asset.objects.exclude(pk__in=AssetUse.objects.values("asset")).exists()


@pytest.mark.parametrize(
    ("username", "widest", "codes"),
    [
        ("reader.registered", "GREEN", set()),
        ("reader.validated", "AMBER", set()),
        ("reader.member", "AMBER", {"BR-2026-016"}),
        ("duty.officer", "AMBER", {"BR-2026-020"}),
    ],
)
def test_each_reader_sees_their_share_of_the_briefings(username: str, widest: str, codes: set[str]) -> None:
    markings = list(Marking.values)
    open_to_all = markings[: markings.index(widest) + 1]
    expected = {page["reference"] for page in demo.folder("briefings") if page["marking"] in open_to_all}
    user = get_user_model().objects.get(username=username)
    seen = ContentItem.objects.visible_to(Entitlement.get_viewer(user)).filter(kind=Kind.BRIEFING)
    assert set(seen.values_list("code", flat=True)) == (expected - {"BR-2025-012"}) | codes
    assert not user.has_usable_password()


def test_the_public_sees_only_what_is_clear() -> None:
    seen = ContentItem.objects.visible_to(ANONYMOUS).filter(kind=Kind.BRIEFING)
    assert set(seen.values_list("marking", flat=True)) == {"CLEAR"}


@pytest.mark.parametrize(
    ("username", "group"),
    [
        ("content.editor", "Editor"),
        ("moderator", "Moderator"),
        ("travel.desk", "Travel desk"),
        ("duty.desk", "Duty officer"),
    ],
)
def test_each_group_has_a_member(username: str, group: str) -> None:
    user = get_user_model().objects.get(username=username)
    assert [found.name for found in user.groups.all()] == [group]
    assert not user.has_usable_password()
    assert not user.is_superuser


def test_an_editor_could_save_each_page_as_it_is() -> None:
    for page in Page.objects.filter(depth__gte=2).specific():
        page.full_clean()
        if isinstance(page, BodyPage):
            page.body.stream_block.clean(page.body)
        if isinstance(page, TravelAdvicePage):
            page.parts.stream_block.clean(page.parts)


def test_what_readers_have_is_what_the_pages_say(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("reconcile")
    assert "stale" not in capsys.readouterr().out


def test_filters_find_what_they_name() -> None:
    for name, value in (("status", "delivering"), ("country", "FR"), ("briefing_kind", "seasonal"), ("language", "cy")):
        assert ItemTerm.objects.filter(name=name, value=value).exists()


def test_a_second_load_says_so_and_keeps_what_was_edited() -> None:
    page = GuidancePage.objects.get(slug="plan-an-evacuation", locale__language_code="en-gb")
    page.title, page.change_note = "Plan to get out", "Shorter title."
    page.save_revision().publish()
    GuidancePage.objects.get(slug="move-people-inside").delete()
    changes, pages, out = Change.objects.count(), Page.objects.count(), StringIO()
    call_command("load_demo", stdout=out)
    assert "already loaded" in out.getvalue()
    assert (Change.objects.count(), Page.objects.count()) == (changes, pages)
    assert ContentItem.objects.get(path="/guidance/plan-an-evacuation/").edition.title == "Plan to get out"


def test_all_countries_have_advice_once_theirs_is_loaded() -> None:
    call_command("load_demo_countries", "-v0", stdout=StringIO())
    items = ContentItem.objects.live().of_kind(Kind.TRAVEL_ADVICE).in_locale("en-gb").select_related("edition")
    details = {item.code: item.edition.content(item.kind).details for item in items}
    assert len(details) == len(countries()) - 4
    extents = Counter(alert.extent for found in details.values() for alert in found.alerts)
    assert set(extents) == set(AlertExtent)
    drawn = {code for code, found in details.items() if any(alert.areas for alert in found.alerts)}
    assert drawn >= find_areas().keys()
    assert [change.note.partition(":")[0] for change in details["NO"].earlier_changes] == ["Demonstration"] * 3
    before = Edition.objects.count()
    call_command("load_demo_countries", "-v0", stdout=StringIO())
    assert Edition.objects.count() == before
