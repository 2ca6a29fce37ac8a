"""Whatever a file holds: it is reported, the others are imported, and no half of a page remains."""

import codecs
import json
import os
import tarfile
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cms.importing import reading
from cms.importing.reading import Document, Unreadable, read_documents
from cms.models import TravelAdvicePage
from tests.cms.importing.conftest import the_details
from tests.cms.importing.documents import a_document, a_part, write

DEEP = 100_000


def changed(**changes: Any) -> bytes:
    """A document with other values."""
    return json.dumps(a_document("yemen", **changes)).encode()


def nested(start: str, end: str) -> str:
    return start * DEEP + "x" + end * DEEP


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "It is empty"),
    "no JSON": (b"<!DOCTYPE html><title>503</title>", "It is not JSON"),
    "truncated": (changed()[:-40], "It is not JSON"),
    "NaN": (b'{"schema_name": NaN}', "NaN is not JSON"),
    "a number of many digits": (b'{"x": ' + b"9" * 9000 + b"}", "It is not JSON"),
    "Latin-1": ('{"title": "Côte"}'.encode("latin-1"), "It is not text in UTF-8"),
    "nested JSON": (b'{"details": ' + b"[" * DEEP + b"]" * DEEP + b"}", "nested too deeply"),
    "nested HTML": (changed(parts=[a_part("summary", nested("<div>", "</div>"))]), "nested too deeply"),
    "a number": (b"7", "It is not a JSON object"),
    "another schema": (changed(schema_name="redirect"), "'redirect', not 'travel_advice'"),
    "no details": (json.dumps({"schema_name": "travel_advice", "base_path": "/x"}).encode(), "details: Field required"),
    "parts as an object": (changed(parts={"summary": "x"}), "details.parts: Input should be a valid list"),
    "a title that is a number": (changed(title=7), "title: Input should be a valid string"),
    "a body that is null": (changed(parts=[a_part("summary", None)]), "details.parts.0.body"),
    "a time without an offset": (changed(public_updated_at="2026-03-02T10:00:00"), "public_updated_at"),
    "a time in the future": (changed(public_updated_at="2099-03-02T10:00:00Z"), "is in the future"),
    "a review in the future": (changed(reviewed_at="2099-03-02T10:00:00Z"), "details.reviewed_at is in the future"),
    "a version that none could follow": (
        json.dumps(a_document("yemen") | {"updated_at": "2099-03-02T10:00:00Z"}).encode(),
        "updated_at is in the future",
    ),
    "a time before all others": (changed(reviewed_at="0001-01-01T00:00:00Z"), "reviewed_at"),
    "two parts with one slug": (changed(parts=[a_part("a", "<p>x</p>"), a_part("a", "<p>y</p>")]), "the same slug"),
    "a slug that is a path": (changed(parts=[a_part("../../admin", "<p>x</p>")]), "slug of a part is not valid"),
    "a country that is a path": (changed(country={"slug": "../../etc/passwd", "name": "../.."}), "is not known"),
    "an unknown country": (changed(country={"slug": "atlantis", "name": "Atlantis"}), "'Atlantis' is not known"),
    "an address of something else": (changed(base_path="/foreign-travel-advice/../admin"), "base_path"),
    "an unknown language": (changed(locale="tlh"), "no pages in the language 'tlh'"),
    "no safety and security": (changed(parts=[a_part("summary", "<p>x</p>")]), "safety-and-security is required"),
    "only Govspeak": (
        changed(parts=[a_part("summary", [{"content_type": "text/govspeak", "content": "x"}])]),
        "no text in HTML",
    ),
    "a title without an end": (
        changed(title="x" * 5000, parts=[a_part("summary", "<p>x</p>", "y" * 5000)]),
        "at most 120 characters",
    ),
}
HARMLESS: dict[str, bytes] = {
    "with a byte order mark": codecs.BOM_UTF8 + changed(),
    "UTF-16": json.dumps(a_document("yemen")).encode("utf-16"),
    "UTF-32": json.dumps(a_document("yemen")).encode("utf-32"),
    "unknown fields": changed(change_history=None, max_cache_time="never"),
    "no history": changed(change_history=[], change_description=""),
}


def run(location: Path) -> dict[str, Any]:
    """Import without regard to the exit status; return the report."""
    output = StringIO()
    with suppress(CommandError):
        call_command("import_travel_advice", str(location), "--json", stdout=output)
    report: dict[str, Any] = json.loads(output.getvalue())
    return report


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_document_is_reported_and_the_others_are_imported(name: str, tmp_path: Path) -> None:
    content, problem = BROKEN[name]
    folder = write(tmp_path / "in", a_document())
    (folder / "a-broken.json").write_bytes(content)
    report = run(folder)
    failed = [one for one in report["documents"] if one["outcome"] == "failed"]
    assert [one["name"] for one in failed] == ["a-broken.json"]
    assert problem in failed[0]["problem"]
    assert list(TravelAdvicePage.objects.values_list("country", "live")) == [("LB", True)]


