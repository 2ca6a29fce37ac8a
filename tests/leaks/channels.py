"""All channels by which content leaves the hub for one reader: a new channel joins CHANNELS.

Each declares who can use it, how a recipient opens it, and how it is read once. test_revocation.py revokes the
recipient's access in every possible way, and reads again.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.utils.timezone import now

from partners.models import ApiKey
from publishing.images.addresses import image_path
from publishing.kinds import Kind
from publishing.log.new_edition import NewEdition
from publishing.log.record import record_publication
from publishing.models import Asset, EncodedImage, PreviewedDocument
from publishing.models.previews import hash_token
from publishing.previews.files import file_token
from tests.leaks.canaries import CANARY
from tests.previews import a_preview, find_site_of
from tests.publishing.documents import a_document, publish
from tests.stack import Response, Stack

Headers = dict[str, str]
Reading = Callable[[], str]
"""Reads a channel once; returns its whole output."""

KEY, TOKEN, ACCOUNT, ANONYMOUS = "key", "token", "account", "anonymous"
API = frozenset({KEY, ACCOUNT, ANONYMOUS})
BEARERS = API | {TOKEN}
"""Tokens are only tested where separate code reads them; elsewhere they are handled like keys."""
PEOPLE = frozenset({ACCOUNT, ANONYMOUS})

OPERATION = "registered operation"
SUGGESTIONS = '{ suggestions(prefix: "exits", first: 9) { content { title } } }'
SEARCH = '{ search(query: "exits", first: 9) { nodes { title } } }'
ANSWER = '{ search(query: "T9", first: 1) { answer { ... on Content { title } } } }'
LIST = "query Listed { contents(first: 20) { nodes { title } } }"
BY_ID = "query ($id: ID!) { content(by: {id: $id}) { title summary } }"
SNAPSHOT = "{ snapshot(first: 100) { ... on ContentSnapshot { nodes { title } } } }"
CHANGES = "{ changes(first: 100) { ... on ContentChanges { nodes { content { title } } } } }"
FOLLOW = "subscription { changes { ... on ContentChanges { nodes { content { title } } } } }"
PREVIEW = '{ preview(token: "%s") { title } }'


class World:
    """A document that the recipient may read until that is taken away, its file, and what is published beside it."""

    def __init__(self, document: NewEdition, asset: Asset) -> None:
        self.document: NewEdition | None = document
        """What is published; None once it is withdrawn."""
        self.address = str(document.path)
        self.id = str(document.id)
        self.asset = asset
        self._count = 0

    def publish_again(self) -> str:
        """Publish the document with another title, and then something public; return the title of the latter."""
        self._count += 1
        if self.document is not None:
            record_publication(self.document.model_copy(update={"title": f"{CANARY} exits {self._count}"}))
        publish(title=f"Marker {self._count}.")
        return f"Marker {self._count}."


@dataclass(frozen=True)
class Served:
    """The hub's processes: the site with its API, and the event streams."""

    site: Stack
    streams: str


@dataclass(frozen=True)
class Recipient:
    """A caller: the headers that they send with each request."""

    headers: Headers


Opened = Callable[[Served, Recipient, World], Any]


@dataclass(frozen=True)
class Channel:
    """A way to content. `open` is a context manager that yields how the channel is read."""

    name: str
    credentials: frozenset[str]
    open: Opened
    is_checked_before_sending: bool = False
    """Whether the first message after a revocation must already be clean; if not, messages from one second later."""


def requested(path: Callable[[World], str], body: Callable[[World], Any] | None = None) -> Opened:
    """A channel of one request and its answer."""

    @contextmanager
    def opened(hub: Served, recipient: Recipient, world: World) -> Iterator[Reading]:
        data = None if body is None else json.dumps(body(world)).encode()
        sent = recipient.headers | ({"Content-Type": "application/json"} if data else {})

        def read() -> str:
            answer: Response = hub.site.send(path(world), data, sent)
            # A tombstone names what was withdrawn, to those who could read it (website/views/tombstones.py).
            return "" if answer.status == HTTPStatus.GONE else answer.text

        yield read

    return opened


def by_get(query: str) -> Callable[[World], str]:
    """The address of a query by GET."""
    return lambda world: f"/graphql?{urlencode({'query': query, 'variables': json.dumps(variables(query, world))})}"


def by_post(query: str) -> Callable[[World], Any]:
    """The body of a query by POST."""
    return lambda world: {"query": query, "variables": variables(query, world)}


def variables(query: str, world: World) -> dict[str, str]:
    """The headers of a query."""
    return {"id": world.id} if "$id" in query else {}


