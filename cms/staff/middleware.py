"""Middleware that makes hidden pages and files look non-existent in the admin.

It runs before Wagtail's views, because each of them loads its page or file itself, and responds differently to what is
forbidden and to what does not exist.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import ResolverMatch, reverse
from django.views.defaults import page_not_found
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, TaskState, WorkflowState

from cms.staff.files import file_models, visible_files
from cms.staff.revisions import includes_hidden_revision
from cms.staff.visibility import acting_as, visibility_for, visible_pages

PAGE_ARGUMENTS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
"""Arguments of Wagtail's URL patterns that are ids of pages; below, those of files."""
IMAGE_ARGUMENTS = ("image_id",)
DOCUMENT_ARGUMENTS = ("document_id", "doc_id")
PK_MODELS: dict[tuple[str, str], Callable[[], Any]] = {
    ("wagtailadmin_pages", "pk"): lambda: Page,
    ("wagtailadmin_api:pages", "pk"): lambda: Page,
    ("wagtailadmin_api:images", "pk"): get_image_model,
    ("wagtailadmin_api:documents", "pk"): get_document_model,
    ("wagtailimages_chooser", "pk"): get_image_model,
    ("wagtaildocs_chooser", "pk"): get_document_model,
}
"""The models of arguments that are merely named `pk`, by URL namespace."""
PAGE_PARAMETERS = (
    "child_of",
    "descendant_of",
    "ancestor_of",
    "translation_of",
    "target_pages[]",
    "parent_page_id",
    "page_id",
)
"""Query parameters that are ids of pages in all views."""
PAGE_FIELDS = ("new_parent_page", "parent_page", "chooser")
"""Form fields that are ids of pages, in forms other than edit forms."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
MAX_DIGITS = 18
"""The most digits of a key: a longer number does not fit into a column."""
NO_ID = "0"
"""The id of nothing: Wagtail responds to it as to anything that does not exist."""


class StaffAccessMiddleware:
    """Responds 404 for hidden pages and files, and removes hidden ids from query strings and forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Process a request for the admin with the visibility of its user."""
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return self.get_response(request)
        with acting_as(request.user):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Respond 404 if the URL identifies something hidden, otherwise let the view respond."""
        match = request.resolver_match
        if match is None or not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        user = request.user
        if not (user.is_active and user.has_perm("wagtailadmin.access_admin")):
            return None  # Wagtail redirects them to the login page
        found = [*_find_in_url(match), *_find_required(request, match)]
        is_visible = all(_is_visible(user, model, key) for model, key in found) and _matches_page(kwargs)
        if not is_visible or includes_hidden_revision(user, match):
            return page_not_found(request, Exception(), template_name="wagtailadmin/404.html")
        parameters = dict.fromkeys(PAGE_PARAMETERS, Page) | _find_id_parameter(match)
        request.GET = _without_hidden(user, request.GET, parameters)  # type: ignore[assignment]
        if request.method == "POST" and any(name in request.POST for name in PAGE_FIELDS):
            request.POST = _without_hidden(user, request.POST, dict.fromkeys(PAGE_FIELDS, Page))  # type: ignore[assignment]
        if request.method not in SAFE_METHODS:
            visibility_for(user).hidden_ids  # noqa: B018  computed before anything is changed, and kept until the response
        return None


def _find_in_url(match: ResolverMatch) -> Iterator[tuple[Any, Any]]:
    """Yield the pages and files that a URL identifies."""
    for key, value in match.kwargs.items():
        if key in PAGE_ARGUMENTS:
            yield Page, value
        elif key in IMAGE_ARGUMENTS:
            yield get_image_model(), value
        elif key in DOCUMENT_ARGUMENTS:
            yield get_document_model(), value
        elif find := PK_MODELS.get((":".join(match.namespaces), key)):
            yield find(), value
        elif key == "object_id" and (model := _get_model(match)) is not None:
            yield model, value
    if match.url_name == "wagtaildocs_serve":
        yield get_document_model(), match.args[0]


def _find_required(request: HttpRequest, match: ResolverMatch) -> Iterator[tuple[Any, Any]]:
    """Yield the pages without which Wagtail fails: the parent in a bulk action, and the destination of a copy."""
    if match.view_name == "wagtailadmin_pages:copy" and request.method == "POST":
        yield Page, request.POST.get("new_parent_page")
    if match.url_name == "wagtail_bulk_action" and _get_model(match) is Page and (parent := request.GET.get("childOf")):
        yield Page, parent


def _get_model(match: ResolverMatch) -> Any:
    """Return the model that a URL names by its label if it is one of pages or files, else None."""
    label, name = match.kwargs.get("app_label", ""), match.kwargs.get("model_name", "")
    try:
        model = apps.get_model(label, name)
    except LookupError:
        return None
    if issubclass(model, Page):
        return Page
    return model if model in file_models() else None


def _is_visible(user: Any, model: Any, key: Any) -> bool:
    if not _is_key(str(key)):
        return False
    visible = visible_pages(user) if model is Page else visible_files(user, model)
    return bool(visible.filter(pk=int(key)).exists())


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) <= MAX_DIGITS


def _matches_page(kwargs: dict[str, Any]) -> bool:
    """Whether the workflow or task in a URL belongs to the page in the URL."""
    page = kwargs.get("page_id")
    if "task_state_id" in kwargs:
        states: Any = TaskState.objects.filter(pk=kwargs["task_state_id"])
        return bool(states.filter(workflow_state__object_id=str(page)).exists())
    if "workflow_state_id" in kwargs:
        return bool(WorkflowState.objects.filter(pk=kwargs["workflow_state_id"], object_id=str(page)).exists())
    return True


def _find_id_parameter(match: ResolverMatch) -> dict[str, Any]:
    """Return the model of the parameter `id`, for URLs that take a list of ids."""
    if match.url_name == "wagtail_bulk_action":
        return {"id": _get_model(match)}
    if match.url_name == "wagtailadmin_choose_page_chosen_multiple":
        return {"id": Page}
    find = PK_MODELS.get((":".join(match.namespaces), "pk"))
    return {"id": find()} if find and match.url_name == "chosen_multiple" else {}


def _without_hidden(user: Any, values: QueryDict, models: dict[str, Any]) -> QueryDict:
    """Replace the ids of hidden pages and files by NO_ID."""
    found = {name: values.getlist(name) for name, model in models.items() if model is not None and values.getlist(name)}
    if not found:
        return values
    changed = values.copy()
    for name, keys in found.items():
        model = models[name]
        requested = {int(key) for key in keys if _is_key(key)}
        visible = visible_pages(user) if model is Page else visible_files(user, model)
        seen = set(visible.filter(pk__in=requested).values_list("pk", flat=True))
        changed.setlist(name, [NO_ID if _is_key(key) and int(key) not in seen else key for key in keys])
    return changed
