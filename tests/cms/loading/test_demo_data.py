"""The demonstration content keeps its own rules, so that loading it can only fail for the loader's own reasons."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cms.loading import demo_files as demo

WIDEST = {"CLEAR": 0, "GREEN": 1, "AMBER": 2, "AMBER+STRICT": 3, "RED": 3}
AUDIENCES = ["public", "registered", "validated", "named"]
LEVELS = {"LOW", "MODERATE", "SUBSTANTIAL", "SEVERE", "CRITICAL"}
BRIEFING_KINDS = {"protective security", "incident", "seasonal", "event", "threat level change"}
BLOCK_FIELDS = {
    "heading": ({"text"}, set()),
    "rich_text": ({"html"}, set()),
    "callout": ({"tone", "title", "html"}, set()),
    "steps": ({"items"}, set()),
    "table": ({"caption", "columns", "rows"}, set()),
    "image": ({"image"}, {"alt", "decorative", "caption"}),
    "document": ({"document"}, set()),
    "quote": ({"text", "attribution"}, set()),
    "contact": ({"name", "role"}, {"telephone", "email", "url", "hours"}),
    "link_list": ({"title", "links"}, set()),
    "embed": ({"item"}, set()),
}
DRAMA_NUMBERS = re.compile(r"020 7946 0\d{3}|029 2018 0\d{3}|01(13|14|15|16|17|18|21|31|41|51|61) 496 0\d{3}")
OFFICIAL = {
    "https://www.legislation.gov.uk/ukpga/2025/10/contents",
    "https://www.gov.uk/government/publications/terrorism-protection-of-premises-act-2025-factsheets",
    "https://www.protectuk.police.uk/martyns-law",
}
"""The only addresses elsewhere: where a real law can be read."""

every_page = pytest.mark.parametrize("path", demo.PAGE_FILES, ids=demo.named)
every_briefing = pytest.mark.parametrize("page", demo.folder("briefings"), ids=lambda page: page["slug"])
every_country = pytest.mark.parametrize("page", demo.folder("travel"), ids=lambda page: page["slug"])


@pytest.mark.parametrize("path", demo.ALL_FILES, ids=demo.named)
def test_every_file_is_toml(path: Path) -> None:
    assert demo.read(path)


def test_there_is_enough_of_each_kind() -> None:
    wanted = {"guidance": 14, "briefings": 10, "travel": 13, "standard": 7}
    assert {name: len(demo.folder(name)) for name in wanted if len(demo.folder(name)) < wanted[name]} == {}


@pytest.mark.parametrize("name", demo.FOLDERS)
def test_slugs_are_unique_in_their_folder_and_locale(name: str) -> None:
    slugs = Counter((page["slug"], page.get("locale", "en")) for page in demo.folder(name))
    assert [slug for slug, count in slugs.items() if count > 1] == []


def test_titles_are_unique() -> None:
    titles = Counter(demo.read(path)["title"] for path in demo.PAGE_FILES)
    assert [title for title, count in titles.items() if count > 1] == []


@every_page
def test_a_page_says_who_owns_it_and_when_it_was_published(path: Path) -> None:
    page = demo.read(path)
    assert page["title"]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", page["slug"])
    assert 40 <= len(page["summary"]) <= 220
    assert page["owner"]
    assert page["update_type"] == "minor" or (page["update_type"] == "major" and page["change_note"])
    assert date(2018, 1, 1) <= page["first_published"] <= date(2026, 11, 21)
    assert page["review_date"] > page["first_published"]


@every_page
def test_the_audience_is_never_wider_than_the_marking_allows(path: Path) -> None:
    page = demo.read(path)
    assert AUDIENCES.index(page["audience"]) >= WIDEST[page["marking"]]


@every_page
def test_what_a_page_refers_to_exists(path: Path) -> None:
    page = demo.read(path)
    documents = {f"document:{document['name']}" for document in demo.read("documents.toml")["documents"]}
    targets = demo.items() | documents | OFFICIAL
    assert [href for href in demo.hrefs(page) if href not in targets] == []
    assert set(page["topics"]) <= demo.snippets("topics")
    assert set(page.get("sectors", [])) <= demo.snippets("sectors")
    assert set(page.get("work_streams", [])) <= {stream["code"] for stream in demo.programme()["work_streams"]}


@every_page
def test_a_page_names_none_that_its_readers_may_not_see(path: Path) -> None:
    page = demo.read(path)
    pages = {f"item:{name}/{other['slug']}": other for name in demo.FOLDERS for other in demo.folder(name)}
    linked = [pages[href] for href in demo.hrefs(page) if href in pages]
    widest = AUDIENCES.index(page["audience"])
    assert [other["slug"] for other in linked if AUDIENCES.index(other["audience"]) > widest] == []


@every_page
def test_link_lists_name_items_because_files_have_a_block_of_their_own(path: Path) -> None:
    links = [link for block in demo.blocks(demo.read(path)) for link in block.get("links", [])]
    assert all(link["title"] and link["href"].startswith("item:") for link in links)


@every_page
def test_blocks_have_the_fields_of_their_type(path: Path) -> None:
    for block in demo.blocks(demo.read(path)):
        required, optional = BLOCK_FIELDS[block["type"]]
        fields = set(block) - {"type"}
        assert required <= fields <= required | optional, block
        assert block.get("tone", "urgent") in {"information", "warning", "urgent"}
        assert all(item["title"] and item["html"] for item in block.get("items", []))
        assert all(len(row) == len(block["columns"]) for row in block.get("rows", []))


@every_page
def test_html_uses_only_what_rich_text_allows(path: Path) -> None:
    for html in demo.find_html(demo.read(path)):
        found = demo.elements(html)
        assert {element.tag for element in found} <= {"p", "ul", "ol", "li", "strong", "em", "a", "h3"}
        assert all(set(element.attrib) <= {"href"} for element in found)


@every_page
def test_pictures_and_documents_on_a_page_exist(path: Path) -> None:
    images = {image["name"] for image in demo.read("images.toml")["images"]}
    documents = {document["name"] for document in demo.read("documents.toml")["documents"]}
    for block in demo.blocks(demo.read(path)):
        if block["type"] == "image":
            assert block["image"] in images
            assert bool(block.get("alt")) is not block.get("decorative", False)
        if block["type"] == "document":
            assert block["document"] in documents


@every_page
def test_contacts_cannot_reach_a_real_person(path: Path) -> None:
    for block in demo.blocks(demo.read(path)):
        if block["type"] == "contact":
            assert DRAMA_NUMBERS.fullmatch(block["telephone"])
            assert block["email"].endswith("@example.org")
            assert block.get("url", "https://example.org/").startswith("https://example.org/")


def test_every_block_type_is_used() -> None:
    used = {block["type"] for page in demo.folder("guidance") for block in demo.blocks(page)}
    assert used == set(BLOCK_FIELDS)


@pytest.mark.parametrize("page", demo.folder("guidance"), ids=lambda page: page["slug"])
def test_guidance_is_rich_and_linked(page: dict[str, Any]) -> None:
    assert 5 <= len(page["body"]) <= 12
    assert page["sectors"]
    assert page["work_streams"]
    assert any(demo.hrefs(page)) or "contact" in {block["type"] for block in page["body"]}


@every_briefing
def test_a_briefing_has_actions_for_a_team(page: dict[str, Any]) -> None:
    assert re.fullmatch(r"BR-20\d\d-\d{3}", page["reference"])
    assert page["briefing_kind"] in BRIEFING_KINDS
    assert page["threat_level"] in LEVELS
    assert page["headline"]
    assert page["actions"]
    assert 0 < len(page["read_aloud"]) <= 400
    assert page["effective_at"].date() >= page["first_published"]
    assert page["effective_at"].tzinfo
    assert "expires_at" not in page or page["expires_at"].year > 2030


@every_briefing
def test_a_briefing_for_named_people_names_them(page: dict[str, Any]) -> None:
    assert bool(page["projects"] or page["people"]) is (page["audience"] == "named")
    assert set(page["projects"]) <= {project["code"] for project in demo.programme()["projects"]}
    assert bool(page["people"]) is (page["marking"] == "RED")


def test_every_marking_and_kind_of_briefing_is_shown() -> None:
    pages = demo.folder("briefings")
    assert {page["marking"] for page in pages} == set(WIDEST)
    assert {page["briefing_kind"] for page in pages} == BRIEFING_KINDS
    assert sum(page["marking"] == "CLEAR" for page in pages) > len(pages) / 2


def test_a_superseded_briefing_is_an_older_one() -> None:
    pages = {page["reference"]: page for page in demo.folder("briefings")}
    assert len(pages) == len(demo.folder("briefings"))
    replaced = [(page, pages[page["supersedes"]]) for page in pages.values() if "supersedes" in page]
    assert replaced
    assert all(old["effective_at"] < new["effective_at"] for new, old in replaced)


@every_country
def test_a_country_has_its_parts_map_and_source(page: dict[str, Any]) -> None:
    parts = [part["slug"] for part in page["parts"]]
    assert parts[0] == "summary"
    assert "safety-and-security" in parts
    assert len(parts) == len(set(parts))
    assert all(part["title"] and part["body"] for part in page["parts"])
    assert re.fullmatch(r"[A-Z]{2}", page["country"])
    assert set(page["provenance"]) == {"publisher", "address", "licence", "fetched_at", "updated_at"}
    assert page["provenance"]["fetched_at"] <= page["reviewed_at"]
    assert page["earlier_changes"]
    assert all(change["changed_at"].date() < page["first_published"] for change in page["earlier_changes"])
    assert page["map"]["alt"]
    points = [*page["map"]["outline"], *([place["x"], place["y"]] for place in page["map"]["places"])]
    assert len(page["map"]["outline"]) >= 8
    assert all(0 <= number <= 1 for point in points for number in point)


@every_country
def test_an_alert_says_where_it_applies(page: dict[str, Any]) -> None:
    for alert in page.get("alerts", []):
        assert alert["description"]
        assert bool(alert.get("areas")) is (alert["extent"] == "named_parts")
        assert all(area["description"] and area["reason"] for area in alert.get("areas", []))


def test_every_alert_status_is_shown_and_no_country_twice() -> None:
    pages = demo.folder("travel")
    alerts = {(alert["advised_against"], alert["extent"]) for page in pages for alert in page.get("alerts", [])}
    assert alerts == {
        (advice, extent)
        for advice in ("all_travel", "all_but_essential_travel")
        for extent in ("named_parts", "whole_country")
    }
    assert len({page["country"] for page in pages}) == len(pages)
    names = Counter(name.casefold() for page in pages for name in [page["country_name"], *page["synonyms"]])
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("locale", ["en", "cy"])
def test_the_z_card_has_eight_panels_that_fit(locale: str) -> None:
    card = demo.read(f"zcard/{locale}.toml")
    assert card["locale"] == locale
    assert card["valid_from"] < card["valid_until"]
    assert [panel["side"] for panel in card["panels"]] == ["front"] * 4 + ["back"] * 4
    assert all(panel["heading"] and len(panel["body"]) <= panel["character_limit"] for panel in card["panels"])


def test_every_welsh_page_translates_an_english_one() -> None:
    welsh = [path for path in demo.PAGE_FILES if path.is_relative_to(demo.DEMO / "cy")]
    assert len(welsh) >= 3
    for path in welsh:
        english = demo.read(path.relative_to(demo.DEMO / "cy"))
        translation = demo.read(path)
        assert translation["locale"] == "cy"
        assert translation["slug"] == english["slug"]
        assert translation["title"] != english["title"]
