"""manage.py import_travel_advice: what it prints, where it reads from, and when it refuses."""

import io
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cms.importing.lock import import_lock
from cms.importing.sources.govuk_travel_advice import NAME
from cms.models import TravelAdvicePage
from publishing.models import Change
from tests.cms.factories import an_editor, section
from tests.cms.importing.conftest import Import, the_details, the_item
from tests.cms.importing.documents import a_document, a_later, with_part, write

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def run(location: Path | str, *arguments: str) -> str:
    """Run the command; return its report."""
    output = StringIO()
    call_command("import_travel_advice", str(location), *arguments, stdout=output)
    return output.getvalue()


def give_stdin(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Set what the command reads from its standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(json.dumps([a_document(), a_document("yemen")]), id="list"),
        pytest.param(json.dumps(a_document()) + "\n" + json.dumps(a_document("yemen")) + "\n", id="lines"),
        pytest.param(json.dumps(a_document(), indent=2) + json.dumps(a_document("yemen"), indent=2), id="concatenated"),
    ],
)
def test_documents_are_read_from_a_pipe(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    give_stdin(monkeypatch, text)
    assert "2 documents: 2 created" in run("-")
    assert {page.country for page in TravelAdvicePage.objects.live()} == {"LB", "YE"}


def test_a_dry_run_says_what_would_change_and_writes_nothing(tmp_path: Path, run_import: Import) -> None:
    document = a_document()
    run_import(document)
    parts = with_part(document, "health", "<p>Boil water for five minutes.</p>")
    later = a_later(document, parts=parts, alert_status=["avoid_all_travel_to_parts"])
    folder = write(tmp_path / "again", later, a_document("kosovo"))
    before = the_item().edition_id, Change.objects.count(), TravelAdvicePage.objects.count()
    text = run(folder, "--dry-run")
    assert "Nothing was written." in text
    assert "parts “Health”: Health Boil [-water.-] {+water for five minutes.+}" in text
    assert "status “Avoid all travel to parts of the country”: new" in text
    assert "Kosovo travel advice" in text
    assert (the_item().edition_id, Change.objects.count(), TravelAdvicePage.objects.count()) == before


def test_failures_are_in_the_report_and_in_the_exit_status(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_document(), a_document("atlantis"))
    with pytest.raises(CommandError, match="Some documents were not imported") as refused:
        run(folder)
    assert refused.value.returncode == 1
    assert TravelAdvicePage.objects.live().get().country == "LB"


class InterruptedStream(io.BytesIO):
    """A pipe whose reader is interrupted at its end."""

    def read(self, size: int | None = -1) -> bytes:
        if read := super().read(size):
            return read
        raise KeyboardInterrupt


def test_an_interrupted_run_says_what_it_has_done(run_import: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    run_import(a_document())
    text = json.dumps(a_later(a_document(), alert_status=["avoid_all_travel_to_parts"]))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(InterruptedStream(f"{text}\n".encode())))
    output = StringIO()
    with pytest.raises(CommandError, match="Run it again") as refused:
        call_command("import_travel_advice", "-", stdout=output)
    assert refused.value.returncode == 130
    assert "1 documents: 0 created, 1 updated" in output.getvalue()


def test_what_is_missing_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.json: No such file or directory"):
        run(tmp_path / "nowhere.json")
    with pytest.raises(CommandError, match="no active account"):
        run(write(tmp_path / "in", a_document()), "--user", "no-one")
    section("travel-advice").delete()
    with pytest.raises(CommandError, match="There is no section for its pages"):
        run(tmp_path / "in")


def test_an_account_must_be_allowed_to_publish_and_owns_what_it_imports(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_document())
    an_editor("Duty officer", name="duty")
    with pytest.raises(CommandError, match="may not publish travel advice"):
        run(folder, "--user", "duty")
    desk = an_editor("Travel desk", name="desk")
    run(folder, "--user", "desk")
    assert TravelAdvicePage.objects.get().owner == desk


def test_two_imports_do_not_run_at_the_same_time(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_document())
    with import_lock(NAME), pytest.raises(CommandError, match="Another import of this source is running"):
        run(folder)
    assert "1 created" in run(folder)


def test_the_json_report_names_what_could_not_be_imported(run_import: Import) -> None:
    body = '<p>See <a href="javascript:alert(1)">this</a>.</p><img src="/map.png" alt="Map of the north">'
    document = a_document(image={"url": "https://assets.example/map.jpg", "content_type": "image/jpeg"})
    document["details"]["parts"].append({"slug": "money", "title": "Money", "body": body})
    report: Any = run_import(document)
    assert report["counts"]["created"] == 1
    assert report["documents"][0]["remarks"] == [
        "the map was not imported: https://assets.example/map.jpg",
        "Money: a link was left out: javascript:alert(1)",
        "Money: an image was left out: Map of the north",
    ]
    assert the_details().parts[3].body[0].html == "<p>See this.</p>"