@contextmanager
def followed(hub: Served, recipient: Recipient, world: World) -> Iterator[Reading]:
    """An event stream. Reading it publishes, and collects all events until a public one; if the stream has ended, it
    reconnects, as clients do."""
    place = urlsplit(hub.streams)
    with closing(HTTPConnection(str(place.hostname), place.port, timeout=20)) as connection:
        stream = _connected(connection, recipient)

        def read() -> str:
            nonlocal stream
            marker = world.publish_again()
            received = _until(stream, marker)
            if marker not in received:
                connection.close()
                stream = _connected(connection, recipient)
            return received

        yield read


def _connected(connection: HTTPConnection, recipient: Recipient) -> HTTPResponse:
    headers = {"Accept": "text/event-stream", **recipient.headers}
    connection.request("GET", f"/graphql/stream?query={quote(FOLLOW)}", headers=headers)
    response = connection.getresponse()
    _until(response, "data: ")  # where it begins
    return response


@contextmanager
def previewed(hub: Served, recipient: Recipient, world: World) -> Iterator[Reading]:
    """A preview of the document in the front end of the recipient's key."""
    token = _preview(world)[0]
    with requested(lambda world: "/graphql", lambda world: {"query": PREVIEW % token})(hub, recipient, world) as read:
        yield read


@contextmanager
def previewed_file(hub: Served, recipient: Recipient, world: World) -> Iterator[Reading]:
    """A file of such a preview, as browsers fetch it: without the key."""
    token = file_token(_preview(world)[1], world.asset)
    with requested(lambda world: f"{_file(world)}?preview={token}")(hub, Recipient({}), world) as read:
        yield read


def _preview(world: World) -> tuple[str, PreviewedDocument]:
    assert world.document is not None
    token = a_preview(world.document, find_site_of(ApiKey.objects.latest("pk")))
    return token, PreviewedDocument.objects.get(token_hash=hash_token(token))


def _until(stream: HTTPResponse, text: str) -> str:
    """Read a stream until a text has come, or to its end."""
    received = ""
    while text not in received and (line := stream.readline()):
        received += line.decode()
    return received


def _file(world: World) -> str:
    return f"/assets/{world.asset.key}/{world.asset.filename}"


def _rendition(world: World) -> str:
    """The file of this rendition, as readers encoded it before, is the asset's own file, which holds the canary."""
    size, content_type = "0-0-4-3/4x3", "image/webp"
    asset = world.asset
    EncodedImage.objects.get_or_create(
        source=asset, size=size, content_type=content_type, defaults={"file": asset.file.name, "created_at": now()}
    )
    return image_path(asset.pk, size, content_type)


def _operation(world: World) -> str:
    return f"/graphql/op/{sha256(LIST.encode()).hexdigest()}"


CHANNELS = (
    Channel("page", PEOPLE, requested(lambda world: world.address)),
    Channel("file", BEARERS, requested(_file)),
    Channel("rendition", BEARERS, requested(_rendition)),
    Channel("search page", PEOPLE, requested(lambda world: "/search/?q=exits")),
    Channel("suggestions", PEOPLE, requested(lambda world: "/search/suggest?q=exits")),
    Channel("feed", frozenset({ANONYMOUS}), requested(lambda world: "/feeds/all.atom")),
    Channel("sitemap", frozenset({ANONYMOUS}), requested(lambda world: "/sitemap.xml")),
    Channel("GraphQL by POST", BEARERS, requested(lambda world: "/graphql", by_post(BY_ID))),
    Channel("GraphQL by GET", API, requested(by_get(LIST))),
    Channel("search by GraphQL", API, requested(lambda world: "/graphql", by_post(SEARCH))),
    Channel("answer", PEOPLE, requested(lambda world: "/search/?q=T9")),
    Channel("answer by GraphQL", API, requested(lambda world: "/graphql", by_post(ANSWER))),
    Channel("suggestions by GraphQL", API, requested(lambda world: "/graphql", by_post(SUGGESTIONS))),
    Channel(OPERATION, API, requested(_operation)),
    Channel("snapshot", API, requested(lambda world: "/graphql", by_post(SNAPSHOT))),
    Channel("changes", API, requested(lambda world: "/graphql", by_post(CHANGES))),
    Channel("preview", frozenset({KEY, TOKEN}), previewed),
    Channel("file of a preview", frozenset({KEY}), previewed_file),
    Channel("event stream", BEARERS, followed, is_checked_before_sending=True),
)


def a_world(**changes: Any) -> World:
    """Publish what the recipient may read: a project, which answers a search for its code."""
    asset = changes.pop("asset")
    document = a_document(
        Kind.PROJECT,
        code="T9",
        path=f"/{CANARY}/",
        title=f"{CANARY} exits",
        summary=CANARY,
        assets=(asset.key,),
        **changes,
    )
    record_publication(document)
    return World(document, asset)
