"""What the docs list is what the code has."""

import re
from pathlib import Path

from django.core.management import get_commands

from hub.settings.process import env
from tests.drill.faults import FAULTS


def test_every_variable_is_documented_and_no_other(project_root: Path) -> None:
    table = (project_root / "docs" / "hub.md").read_text().split("## Variables", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(HUB_\w+)`", " ".join(rows))) == env.names


def test_every_system_check_is_documented_and_no_other(project_root: Path) -> None:
    code = (project_root / "hub" / "checks.py").read_text()
    docs = (project_root / "docs" / "hub.md").read_text()
    assert set(re.findall(r"hub\.[EW]\d{3}", code)) == set(re.findall(r"hub\.[EW]\d{3}", docs))


def test_every_command_of_the_hub_is_documented(project_root: Path) -> None:
    commands = {name for name, app in get_commands().items() if app == "hub"}
    docs = (project_root / "docs" / "hub.md").read_text().split("## Commands", 1)[1]
    assert set(re.findall(r"^\| `(\w+)`", docs, re.MULTILINE)) == commands


def test_every_fault_of_the_kill_drill_is_in_the_table_as_it_is_seen(project_root: Path) -> None:
    table = (project_root / "docs" / "hub.md").read_text().split("## When a part fails", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert rows == [fault.row for fault in FAULTS]


def test_every_make_target_that_the_docs_name_exists(project_root: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (project_root / "Makefile").read_text(), re.MULTILINE))
    pages = [project_root / "README.md", project_root / "CONTRIBUTING.md", *(project_root / "docs").rglob("*.md")]
    named = {name for page in pages for name in re.findall(r"`(?:\w+=\S+ )?make ([a-z-]+)", page.read_text())}
    assert named <= targets


def test_links_between_the_project_s_own_pages_lead_somewhere(project_root: Path) -> None:
    pages = [*project_root.glob("*.md"), *(project_root / "docs").rglob("*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text())]
    assert [link for page, link in links if not (page.parent / link).exists()] == []