@pytest.mark.django_db
@pytest.mark.parametrize("name", HARMLESS)
def test_an_unusual_document_is_imported(name: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "in")
    (folder / "odd.json").write_bytes(HARMLESS[name])
    assert run(folder)["counts"]["created"] == 1


@pytest.mark.django_db
def test_scripts_and_invisible_characters_do_not_get_in(tmp_path: Path) -> None:
    body = (
        "<p onclick='x()'>Safe\u202e\u0000\ud800 text<script>alert(1)</script></p>"
        "<iframe src='https://evil.example'></iframe><p style='display:none'>Hidden</p>"
        "<p>\u0627\u0644\u0639\u0631\u0628\u064a\u0629</p><svg><script>x</script></svg>"
    )
    title = "Leba\u200bnon\u0007 <b>travel</b> advice"
    parts = [a_part("summary", body, "Sum\u202emary"), a_part("safety-and-security", "<p>x</p>")]
    report = run(write(tmp_path / "in", a_document(title=title, parts=parts)))
    assert report["counts"]["created"] == 1
    part = the_details().parts[0]
    assert part.title == "Summary"
    assert part.body[0].html == "<p>Safe text</p><p>\u0627\u0644\u0639\u0631\u0628\u064a\u0629</p>"
    assert report["documents"][0]["title"] == "Lebanon <b>travel</b> advice"
    assert len(report["documents"][0]["remarks"]) == 4


def read(location: Path) -> list[Any]:
    return list(read_documents(str(location)))


def test_one_bad_line_does_not_hide_the_next(tmp_path: Path) -> None:
    lines = [json.dumps({"n": 1}), '{"n": ', json.dumps({"n": 3}), '{"n": 4]', json.dumps({"n": 5})]
    (tmp_path / "all.jsonl").write_text("\n".join(lines))
    found = read(tmp_path)
    assert [one.data["n"] for one in found if isinstance(one, Document)] == [1, 3, 5]
    assert [one.name for one in found if isinstance(one, Unreadable)] == [
        "all.jsonl, document 2",
        "all.jsonl, document 4",
    ]


def test_a_broken_list_ends_the_file_and_not_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"n": 1}, {"n": 2}, {"n": ')
    (tmp_path / "b.json").write_text('{"n": 3}')
    found = read(tmp_path)
    assert [getattr(one, "data", "failed") for one in found] == [{"n": 1}, {"n": 2}, "failed", {"n": 3}]


def test_a_document_that_is_too_long_is_not_read_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST", 200_000)
    (tmp_path / "a.json").write_text('{"n": "' + "x" * 2_000_000 + '"}')
    (tmp_path / "b.json").write_text('{"n": 3}')
    found = read(tmp_path)
    assert "It is longer than 200,000 characters" in found[0].problem
    assert found[1].data == {"n": 3}


def test_links_of_the_file_system_lead_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.json").write_text('{"secret": 1}')
    (folder / "out.json").symlink_to(tmp_path / "secret.json")
    (folder / "loop.json").symlink_to(folder / "loop.json")
    (folder / "again").symlink_to(folder)
    (folder / "gone.json").symlink_to(folder / "nothing.json")
    os.mkfifo(folder / "pipe.json")
    (folder / ".unfinished.json").write_text("{")
    (folder / "good.json").write_text('{"n": 1}')
    found = {one.name: one for one in read(folder)}
    assert set(found) == {"out.json", "loop.json", "gone.json", "good.json"}
    assert "outside the folder" in found["out.json"].problem
    assert found["good.json"].data == {"n": 1}


def _tar(path: Path) -> None:
    inner = path.with_suffix(".txt")
    inner.write_text(json.dumps(a_document()))
    with tarfile.open(path, "w") as archive:
        archive.add(inner)


@pytest.mark.parametrize("make", [_tar, lambda path: path.write_bytes(os.urandom(5000))], ids=["a tar", "noise"])
def test_a_file_of_another_type_is_one_failure(make: Callable[[Path], object], tmp_path: Path) -> None:
    make(tmp_path / "file.json")
    found = read(tmp_path / "file.json")
    assert [type(one) for one in found] == [Unreadable]


def test_the_hash_of_a_document_is_that_of_its_file_however_it_is_packed(tmp_path: Path) -> None:
    text = json.dumps(a_document(), ensure_ascii=False)
    (tmp_path / "a.json").write_text(text)
    (tmp_path / "b.json").write_text(f"[{text}, {text}]")
    (tmp_path / "c.jsonl").write_text(f"{text}\n{text}\n")
    (tmp_path / "d.json").write_text(text, encoding="utf-16")
    assert len({one.sha256 for one in read(tmp_path)}) == 1
