"""The size of the front end, and how templates find its files."""

import json
import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from publishing.infrastructure.frontend import MANIFEST, built_url
from tests.website.conftest import World
from website.http.checks import check_frontend_is_built

TEXT_PAIRS = [
    (text, ground)
    for ground in ("paper", "surface")
    for text in ("ink", "slate", "accent", "visited", "danger", "positive", "accent-hover")
] + [("band-text", "band"), ("button-text", "button"), ("button-text", "button-hover"), ("ink", "button-quiet")]
TEXT_PAIRS += [("ink", "button-quiet-hover"), ("ink", "highlight"), ("focus-edge", "focus")]
EDGE_PAIRS = [(f"level-{level}", ground) for level in range(1, 6) for ground in ("paper", "surface")]
EDGE_PAIRS += [("map-line", "map-none"), ("map-line", "map-essential"), ("map-line-on-all", "map-all")]
EDGE_PAIRS += [("edge", "paper"), ("edge", "surface"), ("ink", "paper"), ("focus-edge", "focus")]


@pytest.fixture
def built(settings: Settings) -> Path:
    """The folder of the built front end."""
    folder = Path(settings.FRONTEND_DIR)
    assert (folder / MANIFEST).exists(), "Build the front end first: npm --prefix frontend run build"
    return folder


def test_templates_find_the_built_files(built: Path) -> None:
    assert re.fullmatch(r"/static/assets/main\.[0-9a-f]{12}\.js", built_url("src/main.ts"))
    assert check_frontend_is_built(None) == []


def test_the_error_without_a_built_front_end_explains_how_to_build_it(settings: Settings, tmp_path: Path) -> None:
    settings.STATICFILES_DIRS = [tmp_path]
    with pytest.raises(ImproperlyConfigured, match="npm --prefix frontend run build"):
        built_url("src/main.ts")
    assert [error.id for error in check_frontend_is_built(None)] == ["website.E001"]


@pytest.mark.django_db
def test_the_first_load_is_at_most_300_kilobytes_and_its_script_60(built: Path, world: World, client: Client) -> None:
    manifest = json.loads((built / MANIFEST).read_text())
    script = (built / manifest["src/main.ts"]["file"]).stat().st_size
    styles = manifest["src/main.ts" if "css" in manifest["src/main.ts"] else "src/styles/main.scss"]
    sheet = (built / styles["file"]).stat().st_size
    fonts = sum((built / asset).stat().st_size for asset in styles["assets"])
    page = len(client.get("/").content)
    assert script <= 60_000
    assert script + sheet + fonts + page <= 300_000


def test_the_lock_file_names_no_registry(project_root: Path) -> None:
    lock = json.loads((project_root / "frontend" / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]


def test_neither_crown_nor_licensed_font_is_built(built: Path) -> None:
    names = [path.name for path in built.rglob("*") if path.is_file()]
    assert not [name for name in names if "crown" in name or "bold-b" in name or "light-9" in name]
    for sheet in built.rglob("*.css"):
        assert "GDS Transport" not in sheet.read_text()


def _tokens(project_root: Path, scheme: str) -> dict[str, str]:
    """The colours of a scheme; the dark one overrides some of the light one."""
    styles = project_root / "frontend" / "src" / "styles"
    light = (styles / "tokens.css").read_text().split("/* GOV.UK")[0]
    dark = (styles / "_dark.scss").read_text()
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", light))
    return found if scheme == "light" else found | dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", dark))


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_has_a_contrast_of_seven_to_one(text: str, ground: str, scheme: str, project_root: Path) -> None:
    tokens = _tokens(project_root, scheme)
    assert _contrast(tokens[text], tokens[ground]) >= 7


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_have_a_contrast_of_three_to_one(edge: str, ground: str, scheme: str, project_root: Path) -> None:
    tokens = _tokens(project_root, scheme)
    assert _contrast(tokens[edge], tokens[ground]) >= 3
