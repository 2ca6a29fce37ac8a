"""Filters of lists: what each condition finds, combinations, and errors."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, Relation
from publishing.kinds.briefing import BriefingDetails
from publishing.kinds.organisation import OrganisationDetails
from publishing.log.record import record_relocation
from tests.graphql_api.api_client import ask, post
from tests.graphql_api.factories import a_client_of, an_item, refer

pytestmark = pytest.mark.django_db

NEWEST = datetime(2026, 6, 1, tzinfo=UTC)
MISSING = "0" * 32
MANY = ", ".join(f'"{number}"' for number in range(100, 201))


def found(client: Client, filter_: str, field: str = "contents", more: str = "") -> list[str]:
    """Return the titles that a filter finds, and check their number."""
    query = f"{{ found: {field}(filter: {{{filter_}}}, first: 9{more}) {{ totalCount nodes {{ title }} }} }}"
    answer: dict[str, Any] = ask(client, query)["found"]
    titles = [node["title"] for node in answer["nodes"]]
    assert answer["totalCount"] == len(titles)
    return titles


def error(client: Client, filter_: str, field: str = "contents") -> dict[str, Any]:
    """Return the error of a filter that is refused; the list is null."""
    answer = post(client, f"{{ {field}(filter: {{{filter_}}}, first: 1) {{ totalCount }} }}").json()
    assert answer["data"] == {field: None}
    refused: dict[str, Any] = answer["errors"][0]
    return refused


def test_content_is_found_by_kind_topic_and_time(client: Client) -> None:
    topic = an_item(Kind.TOPIC, title="Doors", slug="doors", updated_at=NEWEST)
    for kind in (Kind.GUIDANCE, Kind.BRIEFING):
        an_item(kind, title=str(kind.label), references=refer(Relation.TOPIC, topic), updated_at=NEWEST)
    an_item(title="Old", updated_at=NEWEST - timedelta(days=30))
    at = NEWEST.isoformat()
    for filter_, expected in {
        "": {"Doors", "Guidance", "Briefing", "Old"},
        "kind: {exact: BRIEFING}": {"Briefing"},
        "kind: {inList: [BRIEFING, TOPIC]}": {"Briefing", "Doors"},
        "kind: {inList: []}": set(),
        'topic: {exact: "doors"}': {"Guidance", "Briefing"},
        "topic: {inList: []}": set(),
        "topic: {exact: null}": {"Doors", "Guidance", "Briefing", "Old"},
        f'topic: {{inList: ["{topic.content_id}"]}}, kind: {{exact: GUIDANCE}}': {"Guidance"},
        f'updatedAt: {{gte: "{at}"}}': {"Doors", "Guidance", "Briefing"},
        f'updatedAt: {{lt: "{at}"}}': {"Old"},
        f'updatedAt: {{lt: "{at}"}}, topic: {{exact: "doors"}}': set(),
        f'updatedAt: {{gte: "{at}"}}, topic: {{exact: "doors"}}': {"Guidance", "Briefing"},
        f'updatedAt: {{gte: "{at}", lt: "{at}"}}': set(),
        f'firstPublishedAt: {{lt: "{at}"}}': {"Old"},
        f'publishedAt: {{lt: "{at}"}}': set(),
    }.items():
        assert set(found(client, filter_)) == expected, filter_


def test_content_is_found_and_sorted_by_its_last_review(client: Client) -> None:
    an_item(title="Never reviewed", updated_at=NEWEST)
    for days, title in enumerate(("Newly", "Long ago")):
        an_item(title=title, reviewed_at=NEWEST - timedelta(days=days * 100))
    order = ", orderBy: {reviewedAt: ASC}"
    assert found(client, "", more=order) == ["Long ago", "Newly", "Never reviewed"]
    assert found(client, 'reviewedAt: {lt: "2026-06-01T00:00:00Z"}', more=order) == ["Long ago"]
    assert found(client, 'reviewedAt: {gt: "2026-06-01T00:00:00Z"}') == ["Never reviewed"]


def test_projects_are_found_by_work_stream_status_topic_and_partner(client: Client) -> None:
    stream, other = (an_item(Kind.WORK_STREAM, code=code, title=code) for code in ("CP", "TT"))
    topic = an_item(Kind.TOPIC, slug="vigilance")
    police = an_item(Kind.ORGANISATION, title="Met", details=OrganisationDetails(slug="met", side="police"))
    both = (*refer(Relation.WORK_STREAM, stream), *refer(Relation.TOPIC, topic), *refer(Relation.PARTNER, police))
    an_item(Kind.PROJECT, title="CP1", references=both, status="open")
    an_item(Kind.PROJECT, title="CP2", references=refer(Relation.WORK_STREAM, stream), status="closed")
    an_item(Kind.PROJECT, title="TT1", references=refer(Relation.WORK_STREAM, other), status="open")
    for filter_, expected in {
        'workStream: {exact: "CP"}': ["CP2", "CP1"],
        'workStream: {inList: ["cp", "tt"]}': ["TT1", "CP2", "CP1"],
        'workStream: {exact: "cp"}, status: {exact: OPEN}': ["CP1"],
        f'workStream: {{exact: "{other.content_id}"}}': ["TT1"],
        "status: {exact: OPEN}": ["TT1", "CP1"],
        "status: {inList: [OPEN, CLOSED]}": ["TT1", "CP2", "CP1"],
        'status: {exact: OPEN}, topic: {exact: "vigilance"}': ["CP1"],
        'partner: {exact: "met"}': ["CP1"],
    }.items():
        assert found(client, filter_, "projects") == expected, filter_
        assert found(client, filter_, "projects", ", orderBy: {title: ASC}") == sorted(expected), filter_
    assert found(client, "side: {exact: POLICE}", "organisations") == ["Met"]
    assert found(client, "side: {exact: BUSINESS}", "organisations") == []


def test_travel_advice_is_found_by_code_or_slug_of_the_country(client: Client) -> None:
    an_item(Kind.TRAVEL_ADVICE, title="France", country="FR", country_slug="france")
    an_item(Kind.TRAVEL_ADVICE, title="Spain", country="ES", country_slug="spain")
    for country in ("FR", "fr", "france", "France"):
        assert found(client, f'country: {{exact: "{country}"}}', "travelAdvice") == ["France"]
    listed = found(client, 'country: {inList: ["france", "ES"]}', "travelAdvice", ", orderBy: {title: DESC}")
    assert listed == ["Spain", "France"]


def test_briefings_are_found_by_kind_level_and_the_time_at_which_they_are_in_force(client: Client) -> None:
    details = BriefingDetails(reference="BR-1", briefing_kind="incident", headline="Look", threat_level="SEVERE")
    begins, ends = datetime(2026, 3, 1, tzinfo=UTC), datetime(2099, 4, 1, tzinfo=UTC)
    an_item(Kind.BRIEFING, title="Incident", details=details, effective_at=begins, expires_at=ends)
    an_item(Kind.BRIEFING, title="Season", updated_at=NEWEST, review_date=date(2026, 5, 1))
    for filter_, expected in {
        "briefingKind: {exact: INCIDENT}": ["Incident"],
        "threatLevel: {inList: [SEVERE, LOW]}": ["Incident"],
        'inForceAt: {exact: "2026-03-02T00:00:00Z"}': ["Incident"],
        'inForceAt: {exact: "2026-02-02T00:00:00Z"}': [],
        'inForceAt: {exact: "2099-05-01T00:00:00Z"}': ["Season"],
        'effectiveAt: {gte: "2026-03-01T00:00:00Z"}': ["Incident"],
        "effectiveAt: {isNull: true}": ["Season"],
        'expiresAt: {lte: "2099-04-01T00:00:00Z", isNull: false}': ["Incident"],
        "NOT: {expiresAt: {isNull: true}}": ["Incident"],
        'reviewBy: {lt: "2026-05-02"}': ["Season"],
        "reviewBy: {isNull: true}": ["Incident"],
    }.items():
        assert found(client, filter_, "briefings") == expected, filter_


def test_content_is_found_by_what_identifies_it(client: Client) -> None:
    item = an_item(Kind.PROJECT, title="A", code="TT3", path="/projects/tt3/")
    an_item(Kind.PROJECT, title="B", code="TT4", path="/projects/tt4/")
    for filter_ in (
        f'id: {{exact: "{item.pk}"}}',
        f'contentId: {{inList: ["{item.content_id}"]}}',
        'code: {exact: "TT3"}',
        'code: {inList: ["TT3", "TT9"]}',
        'path: {exact: "projects/tt3"}',
        'path: {inList: ["/projects/tt3/", "/nowhere/"]}',
    ):
        assert found(client, filter_) == ["A"], filter_
        assert found(client, f"NOT: {{{filter_}}}") == ["B"], filter_


def test_several_documents_are_read_by_their_paths_or_codes_in_one_request(client: Client) -> None:
    item = an_item(title="Doors", path="/doors/", code="D1")
    an_item(content_id=item.content_id, locale="cy", title="Drysau", path="/cy/drysau/", code="D1")
    an_item(title="Other", path="/other/")
    query = """query ($paths: [String!], $codes: [String!], $locale: String! = "en-gb") {
      contents(paths: $paths, codes: $codes, locale: $locale, first: 9) { nodes { title } } }"""

    def titles(**arguments: object) -> list[str]:
        return [node["title"] for node in ask(client, query, **arguments)["contents"]["nodes"]]

    assert titles(paths=["/doors/", "other", "/nowhere/"]) == ["Other", "Doors"]
    assert set(titles(paths=["/doors/", "/other/"], locale="cy")) == {"Other", "Drysau"}
    assert titles(paths=["/cy/drysau/"]) == ["Doors"]
    assert titles(codes=["D1", "D2"]) == ["Doors"]
    assert titles(paths=[]) == []
    record_relocation(item.content_id, "en-gb", "/moved/")
    assert titles(paths=["/moved/"]) == ["Doors"]


def test_content_is_found_by_marking_and_audience(client: Client) -> None:
    an_item(title="Open")
    an_item(title="Green", marking=Marking.GREEN, audience=Audience.REGISTERED)
    reader = a_client_of(registered=True)
    assert found(reader, "marking: {exact: GREEN}") == ["Green"]
    assert found(reader, "marking: {inList: [CLEAR, GREEN]}") == ["Green", "Open"]
    assert found(reader, "audience: {exact: PUBLIC}") == ["Open"]
    assert found(client, "marking: {exact: GREEN}") == []


def test_filters_are_combined_with_and_or_and_not(client: Client) -> None:
    topic = an_item(Kind.TOPIC, title="Doors", slug="doors")
    an_item(title="A", references=refer(Relation.TOPIC, topic))
    an_item(Kind.BRIEFING, title="B", references=refer(Relation.TOPIC, topic))
    an_item(Kind.Z_CARD, title="C", languages=("cy",), code="Z1")
    for filter_, expected in {
        'AND: [{kind: {exact: BRIEFING}}, {topic: {exact: "doors"}}]': ["B"],
        'OR: [{kind: {exact: Z_CARD}}, {topic: {exact: "doors"}}]': ["C", "B", "A"],
        'topic: {exact: "doors"}, OR: [{kind: {exact: Z_CARD}}, {kind: {exact: BRIEFING}}]': ["B"],
        "NOT: {kind: {inList: [TOPIC, Z_CARD]}}": ["B", "A"],
        "NOT: {OR: [{kind: {inList: [TOPIC, Z_CARD]}}, {kind: {exact: BRIEFING}}]}": ["A"],
        'NOT: {topic: {exact: "doors"}}': ["C", "Doors"],
        "AND: [{AND: [{AND: [{kind: {exact: Z_CARD}}]}]}]": ["C"],
        "kind: {exact: Z_CARD}, AND: [{kind: {exact: TOPIC}}]": [],
        'NOT: {code: {exact: "Z1"}}, kind: {inList: [Z_CARD, BRIEFING]}': ["B"],
    }.items():
        assert found(client, filter_) == expected, filter_


@pytest.mark.parametrize(
    ("filter_", "said"),
    [
        ("NOT: {NOT: {NOT: {kind: {exact: TOPIC}}}}", "2 deep"),
        ("OR: []", "not empty"),
        ("OR: [{}]", "not empty"),
        ("AND: [" + '{code: {exact: "x"}} ' * 51 + "]", "50 conditions"),
        (f"code: {{inList: [{MANY}]}}", "100 values"),
        (f"topic: {{inList: [{MANY[:145]}]}}", "20 values"),
        ('updatedAt: {gte: "2026-05-01T00:00:00"}', "time zone"),
        ('updatedAt: {gte: "0001-01-01T00:00:00+14:00"}', "0001"),
        ('id: {exact: "x"}', "ID"),
    ],
)
def test_a_filter_that_is_too_large_or_says_nothing_is_refused(client: Client, filter_: str, said: str) -> None:
    refused = error(client, filter_)
    assert refused["extensions"]["code"] == "BAD_INPUT"
    assert said in refused["message"]


@pytest.mark.parametrize(
    ("field", "filter_", "name"),
    [
        ("contents", 'topic: {exact: "dors"}', "dors"),
        ("contents", 'topic: {inList: ["doors", "secret"]}', "secret"),
        ("contents", 'workStream: {exact: "XX"}', "XX"),
        ("contents", f'sector: {{exact: "{MISSING}"}}', MISSING),
        ("contents", 'NOT: {topic: {exact: "dors"}}', "dors"),
        ("projects", 'partner: {exact: "no-organisation"}', "no-organisation"),
        ("travelAdvice", 'country: {exact: "ZZ"}', "ZZ"),
        ("travelAdvice", 'country: {inList: ["FR", "atlantis"]}', "atlantis"),
    ],
)
def test_an_unknown_name_is_an_error_that_names_it(client: Client, field: str, filter_: str, name: str) -> None:
    an_item(Kind.TOPIC, slug="doors")
    an_item(Kind.TOPIC, slug="secret", audience=Audience.NAMED, marking=Marking.AMBER_STRICT)
    an_item(Kind.TRAVEL_ADVICE, country="FR", country_slug="france")
    refused = error(client, filter_, field)
    assert refused["extensions"]["code"] == "UNKNOWN_REFERENCE"
    assert refused["extensions"]["value"] == name
    assert name in refused["message"]


def test_a_hidden_topic_is_as_unknown_as_one_that_does_not_exist(client: Client) -> None:
    an_item(Kind.TOPIC, slug="hidden", audience=Audience.NAMED, marking=Marking.AMBER_STRICT)
    hidden, missing = (str(error(client, f'topic: {{exact: "{slug}"}}')) for slug in ("hidden", "absent"))
    assert hidden.replace("hidden", "absent") == missing
