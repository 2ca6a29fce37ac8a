"""The sample of docs/travel.md is imported as the page says, with the options that it lists."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands, load_command_class

from cms.importing.review import Outcome
from tests.cms.importing.conftest import the_details


@pytest.fixture
def docs(project_root: Path) -> str:
    return (project_root / "docs" / "travel.md").read_text().split("## Importing", 1)[1].split("\n## ", 1)[0]


@pytest.mark.django_db
def test_the_commands_of_the_docs_import_the_sample(docs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fetched").mkdir()
    (tmp_path / "fetched" / "lebanon.json").write_text(re.findall(r"```json\n(.*?)```", docs, re.DOTALL)[0])
    commands = re.findall(r"^manage\.py (\w+) (.*)$", docs, re.MULTILINE)
    assert len(commands) == 3
    for name, arguments in commands:
        call_command(name, *arguments.replace(" --user travel.desk", "").split())
    details = the_details()
    assert len(details.alerts) == 2
    assert [block.type for part in details.parts for block in part.body] == ["callout", "heading", "rich_text"]
    assert [change.note for change in details.earlier_changes] == ["First version."]


def test_the_docs_list_each_option_and_outcome(docs: str) -> None:
    command = load_command_class(get_commands()["import_travel_advice"], "import_travel_advice")
    own = {"--dry-run", "--json", "--user", "--fetched-at", "--all", "--replace"}
    usage = command.create_parser("manage.py", "import_travel_advice").format_help()
    assert own <= set(re.findall(r"--[a-z-]+", usage))
    assert set(re.findall(r"^\| `(--[a-z-]+)", docs, re.MULTILINE)) == own
    assert set(re.findall(r"^\| (\w+) \|", docs, re.MULTILINE)) >= set(Outcome)
