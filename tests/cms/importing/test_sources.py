"""A second source takes one function; an interrupted run is continued; memory does not grow with the input."""

import json
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from cms.importing.html.blocks import convert_html
from cms.importing.importer import Importer, Result
from cms.importing.mapping import CannotMapError, MappedPage, Source
from cms.importing.reading import Document, Read, read_documents
from cms.importing.review import Outcome
from cms.importing.sources import SOURCES
from cms.importing.sources.govuk_travel_advice import SOURCE
from cms.models import GuidancePage, TravelAdvicePage
from publishing.models import ContentItem
from tests.cms.importing.documents import a_document, a_later, write

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def map_leaflet(document: Document) -> MappedPage:
    """Map the leaflets of an invented publisher, whose guidance has a title and HTML."""
    data = document.data
    if not isinstance(data, dict) or "leaflet" not in data:
        raise CannotMapError("It is no leaflet.")
    body = [
        {"type": name, "value": value}
        for name, value in convert_html(data["html"], "https://leaflets.example/", data["title"], lambda problem: None)
    ]
    return MappedPage(
        sha256=document.sha256,
        key=data["leaflet"],
        locale="en-gb",
        lookup={"slug": data["leaflet"]},
        state={"title": data["title"], "summary": "", "body/all": body},
        facts={},
        reviewed_at=None,
        updated_at=datetime.fromisoformat(data["changed"]),
        version_at=datetime.fromisoformat(data["changed"]),
        change_note="Changed.",
    )


LEAFLETS = Source(
    name="leaflets",
    publisher="Leaflets Ltd",
    page_type=GuidancePage,
    map=map_leaflet,
    page_url=lambda key: f"https://leaflets.example/{key}",
    find_key=lambda url: url.removeprefix("https://leaflets.example/") if "leaflets.example/" in url else None,
)


def a_leaflet(html: str, day: int = 1) -> Document:
    data = {"leaflet": "gates", "title": "Gates", "html": html, "changed": f"2026-04-{day:02}T00:00:00+00:00"}
    return Document("gates", data, f"{day:064}", NOW)


@pytest.mark.django_db
def test_guidance_of_a_second_publisher_goes_the_same_way() -> None:
    def run(document: Document) -> Outcome:
        (result,) = Importer(LEAFLETS).run([document])
        return result.outcome

    def body() -> list[str]:
        item = ContentItem.objects.select_related("edition").get(path="/guidance/gates/")
        return [block.html for block in item.edition.content(item.kind).body]

    assert run(a_leaflet("<p>Watch the gates.</p>")) is Outcome.CREATED
    assert run(a_leaflet("<p>Watch the gates.</p>")) is Outcome.UNCHANGED
    assert run(a_leaflet("<p>Watch all gates.</p>", day=2)) is Outcome.UPDATED
    assert body() == ["<p>Watch all gates.</p>"]
    page = GuidancePage.objects.get()
    page.body, page.change_note = json.dumps([{"type": "rich_text", "value": "<p>Ours.</p>"}]), "Ours."
    page.save_revision().publish()
    assert run(a_leaflet("<p>Close all gates.</p>", day=3)) is Outcome.HELD
    assert body() == ["<p>Ours.</p>"]
    assert "Close all gates." in str(GuidancePage.objects.get().get_latest_revision_as_object().body)


def test_each_source_is_registered_under_its_name() -> None:
    assert all(name == source.name for name, source in SOURCES.items())


@pytest.mark.django_db
def test_a_run_that_was_interrupted_is_continued_by_the_next(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_document(), a_document("yemen"), a_document("kosovo"))

    def interrupted() -> Iterator[Document]:
        for number, document in enumerate(read_documents(str(folder))):
            if number == 2:
                raise KeyboardInterrupt
            assert isinstance(document, Document)
            yield document

    with pytest.raises(KeyboardInterrupt):
        list(Importer(SOURCE).run(interrupted()))
    assert not ContentItem.objects.filter(kind="travel_advice").exists()
    results = list(Importer(SOURCE).run(read_documents(str(folder))))
    assert [result.outcome for result in results] == [Outcome.CREATED] * 3
    assert TravelAdvicePage.objects.live().count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_a_run_that_loses_the_database_ends_and_is_continued_by_the_next(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_document(), a_document("yemen"), a_document("kosovo"))

    def cut_off() -> Iterator[Read]:
        for number, document in enumerate(read_documents(str(folder))):
            if number == 1:
                with suppress(DatabaseError), connection.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            yield document

    with pytest.raises(DatabaseError):
        list(Importer(SOURCE).run(cut_off()))
    connection.close()
    results = list(Importer(SOURCE).run(read_documents(str(folder))))
    assert [result.outcome for result in results] == [Outcome.CREATED] * 3


@pytest.mark.django_db
def test_a_hub_that_is_not_configured_is_no_fault_of_each_document() -> None:
    def unbuilt(document: Document) -> MappedPage:
        raise ImproperlyConfigured("The names of countries have not been built.")

    with pytest.raises(ImproperlyConfigured):
        list(Importer(replace(LEAFLETS, map=unbuilt)).run([a_leaflet("<p>x</p>"), a_leaflet("<p>y</p>")]))


@pytest.mark.django_db
def test_a_page_of_one_source_is_taken_over_by_another_only_on_request(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_document())

    def run(importer: Importer) -> Result:
        (result,) = importer.run(read_documents(str(folder)))
        return result

    assert run(Importer(replace(SOURCE, name="another"))).outcome is Outcome.CREATED
    write(folder, a_later(a_document(), parts=a_document()["details"]["parts"][:2]))
    refused = run(Importer(SOURCE))
    assert (refused.outcome, "imported from another" in refused.problem) == (Outcome.HELD, True)
    assert run(Importer(SOURCE, replace=True)).outcome is Outcome.UPDATED
    assert TravelAdvicePage.objects.get().imported.source == SOURCE.name


@pytest.mark.django_db
def test_a_page_that_cannot_be_published_leaves_nothing(tmp_path: Path) -> None:
    def broken(document: Document) -> MappedPage:
        mapped = SOURCE.map(document)
        parts = {
            **mapped.state,
            "parts/health": [{"type": "part", "value": {"title": "", "slug": "health", "body": []}}],
        }
        return replace(mapped, state=parts)

    folder = write(tmp_path / "in", a_document())
    (result,) = Importer(replace(SOURCE, map=broken)).run(read_documents(str(folder)))
    assert result.outcome is Outcome.FAILED
    assert not TravelAdvicePage.objects.exists()


def test_one_document_at_a_time_is_in_memory(tmp_path: Path) -> None:
    text = json.dumps(a_document() | {"links": {"filler": ["x" * 100] * 400}})
    path = tmp_path / "all.json"
    path.write_text("[" + ",".join([text] * 200) + "]")
    tracemalloc.start()
    try:
        count = sum(isinstance(document, Document) for document in read_documents(str(path)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 200
    assert peak < len(text) * 20 < path.stat().st_size
