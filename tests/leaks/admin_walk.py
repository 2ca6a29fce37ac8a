"""Asking the admin for all it has: each address about something, the searches and exports it offers, its forms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import Comment, Page, Revision, TaskState, WorkflowState

from cms.models import Attestation
from tests.leaks.admin_urls import Address, admin_addresses
from tests.leaks.admin_world import GROUPS, SEARCHED, World

NOTHING = 987_654
"""An id that nothing has."""
MODELS = ("wagtailcore/page", "wagtailimages/image", "wagtaildocs/document")
BULK = {
    "wagtailcore/page": ("publish", "unpublish", "delete", "move", "attest"),
    "wagtailimages/image": ("delete", "add_tags", "add_to_collection"),
    "wagtaildocs/document": ("delete", "add_tags", "add_to_collection"),
}
CHANGES = re.compile(rb'"?csrf[^"]*"[^"]*"[^"]*"|nonce="[^"]*"|value="[A-Za-z0-9]{64}"|csrfToken[^,}]*| d="[^"]*"')
REVEALING_HEADERS = ("Location", "Content-Disposition")
"""Headers that may tell a title."""
VALUES = {
    "content_type_app_name": "cms",
    "content_type_model_name": "guidancepage",
    "action_name": "approve",
    "revision_id_a": "live",
    "revision_id_b": "latest",
    "filter_spec": "width-80",
    "1": "name.pdf",
}
FILE_FIELDS = ("pk", "file", "title", "collection")
SEARCHES = re.compile(r'name="q"|"meta":')


@dataclass(frozen=True)
class About:
    """What addresses are to be about."""

    page: int
    image: int
    document: int
    files: tuple[str, ...]

    @property
    def keys(self) -> re.Pattern[bytes]:
        """Match what is different between two answers only because their subjects are."""
        names = [str(key) for key in (self.page, self.image, self.document)]
        return re.compile(
            rb"(?<![\w-])(%s)(?![\w-])" % b"|".join(re.escape(name).encode() for name in [*names, *self.files])
        )


NO_SUCH = About(NOTHING, NOTHING, NOTHING, ("original_images/no.png", "documents/no.pdf"))


def about(page: Any, image: Any, document: Any) -> About:
    """Return what addresses are about that name these."""
    return About(page.pk, image.pk, document.pk, (image.file.name, document.file.name))


def signed_in(user: User) -> Client:
    """A browser of theirs, in which an error is an answer."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def addresses(world: World, subject: About) -> Iterator[str]:
    """Yield every address, about the subject where it is about a page, an image or a document."""
    values = VALUES | _of_hidden(world)
    for address in admin_addresses():
        for labels in _labels(address, subject):
            yield address.filled(_key(address, world, subject), {**values, **labels})


def _of_hidden(world: World) -> dict[str, str]:
    """Return the keys of a hidden page's revision and workflow: under no page's address may they say anything."""
    page = world.hidden[0]
    state = WorkflowState.objects.get(object_id=str(page.pk))
    return {
        "proposal_id": str(world.proposal.pk),
        "change_id": str(world.proposal.changes.get().pk),
        "side": "after",
        "revision_id": str(Revision.page_revisions.filter(object_id=str(page.pk)).latest("pk").pk),
        "workflow_state_id": str(state.pk),
        "task_state_id": str(TaskState.objects.filter(workflow_state=state).latest("pk").pk),
    }


def _key(address: Address, world: World, subject: About) -> Any:
    if address.takes_page:
        return subject.page
    if address.takes_image:
        return subject.image
    if address.takes_document:
        return subject.document
    snippet = re.search(r"/cms/(\w+)/", address.route)
    return world.snippets[snippet[1]].pk if snippet else 1


def _labels(address: Address, subject: About) -> Iterator[dict[str, str]]:
    if address.is_upload:
        yield from ({"name": name} for name in subject.files)
    elif "app_label" not in address.names and "app_name" not in address.names:
        yield {}
    else:
        takes_any = "action" in address.names or "object_id" in address.names
        for model in MODELS if takes_any else ("cms/guidancepage",):
            label, name = model.split("/")
            for action in BULK[model] if "action" in address.names else ("",):
                yield {"app_label": label, "app_name": label, "model_name": name, "action": action}


def fetch(client: Client, address: str, method: str = "get", data: Any = None) -> tuple[int, bytes]:
    """Ask; return the status and the whole text, without what differs each time."""
    answer: Any = getattr(client, method)(address, data)
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    received = " ".join(answer.headers.get(name, "") for name in REVEALING_HEADERS)
    return answer.status_code, CHANGES.sub(b"", text) + received.encode()


def has_leak(answer: tuple[int, bytes], terms: list[str]) -> bool:
    """Whether an answer has one of the terms, or is an error."""
    status, text = answer
    said = text.decode(errors="replace").lower()
    return any(word in said for word in terms) or status >= 500


def answers(client: Client, world: World, subject: About) -> Iterator[tuple[str, tuple[int, bytes]]]:
    """Ask each address as it is, then for the exports, searches, fields and lists of ids that it takes."""
    for address in addresses(world, subject):
        first = fetch(client, address)
        yield address, first
        for query in _queries(world, address, first[1].decode(errors="replace")):
            yield address + query, fetch(client, address + query)


def _queries(world: World, address: str, text: str) -> Iterator[str]:
    if "/bulk/" in address or address.endswith("/chosen-multiple/"):
        yield f"?{ids_of_hidden(world, address)}"
    if "export=csv" in text:
        yield "?export=csv"
    if SEARCHES.search(text) or "/results/" in address or "/tag-autocomplete/" in address:
        yield f"?q={SEARCHED}&term={SEARCHED}"
    if "/api/main/" in address:
        yield f"?fields=*&search={SEARCHED}&order=-id" if address.endswith("s/") else "?fields=*"


def ids_of_hidden(world: World, address: str, group: str = "") -> str:
    """Return a query string with the ids of all that is hidden from a group, of the kind that an address takes."""
    kind = next((kind for kind in ("image", "document") if kind in address), "page")
    hidden = {"image": world.images, "document": world.documents, "page": hidden_pages(world, group)}[kind]
    return "&".join(f"id={one.pk}" for one in hidden)


def hidden_pages(world: World, group: str) -> list[Any]:
    """Return the pages that are hidden from a group."""
    return [*world.hidden, *(page for desk, page in world.desks.items() if desk in GROUPS[group])]


def state_of(world: World, group: str) -> list[Any]:
    """Return what a member of staff could change about what is hidden from their group."""
    pages = [page.pk for page in hidden_pages(world, group)]
    fields = ("path", "title", "live", "locked", "latest_revision", "live_revision", "go_live_at", "expire_at")
    files = [
        list(type(some[0])._default_manager.filter(pk__in=[one.pk for one in some]).values_list(*FILE_FIELDS))
        for some in (world.images, world.documents)
    ]
    tags = [sorted(one.tags.names()) for one in (*world.images, *world.documents)]
    tasks = list(TaskState.objects.order_by("pk").values_list("pk", "status"))
    comments = list(Comment.objects.order_by("pk").values_list("text", "replies__text", "resolved_at"))
    rows = list(Page.objects.filter(pk__in=pages).order_by("pk").values_list("pk", *fields))
    place = Page.objects.values_list("path", flat=True).get(pk=world.referring.pk)
    attested = list(Attestation.objects.order_by("pk").values_list("page", "note"))
    return [rows, *files, tags, tasks, comments, attested, place]
