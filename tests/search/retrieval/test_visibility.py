"""Search reveals nothing that a viewer may not read: in hits, counts, facets, suggestions, snippets or corrections."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind, Relation
from publishing.log.new_edition import NewEdition
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import ContentItem
from search.base.requests import Facet
from search.retrieval.suggestions import suggest
from tests.publishing.documents import a_document, publish
from tests.search.searching import corrected, search_for, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]

Drain = Callable[[], None]

PROJECT, NAMED_ITEM, RED_ITEM = uuid4(), uuid4(), uuid4()
REGISTERED = Viewer(Audience.REGISTERED)
VALIDATED = Viewer(Audience.VALIDATED)
MEMBER = Viewer(Audience.VALIDATED, projects=frozenset({PROJECT}))
NAMED = Viewer(Audience.VALIDATED, items=frozenset({NAMED_ITEM, RED_ITEM}))
OTHER_MEMBER = Viewer(Audience.VALIDATED, projects=frozenset({uuid4()}), items=frozenset({uuid4()}))

SEES = [
    (ANONYMOUS, {"clear"}),
    (REGISTERED, {"clear", "green"}),
    (VALIDATED, {"clear", "green", "amber"}),
    (MEMBER, {"clear", "green", "amber", "strict"}),
    (NAMED, {"clear", "green", "amber", "personal"}),
    (OTHER_MEMBER, {"clear", "green", "amber"}),
]


def document(name: str, audience: Audience, marking: Marking, content_id: UUID, *projects: UUID) -> NewEdition:
    return a_document(
        Kind.TRAVEL_ADVICE,
        title=f"Canary {name}",
        summary=f"Word{name} sings.",
        code=f"CN{name}".upper(),
        audience=audience,
        marking=marking,
        content_id=content_id,
        projects=projects,
        country={"clear": "FR", "green": "DE", "amber": "IT"}.get(name, "ES"),
    )


CANARIES = (
    document("clear", Audience.PUBLIC, Marking.CLEAR, uuid4()),
    document("green", Audience.REGISTERED, Marking.GREEN, uuid4()),
    document("amber", Audience.VALIDATED, Marking.AMBER, uuid4()),
    document("strict", Audience.NAMED, Marking.AMBER_STRICT, uuid4(), PROJECT),
    document("personal", Audience.NAMED, Marking.AMBER_STRICT, NAMED_ITEM),
    document("red", Audience.NAMED, Marking.RED, RED_ITEM, PROJECT),
)


@pytest.fixture
def canaries(drain: Drain) -> None:
    for canary in CANARIES:
        record_publication(canary)
    drain()


@pytest.mark.usefixtures("canaries")
@pytest.mark.parametrize(("viewer", "names"), SEES)
def test_hits_counts_and_facets_contain_only_visible_items(viewer: Viewer, names: set[str]) -> None:
    result = search_for("canary", viewer=viewer, facets=tuple(Facet))
    assert {title.split()[1] for title in titles(result)} == names
    assert result.total == len(names)
    assert [value.count for value in result.facets[Facet.KIND]] == [len(names)]
    assert sum(value.count for value in result.facets[Facet.AUDIENCE]) == len(names)
    assert sum(value.count for value in result.facets[Facet.COUNTRY]) == len(names)


@pytest.mark.usefixtures("canaries")
@pytest.mark.parametrize(("viewer", "names"), SEES)
def test_no_term_code_or_filter_finds_hidden_items(viewer: Viewer, names: set[str]) -> None:
    for name in ("clear", "green", "amber", "strict", "personal", "red"):
        for text in (f"Canary {name}", f'"canary {name}"', f"CN{name}", f"word{name}", f"canary -nothing {name}"):
            result = search_for(text, viewer=viewer)
            assert (f"Canary {name}" in titles(result)) == (name in names), text
    everything = search_for(viewer=viewer, audiences=tuple(Audience), kinds=(Kind.TRAVEL_ADVICE,))
    assert everything.total == len(names)


@pytest.mark.usefixtures("canaries")
@pytest.mark.parametrize(("viewer", "names"), SEES)
def test_suggestions_contain_only_visible_items(viewer: Viewer, names: set[str]) -> None:
    for text in ("c", "cana", "canary", "CN", "canxry"):
        offered = {suggestion.text for suggestion in suggest(text, viewer, limit=20)}
        assert {title for title in offered if "Canary" in title} == {f"Canary {name}" for name in names}, text


@pytest.mark.usefixtures("canaries")
@pytest.mark.parametrize(("viewer", "names"), SEES)
def test_corrections_use_only_terms_that_the_viewer_can_read(viewer: Viewer, names: set[str]) -> None:
    for name in ("clear", "green", "amber", "strict", "personal"):
        assert corrected(f"wordx{name}", viewer=viewer) == (f"word{name}" if name in names else "")


@pytest.mark.usefixtures("canaries")
def test_a_term_in_hidden_items_only_is_corrected_like_an_unknown_one(drain: Drain) -> None:
    publish(title="Harbour masters")
    publish(title="Harbor masters", audience=Audience.VALIDATED, marking=Marking.AMBER)
    drain()
    assert corrected("harbor") == "harbour"
    assert corrected("harbor", viewer=VALIDATED) == ""


def test_red_is_in_no_file_of_the_index(drain: Drain, index_folder: Path) -> None:
    record_publication(CANARIES[-1])
    publish(title="Something else")
    drain()
    files = [path for path in index_folder.rglob("*") if path.is_file()]
    assert files
    assert not any(b"wordred" in path.read_bytes().lower() for path in files)


def test_an_expired_item_disappears_before_the_expiry_is_recorded(drain: Drain) -> None:
    document = a_document(title="Canary that expires", expires_at=timezone.now() + timedelta(days=1))
    record_publication(document)
    drain()
    assert search_for("canary").total == 1
    ContentItem.objects.filter(pk=document.id).update(expires_at=timezone.now())
    assert not search_for("canary").hits


def test_a_hidden_topic_is_not_a_facet_value_or_filter(drain: Drain) -> None:
    topic = a_document(Kind.TOPIC, title="Secret topic", audience=Audience.VALIDATED, marking=Marking.AMBER)
    record_publication(topic)
    publish(title="Doors", references=({"relation": Relation.TOPIC, "target": topic.content_id},))
    drain()
    for viewer, labels in ((ANONYMOUS, []), (VALIDATED, ["Secret topic"])):
        result = search_for("doors", viewer=viewer, facets=(Facet.TOPIC,))
        assert [value.label for value in result.facets[Facet.TOPIC]] == labels
        assert search_for(viewer=viewer, topics=(topic.content_id,)).total == len(labels)


def withdraw(document: NewEdition) -> None:
    record_withdrawal(document.content_id, document.locale)


def narrow(document: NewEdition) -> None:
    update = {"audience": Audience.NAMED, "marking": Marking.AMBER_STRICT}
    record_publication(document.model_copy(update=update))


def redden(document: NewEdition) -> None:
    record_publication(document.model_copy(update={"audience": Audience.NAMED, "marking": Marking.RED}))


def expire(document: NewEdition) -> None:
    record_publication(document.model_copy(update={"expires_at": timezone.now()}))


@pytest.mark.parametrize("end", [withdraw, narrow, redden, expire])
def test_withdrawn_and_restricted_items_disappear_immediately(drain: Drain, end: Callable[[NewEdition], None]) -> None:
    document = a_document(Kind.TRAVEL_ADVICE, title="Canary in the mine", country="FR")
    record_publication(document)
    publish(title="Canary on the roof")
    drain()
    end(document)
    for viewer in (ANONYMOUS, VALIDATED, OTHER_MEMBER):
        result = search_for("canary", viewer=viewer, facets=tuple(Facet))
        assert titles(result) == ["Canary on the roof"]
        assert result.total == 1
        assert result.facets[Facet.COUNTRY] == ()
        assert [value.count for value in result.facets[Facet.KIND]] == [1]
        assert [suggestion.text for suggestion in suggest("canary", viewer)] == ["Canary on the roof"]
        assert corrected("mime", viewer=viewer) == ""
        assert result.index_age > 0


def test_a_person_named_on_a_red_item_does_not_find_it_either(drain: Drain) -> None:
    document = a_document(title="Canary", content_id=RED_ITEM, audience=Audience.NAMED, marking=Marking.AMBER_STRICT)
    record_publication(document)
    drain()
    assert search_for("canary", viewer=NAMED).total == 1
    redden(document)
    assert search_for("canary", viewer=NAMED).total == 0


def test_a_widened_item_is_not_shown_by_its_old_text(drain: Drain) -> None:
    document = a_document(title="Canary", summary="Secret.", audience=Audience.VALIDATED, marking=Marking.AMBER)
    record_publication(document)
    drain()
    update = {"summary": "Open.", "audience": Audience.PUBLIC, "marking": Marking.CLEAR}
    record_publication(document.model_copy(update=update))
    assert search_for("secret").total == 0
    drain()
    assert search_for("open").total == 1


def test_a_redacted_text_is_not_shown_from_the_index(drain: Drain) -> None:
    document = a_document(title="Canary Alice", summary="Alice did it.")
    record_publication(document)
    drain()
    record_publication(document.model_copy(update={"title": "Canary", "summary": "Someone did it."}))
    (hit,) = search_for("canary").hits
    assert "Alice" not in hit.title_html + hit.snippet_html


def test_results_are_correct_with_a_long_backlog_of_withdrawals(drain: Drain) -> None:
    documents = [a_document(title=f"Canary {number}") for number in range(300)]
    for document in documents:
        record_publication(document)
    drain()
    for document in documents[1:]:
        withdraw(document)
    result = search_for("canary", facets=(Facet.KIND,))
    assert (titles(result), result.total) == (["Canary 0"], 1)
    assert [value.count for value in result.facets[Facet.KIND]] == [1]
