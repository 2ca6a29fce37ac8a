"""The demonstration's facts beside its pages: projects, work-streams, threat levels, snippets, pictures, documents."""

import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from tests.cms.loading import demo_files as demo

LEVELS = {"LOW", "MODERATE", "SUBSTANTIAL", "SEVERE", "CRITICAL"}
STATUSES = {"proposed", "provisional", "open", "delivering", "embedded", "closed"}


def test_every_project_has_its_details() -> None:
    projects = demo.read("projects.toml")
    organisations = {o["slug"]: o["side"] for o in demo.read("snippets.toml")["organisations"]}
    assert set(projects) == {project["code"] for project in demo.programme()["projects"]}
    assert {project["status"] for project in projects.values()} == STATUSES
    for code, project in projects.items():
        assert project["tier"] == "priority"
        assert project["lead"]
        assert len(project["summary"]) <= 220
        assert set(project["related"]) <= set(projects) - {code}
        assert all(organisations[p["organisation"]] == p["side"] for p in project["partners"])
        assert all(m["title"] and m["due"] and m["evidence"] for m in project["milestones"])
        assert all(m["done"] <= date(2026, 11, 21) for m in project["milestones"] if "done" in m)


def test_every_work_stream_has_two_chairs() -> None:
    streams = demo.read("work_streams.toml")
    assert set(streams) == {stream["code"] for stream in demo.programme()["work_streams"]}
    for stream in streams.values():
        assert 40 <= len(stream["summary"]) <= 220
        assert stream["co_chair_police"]
        assert stream["co_chair_business"]
        assert demo.elements(stream["intro"])


@pytest.mark.parametrize(("scope", "least"), [("national", 6), ("northern_ireland", 2)])
def test_threat_levels_are_a_history_in_which_each_changes_the_last(scope: str, least: int) -> None:
    history = [level for level in demo.read("threat_levels.toml")["threat_levels"] if level["scope"] == scope]
    assert len(history) >= least
    assert {entry["level"] for entry in history} <= LEVELS
    assert all(entry["wording"] and entry["effective_at"].tzinfo for entry in history)
    pairs = list(pairwise(history))
    assert all(a["effective_at"] < b["effective_at"] and a["level"] != b["level"] for a, b in pairs)


@pytest.mark.parametrize("kind", ["topics", "sectors", "organisations"])
def test_snippets_have_their_own_slugs_and_are_used(kind: str) -> None:
    entries = demo.read("snippets.toml")[kind]
    assert len({entry["slug"] for entry in entries}) == len(entries) >= 10
    pages = [demo.read(path) for path in demo.PAGE_FILES]
    used = {slug for page in pages for slug in page.get(kind, [])}
    if kind == "organisations":
        used = {p["organisation"] for project in demo.read("projects.toml").values() for p in project["partners"]}
    assert {entry["slug"] for entry in entries} == used


@pytest.mark.parametrize("image", demo.read("images.toml")["images"], ids=lambda image: image["name"])
def test_a_picture_can_be_drawn_from_its_shapes(image: dict[str, Any]) -> None:
    assert bool(image["alt"]) is not image.get("decorative", False)
    assert image["background"] in image["palette"]
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in image["palette"].values())
    for shape in image["shapes"]:
        assert shape["colour"] in image["palette"]
        assert ("box" in shape) is (shape["shape"] in {"rectangle", "ellipse"})
        assert ("points" in shape) is (shape["shape"] in {"line", "polygon"})
        assert ("width" in shape) is (shape["shape"] == "line")
        numbers = shape.get("box") or [number for point in shape["points"] for number in point]
        assert all(0 <= number <= 1 for number in numbers)


def test_documents_have_text_and_a_file_name() -> None:
    for document in demo.read("documents.toml")["documents"]:
        assert document["filename"].endswith(".pdf")
        assert document["title"]
        assert len(document["lines"]) > 5
        assert set(document["topics"]) <= demo.snippets("topics")
