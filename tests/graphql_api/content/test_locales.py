"""Languages: one rule for lists and single items. Items come in the requested language if the viewer may see such a
translation, otherwise in the default language or not at all; what they refer to follows their own language."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from graphql import GraphQLList, GraphQLNonNull, get_named_type

from graphql_api.schema.published import schema
from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind, Relation
from publishing.models import ContentItem
from tests.graphql_api.api_client import post, refused
from tests.graphql_api.both_paths import data_on_both_paths
from tests.graphql_api.factories import an_item, refer

pytestmark = pytest.mark.django_db

NEWEST = datetime(2026, 6, 1, tzinfo=UTC)
HIDDEN: dict[str, Any] = {"audience": Audience.REGISTERED, "marking": Marking.GREEN}
REGISTERED = Viewer(Audience.REGISTERED)
ROOTS = schema._schema.query_type.fields if schema._schema.query_type else {}


def translate(kind: Kind = Kind.GUIDANCE, *, hidden: bool = False, **changes: Any) -> UUID:
    """Publish an item in English and in Welsh (named by its language), and return its content id."""
    content_id = uuid4()
    for locale in ("en-gb", "cy"):
        narrowed = HIDDEN if hidden and locale == "cy" else {}
        an_item(
            kind,
            content_id=content_id,
            locale=locale,
            path=f"/{locale}/{content_id}/",
            **{"title": locale, **changes, **narrowed},
        )
    return content_id


@pytest.mark.parametrize("listed", ["contents", "guidance", "contents(filter: {kind: {inList: [GUIDANCE, TOPIC]}})"])
def test_a_list_has_each_item_once_in_welsh_where_there_is_a_translation_that_the_viewer_may_see(listed: str) -> None:
    ages = iter(range(9))
    translate(updated_at=NEWEST)
    translate(hidden=True, updated_at=NEWEST - timedelta(days=1))
    for _ in range(2):
        an_item(title="only English", updated_at=NEWEST - timedelta(days=2 + next(ages)))
    an_item(title="only Welsh", locale="cy", updated_at=NEWEST - timedelta(days=9))
    base, _, given = listed.partition("(")
    query = f"""query ($locale: String!, $fallback: LocaleFallback!, $after: String) {{
      {base}({given.rstrip(")")} locale: $locale, fallback: $fallback, first: 2, after: $after) {{
        totalCount nodes {{ title }} pageInfo {{ hasNextPage endCursor }} }} }}"""

    def titles(viewer: Viewer = ANONYMOUS, **requested: str) -> list[str]:
        found, after = [], None
        while True:
            page = data_on_both_paths(query, viewer, after=after, **{"fallback": "DEFAULT", **requested})[base]
            found += [node["title"] for node in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                assert page["totalCount"] == len(found)
                return found
            after = page["pageInfo"]["endCursor"]

    english = ["only English", "only English"]
    assert titles(locale="cy") == ["cy", "en-gb", *english, "only Welsh"]
    assert titles(REGISTERED, locale="cy") == ["cy", "cy", *english, "only Welsh"]
    assert titles(locale="cy", fallback="NONE") == ["cy", "only Welsh"]
    assert titles(locale="en-gb") == titles(locale="EN-GB", fallback="NONE") == ["en-gb", "en-gb", *english]


def test_the_same_rule_holds_for_filters_by_what_an_item_refers_to() -> None:
    topic = an_item(Kind.TOPIC)
    translate(references=refer(Relation.TOPIC, topic))
    an_item(title="only English", references=refer(Relation.TOPIC, topic))
    wanted = f'filter: {{topic: {{exact: "{topic.content_id}"}}}}, locale: "cy", first: 9'
    found = data_on_both_paths(f"{{ contents({wanted}) {{ totalCount nodes {{ title }} }} }}")["contents"]
    assert ({node["title"] for node in found["nodes"]}, found["totalCount"]) == ({"cy", "only English"}, 2)


@pytest.mark.parametrize("by", ["contentId", "code", "path", "id"])
def test_a_single_item_follows_the_rule_however_it_is_found(by: str) -> None:
    both, narrow = translate(code="BOTH"), translate(hidden=True, code="NARROW")
    english = an_item(code="ENGLISH", title="only English")
    type_ = "String" if by in ("code", "path") else "ID"
    query = f"""query ($value: {type_}!, $locale: String, $fallback: LocaleFallback!) {{
      content(by: {{{by}: $value}}, locale: $locale, fallback: $fallback) {{ title }} }}"""

    def title(
        content_id: UUID, locale: str | None, fallback: str = "DEFAULT", viewer: Viewer = ANONYMOUS
    ) -> str | None:
        item = ContentItem.objects.get(content_id=content_id, locale="en-gb")
        names = {"contentId": content_id, "code": item.code, "path": item.path, "id": item.pk}
        content = data_on_both_paths(query, viewer, value=str(names[by]), locale=locale, fallback=fallback)["content"]
        return content and str(content["title"])

    assert [title(both, locale) for locale in ("cy", "en-gb", None)] == ["cy", "en-gb", "en-gb"]
    assert [title(narrow, "cy", one) for one in ("DEFAULT", "NONE")] == ["en-gb", None]
    assert title(narrow, "cy", "NONE", REGISTERED) == "cy"
    assert [title(english.content_id, "cy", one) for one in ("DEFAULT", "NONE")] == ["only English", None]


def test_without_a_locale_a_path_or_id_has_the_language_of_its_item() -> None:
    both = ContentItem.objects.get(content_id=translate(), locale="cy")
    query = "query ($by: ContentBy!, $locale: String) { content(by: $by, locale: $locale) { locale } }"
    for by in ({"path": both.path}, {"id": str(both.pk)}):
        assert data_on_both_paths(query, by=by)["content"] == {"locale": "cy"}
        assert data_on_both_paths(query, by=by, locale="en-gb")["content"] == {"locale": "en-gb"}
    only_welsh = an_item(locale="cy")
    assert data_on_both_paths(query, by={"path": only_welsh.path}, locale="en-gb")["content"] is None


def test_a_hidden_path_finds_nothing_though_a_translation_is_visible() -> None:
    hidden = ContentItem.objects.get(content_id=translate(hidden=True), locale="cy")
    query = 'query ($path: String!) { content(by: {path: $path}, locale: "en-gb") { title } }'
    assert data_on_both_paths(query, path=hidden.path)["content"] is None


def test_the_other_root_fields_follow_the_rule() -> None:
    translate(Kind.HOME)
    translate(Kind.WORK_STREAM, code="CP")
    an_item(Kind.WORK_STREAM, code="TT", title="only English")
    an_item(Kind.THREAT_LEVEL, title="only English")
    query = """query ($fallback: LocaleFallback!) {
      homePage(locale: "cy", fallback: $fallback) { title }
      workStreams(locale: "cy", fallback: $fallback) { title }
      threatLevel(locale: "cy", fallback: $fallback) { title }
    }"""
    only_english = {"title": "only English"}
    assert data_on_both_paths(query, fallback="DEFAULT") == {
        "homePage": {"title": "cy"},
        "workStreams": [{"title": "cy"}, only_english],
        "threatLevel": only_english,
    }
    none = {"homePage": {"title": "cy"}, "workStreams": [{"title": "cy"}], "threatLevel": None}
    assert data_on_both_paths(query, fallback="NONE") == none


def test_what_an_item_refers_to_does_not_depend_on_the_requested_language() -> None:
    topic = ContentItem.objects.get(content_id=translate(Kind.TOPIC), locale="en-gb")
    bridge = an_item(title="only English", references=(*refer(Relation.TOPIC, topic), *refer(Relation.RELATED, topic)))
    references = (*refer(Relation.TOPIC, topic), *refer(Relation.RELATED, bridge))
    translate(references=references)
    an_item(title="only English", references=references)
    query = """query ($locale: String!) { guidance(locale: $locale, first: 9) { nodes {
      id locale topics { locale } related { locale related { locale history(first: 1) { totalCount } } } } } }"""
    found = {
        node["id"]: node
        for one in ("cy", "en-gb")
        for node in data_on_both_paths(query, locale=one)["guidance"]["nodes"]
    }
    assert len(found) == 4
    for node in found.values():
        assert node["topics"] == [{"locale": node["locale"]}]
        assert [one["locale"] for one in node["related"]] in ([], ["en-gb"])
        assert all(two["locale"] == "en-gb" for one in node["related"] for two in one["related"])
    by_english = {node["id"]: node for node in data_on_both_paths(query, locale="en-gb")["guidance"]["nodes"]}
    assert all(found[key] == node for key, node in by_english.items())


def test_the_requested_language_is_reported_beside_the_data_also_from_the_cache(client: Client) -> None:
    query = """{ a: guidance(first: 1, locale: "CY", fallback: NONE) { totalCount }
      content(by: {path: "/"}) { id } revision }"""
    expected = {"a": {"locale": "cy", "fallback": "NONE"}, "content": {"locale": None, "fallback": "DEFAULT"}}
    for _ in range(3):
        assert post(client, query).json()["extensions"] == {"requested": expected}


def test_an_unknown_locale_is_an_error_that_names_the_known_ones(client: Client) -> None:
    roots = [name for name, field in ROOTS.items() if "locale" in field.args]
    assert {"content", "contents", "guidance", "homePage", "search", "threatLevel", "workStreams"} <= set(roots)
    query = '{ contents(first: 1, locale: "fr") { totalCount } }'
    assert refused(client, query) == "BAD_INPUT"
    assert "en-gb and cy" in post(client, query).json()["errors"][0]["message"]


SEARCHES = ("search", "suggestions", "popularSearches")
"""They have no fallback: the index knows one language at a time."""


def test_every_root_field_with_a_locale_takes_it_in_the_same_way() -> None:
    for name, field in ROOTS.items():
        if "locale" in field.args and name not in ("content", *SEARCHES):
            assert (str(field.args["locale"].type), field.args["locale"].default_value) == ("String!", "en-gb"), name
            assert str(field.args["fallback"].type) == "LocaleFallback!", name


def test_entities_have_no_field_that_depends_on_the_requested_language() -> None:
    assert not any("requestedLocale" in getattr(type_, "fields", ()) for type_ in schema._schema.type_map.values())


def test_every_root_field_is_nullable_or_a_union() -> None:
    """So that an error in one of them leaves the data of the others."""
    for root in (schema._schema.query_type, schema._schema.mutation_type, schema._schema.subscription_type):
        for name, field in root.fields.items() if root else ():
            is_union = type(get_named_type(field.type)).__name__ == "GraphQLUnionType"
            assert not isinstance(field.type, GraphQLNonNull) or (
                is_union and not isinstance(field.type.of_type, GraphQLList)
            ), name
