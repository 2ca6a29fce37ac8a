"""Two hubs, one with content that a reader may not see and one without it, give the reader the same bytes.

Compared are pages, "more like this", search (hits, their order and scores, counts, facets, corrections, suggestions,
help), feeds, the sitemap, and GraphQL's lists, documents, changes and snapshots.

Not compared, in any response: the hub's clock, sealed tokens of positions in the log (`cursor` of changes and
snapshots, `revision`), because hidden changes have positions too and the tokens cannot be read, and CSRF tokens, which
differ each time.

Not compared for people who are named on content or are members of a project: the order of hits, their scores and
cursors, the snippet of a hit, and "more like this". Their tier contains all content for named readers, so the weights
of terms depend on content for other named readers (docs/decisions/0067). Hits, all counts and corrections are compared
for them too.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from graphql_api.execution.caching.stores import get_store
from publishing.access.audiences import Audience
from publishing.access.viewers import Viewer
from publishing.consumers.registry import periodic_tasks
from publishing.models import ContentItem, Entitlement
from search.engines.configured import engines
from search.retrieval import failover
from tests.leaks.test_leaks import walked
from tests.leaks.twins import OTHER_PROJECT, OWN_ITEM, SECRET, WORDS, documents, is_for, publish_all
from tests.partners.making import a_key, bearing
from tests.search.with_cluster import hub_with_cluster, work

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+')
TEXTS = (
    *WORDS[:6],
    *SECRET,
    " ".join(SECRET[1:4]),
    f"{WORDS[7]} {SECRET[3]} for the {WORDS[9]}",
    "wombta",
    f"{SECRET[2]}z",
    f"{SECRET[3]}z {WORDS[8]}",
    f'"{WORDS[5]} {WORDS[6]}"',
    f"{WORDS[5]} -{SECRET[2]}",
    "AMBER-3",
    "clear-3",
    "threat level",
    "is it safe to go to France",
    "",
)
CONTENT = """id title summary url locale topics { title } sectors { title } workStreams { title } related { title url }
  mentions { title } edition { contentHash } image { alt } body { __typename id
    ... on RichTextBlock { html paragraphs { style number spans { text link { url } } } }
    ... on LinkListBlock { title links { title url content { title } } } ... on EmbedBlock { content { title } } }
  ... on Project { partners { organisation { title } } } ... on TravelAdvice { parts { title body { id } } }"""
LISTS = {
    "contents": f"{{ contents(first: 20) {{ totalCount edges {{ cursor node {{ {CONTENT} }} }} }} }}",
    "oldest": """{ contents(first: 100, orderBy: {updatedAt: ASC}) {
      totalCount nodes { id title } pageInfo { endCursor } } }""",
    "changes": """{ changes(first: 100) { ... on ContentChanges {
      hasNextPage nodes { at id kind content { title } } } } }""",
    "topics": "{ topics { title slug } workStreams { title code } }",
}
SNAPSHOT = """query ($after: String) { snapshot(first: 40, after: $after) { ... on ContentSnapshot {
  nextPage nodes { id title edition { contentHash } } } } }"""
SEARCH = """query ($query: String!) { search(query: $query, first: 100) { totalCount correction engine degraded
  edges { score cursor titleHtml snippetHtml node { id title } } answer { __typename ... on Content { id title } }
  facets { facet values { value label count } }
  help { broader { text totalCount } popular { title } } } }"""
SUGGESTIONS = """query ($prefix: String!) { suggestions(prefix: $prefix, first: 10) { titleHtml content { id title } }
  popularSearches(first: 10) { text } }"""
SIMILAR = "{ contents(first: 35, orderBy: {updatedAt: %s}) { nodes { id similar(first: 10) { title } } } }"


@dataclass(frozen=True)
class Role:
    """Who reads, by a session on the website and in GraphQL, or by a key."""

    viewer: Viewer
    key: Audience | None = None

    @property
    def is_exact(self) -> bool:
        """Whether nothing but what the reader may see is in their circle."""
        return not (self.viewer.items or self.viewer.projects)

    def client(self) -> Client:
        """A browser, or an application with a key."""
        if self.key is not None:
            return Client(headers=bearing(a_key(audience=self.key)[1]))
        client = Client()
        if self.viewer != Viewer():
            user = get_user_model().objects.create_user("reader")
            validated = self.viewer.audience >= Audience.VALIDATED
            entitlement = Entitlement.objects.create(user=user, registered=True, validated=validated)
            entitlement.projects.set(ContentItem.objects.filter(content_id__in=self.viewer.projects))
            entitlement.items.set(ContentItem.objects.filter(content_id__in=self.viewer.items))
            client.force_login(user)
        return client


ROLES = {
    "anonymous": Role(Viewer()),
    "registered": Role(Viewer(Audience.REGISTERED)),
    "validated without projects": Role(Viewer(Audience.VALIDATED)),
    "member of another project": Role(Viewer(Audience.VALIDATED, projects=frozenset({OTHER_PROJECT}))),
    "named on another item": Role(Viewer(Audience.VALIDATED, items=frozenset({OWN_ITEM}))),
    "key for the public": Role(Viewer(), Audience.PUBLIC),
    "key for registered": Role(Viewer(Audience.REGISTERED), Audience.REGISTERED),
    "key for validated": Role(Viewer(Audience.VALIDATED), Audience.VALIDATED),
}
Answers = dict[str, Any]
Serving = Callable[[str], Any]


# On a cluster one role of a circle and one who is answered from the whole: each takes a minute there.
CASES = [
    *(("tantivy", role) for role in ROLES),
    *(
        pytest.param("elasticsearch", role, marks=pytest.mark.elasticsearch)
        for role in ("registered", "named on another item")
    ),
]


@pytest.fixture
def serving(
    request: pytest.FixtureRequest, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Serving:
    """Let a hub of a name search with the engine, in an index of its own."""
    monkeypatch.delitem(periodic_tasks, "schedule", raising=False)
    settings.GRAPHQL_TIMEOUT, settings.GRAPHQL_CACHE, settings.API_USAGE_DAYS = 600, 0, 0
    settings.SEARCH_ANALYTICS_DAYS = 0
    settings.MEDIA_ROOT = tmp_path / "media"

    @contextmanager
    def hub(name: str) -> Iterator[None]:
        settings.SEARCH_INDEX_DIR = tmp_path / name
        if request.param == "tantivy":
            yield
            return
        url = request.getfixturevalue("elasticsearch_url")
        with hub_with_cluster([url], settings, monkeypatch), monkeypatch.context() as patched:
            patched.setattr(failover, "engines", lambda: engines()[:1])
            yield

    return hub


@pytest.mark.slow
@pytest.mark.parametrize(("serving", "role"), CASES, indirect=["serving"])
def test_two_hubs_of_which_one_has_hidden_content_give_equal_responses(role: str, serving: Serving) -> None:
    reader = ROLES[role]
    everything = documents()
    visible = [document for document in everything if is_for(reader.viewer, document)]
    assert len(visible) < len(everything) - 10
    with_hidden = _answers(reader, everything, serving("with"))
    without = _answers(reader, visible, serving("without"))
    assert with_hidden.keys() == without.keys()
    assert [name for name, answer in with_hidden.items() if answer != without[name]] == []
    assert len(with_hidden) > 100


def _answers(reader: Role, some: list[Any], hub: Any) -> Answers:
    """Publish and index some documents, and return what the reader is answered; nothing stays."""
    cache.clear()
    get_store.cache_clear()
    with hub, transaction.atomic():
        publish_all(some)
        work()
        client = reader.client()
        answers = {**_of_website(reader, client), **_of_graphql(reader, client)}
        transaction.set_rollback(True)
    return answers


def _of_website(reader: Role, client: Client) -> Answers:
    found = dict(walked(client))
    for text in TEXTS:
        found[f"search {text}"] = client.get("/search/", {"q": text}).content.decode()
        found[f"suggest {text}"] = client.get("/search/suggest", {"q": text[:5]}).content.decode()
    found["narrowed"] = client.get("/search/", {"q": WORDS[3], "kind": "guidance"}).content.decode()
    return {address: _page(TOKEN.sub("", text), reader) for address, text in found.items() if "after=" not in address}


def _page(text: str, reader: Role) -> str:
    if reader.is_exact or "<html" not in text:
        return text
    page = BeautifulSoup(text, "html.parser")
    for one in page.select("section[aria-labelledby=similar], .hub-search ol.hub-list, .hub-search nav"):
        one.decompose()
    for one in page.select(".hub-search"):
        one["data-token"] = ""
    return str(page)


def _of_graphql(reader: Role, client: Client) -> Answers:
    found: Answers = {name: _query(client, query) for name, query in LISTS.items()}
    found["snapshot"] = list(_snapshot(client))
    for text in TEXTS:
        found[f"graphql suggestions {text}"] = _query(client, SUGGESTIONS, prefix=text[:5])
        found[f"graphql search {text}"] = _search(_query(client, SEARCH, query=text), reader)
    if reader.is_exact:
        found |= {f"graphql similar {order}": _query(client, SIMILAR % order) for order in ("DESC", "ASC")}
    return found


def _snapshot(client: Client) -> Iterator[list[Any]]:
    """Yield the pages of a snapshot."""
    page = _query(client, SNAPSHOT)["data"]["snapshot"]
    yield page["nodes"]
    while page["nextPage"]:
        page = _query(client, SNAPSHOT, after=page["nextPage"])["data"]["snapshot"]
        yield page["nodes"]


def _search(answer: Any, reader: Role) -> Any:
    if not reader.is_exact:
        edges = answer["data"]["search"]["edges"]
        for edge in edges:
            del edge["score"], edge["cursor"], edge["snippetHtml"]
        edges.sort(key=lambda edge: edge["node"]["id"])
    return answer


def _query(client: Client, operation: str, **variables: str) -> Any:
    body = {"query": operation, "variables": variables}
    response = client.post("/graphql", body, content_type="application/json")
    answer = json.loads(response.content)
    assert "errors" not in answer, answer["errors"]
    return answer
