"""What readers, editors and health checks observe of a hub, each as a short text."""

import secrets
from collections.abc import Callable
from typing import Any, NamedTuple

import httpx

from tests.drill.hub import Hub
from tests.editing import PAGE

CONTENT = "query ($path: String!) { content(by: {path: $path}) { title } }"
SEARCH = """query ($text: String!) {
  search(query: $text, first: 5) { engine degraded totalCount nodes { title } } }"""
NO_ANSWER = "no answer"
REFUSED = "refused with a reason"


class Observation(NamedTuple):
    """What is observed; the defaults are those of a hub without faults."""

    page: str = "ok"
    search: str = "elasticsearch"
    graphql: str = "ok"
    stream: str = "news"
    admin: str = "ok"
    publication: str = "ok"
    upload: str = "ok"
    health: str = "ready"

    @property
    def readers(self) -> str:
        """What differs from a hub without faults."""
        return self._differing("page", "search", "graphql", "stream")

    @property
    def editors(self) -> str:
        """What differs from a hub without faults."""
        return self._differing("admin", "publication", "upload")

    def _differing(self, *names: str) -> str:
        well, here = Observation()._asdict(), self._asdict()
        by_value: dict[str, list[str]] = {}
        for name in names:
            if here[name] != well[name]:
                by_value.setdefault(here[name], []).append(name)
        return "; ".join(f"{', '.join(some)}: {value}" for value, some in by_value.items()) or "as usual"


def page(hub: Hub, path: str = "/about/") -> str:
    """What a reader gets."""
    return _status(lambda: httpx.get(hub.stack.address + path, timeout=30))


def search(hub: Hub, text: str = "About") -> str:
    """Which engine finds something in the search, and whether the page of results answers."""
    html = page(hub, f"/search/?q={text}")
    if html != "ok":
        return html
    answer = graphql(hub, SEARCH, text=text)
    if isinstance(answer, str):
        return answer
    found = answer["search"]
    return found["engine"].lower() if found["totalCount"] else "nothing"


def graphql(hub: Hub, query: str = CONTENT, **variables: Any) -> Any:
    """The data, or what came instead."""
    body = {"query": query, "variables": variables or {"path": "/about/"}}
    try:
        answer = httpx.post(f"{hub.stack.address}/graphql", json=body, timeout=30)
    except httpx.TransportError:
        return NO_ANSWER
    document = answer.json()
    return document["errors"][0]["extensions"]["code"] if "errors" in document else document["data"]


def graphql_status(hub: Hub) -> str:
    """Whether GraphQL gives data."""
    answer = graphql(hub)
    return answer if isinstance(answer, str) else "ok"


def finds(hub: Hub, title: str) -> bool:
    """Whether search finds a title, by its best engine."""
    answer = graphql(hub, SEARCH, text=title)
    if isinstance(answer, str) or answer["search"]["degraded"] or answer["search"]["engine"] != "ELASTICSEARCH":
        return False
    return title in [node["title"] for node in answer["search"]["nodes"]]


def admin(hub: Hub) -> str:
    """What an editor who is signed in gets."""
    return _status(lambda: hub.editor.get("/admin/"))


def publish(hub: Hub, title: str) -> str:
    """The outcome of a publication, by a form that was open before."""
    text = " ".join(secrets.token_hex(8) for _ in range(3000))  # does not fit into what is free in a database's pages
    data = {**PAGE, "title": title, "slug": title.lower().replace(" ", "-"), "summary": text, "action-publish": "yes"}
    return _sent(hub, f"/admin/pages/add/cms/standardpage/{hub.section}/", data)


def upload(hub: Hub) -> str:
    """The outcome of an upload."""
    file = {"file": (f"{secrets.token_hex(8)}.txt", b"Lock the gates at night.\n" * 4000)}
    return _sent(hub, "/admin/documents/add/", {"title": "Gates", "collection": hub.collection}, files=file)


def health(hub: Hub) -> str:
    """Status and what is wrong."""
    try:
        answer = httpx.get(f"{hub.stack.address}/readyz", timeout=30)
    except httpx.TransportError:
        return NO_ANSWER
    problems = ", ".join(reason.partition(":")[0] for reason in answer.json()["reasons"])
    return f"{answer.json()['status']} ({problems})" if problems else answer.json()["status"]


def _sent(hub: Hub, path: str, data: dict[str, str], **more: Any) -> str:
    data = {**data, "csrfmiddlewaretoken": hub.editor.cookies["csrftoken"]}
    referer = {"Referer": f"{hub.stack.address}/admin/"}
    try:
        answer = hub.editor.post(path, data=data, headers=referer, **more)
    except httpx.TransportError:
        return NO_ANSWER
    if "no room left on the disk" in answer.text:
        return REFUSED
    if answer.status_code >= 400:
        return str(answer.status_code)
    return "ok" if answer.history else "shown again"


def _status(ask: Callable[[], httpx.Response]) -> str:
    try:
        status = ask().status_code
    except httpx.TransportError:
        return NO_ANSWER
    return "ok" if status == 200 else str(status)
