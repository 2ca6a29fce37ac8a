"""The admin's gate: what a member of staff may not see has no address there.

In front of Wagtail's views, because each of them looks its page or file up by itself, and answers differently for what
is forbidden and for what does not exist.
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
from cms.staff.revisions import names_hidden_revision
from cms.staff.visibility import acting_as, visibility_for, visible_pages

PAGE_KEYS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
"""Names of the arguments of Wagtail's URL patterns that are ids of pages; below, those of files."""
IMAGE_KEYS = ("image_id",)
DOCUMENT_KEYS = ("document_id", "doc_id")
PLACES: dict[tuple[str, str], Callable[[], Any]] = {
    ("wagtailadmin_pages", "pk"): lambda: Page,
    ("wagtailadmin_api:pages", "pk"): lambda: Page,
    ("wagtailadmin_api:images", "pk"): get_image_model,
    ("wagtailadmin_api:documents", "pk"): get_document_model,
    ("wagtailimages_chooser", "pk"): get_image_model,
    ("wagtaildocs_chooser", "pk"): get_document_model,
}
"""Where an argument that is merely called `pk` is the id of a page or a file."""
PAGE_PARAMETERS = (
    "child_of",
    "descendant_of",
    "ancestor_of",
    "translation_of",
    "target_pages[]",
    "parent_page_id",
    "page_id",
)
"""Names in a query string that are ids of pages wherever they appear."""
PAGE_FIELDS = ("new_parent_page", "parent_page", "chooser")
"""Names of form fields that are ids of pages, in forms that are not a page's own."""
SAFE = ("GET", "HEAD", "OPTIONS")
LONGEST = 18
"""Digits of a key: what is longer fits in no column."""
NONE = "0"
"""The id of nothing: Wagtail then answers as it does for what does not exist."""


class StaffAccessMiddleware:
    """Middleware for the admin: answers 404 for what is hidden or does not exist, and takes it out of what is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass a request for the admin on, with the visibility of the member of staff who sends it."""
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return self.get_response(request)
        with acting_as(request.user):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Answer 404 where the address names something hidden; else let the view answer."""
        match = request.resolver_match
        if match is None or not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        user = request.user
        if not (user.is_active and user.has_perm("wagtailadmin.access_admin")):
            return None  # Wagtail sends them to sign in, whatever they ask for
        named = [*_named(match), *_needed(request, match)]
        is_visible = all(_is_visible(user, model, key) for model, key in named) and _belongs(kwargs)
        if not is_visible or names_hidden_revision(user, kwargs):
            return page_not_found(request, Exception(), template_name="wagtailadmin/404.html")
        _take_out(request, match)
        if request.method not in SAFE:
            visibility_for(user).hidden_ids  # noqa: B018  found before anything is changed: it holds until the answer
        return None


def _named(match: ResolverMatch) -> Iterator[tuple[Any, Any]]:
    """Yield the pages and files that an address names."""
    for key, value in match.kwargs.items():
        if key in PAGE_KEYS:
            yield Page, value
        elif key in IMAGE_KEYS:
            yield get_image_model(), value
        elif key in DOCUMENT_KEYS:
            yield get_document_model(), value
        elif find := PLACES.get((":".join(match.namespaces), key)):
            yield find(), value
        elif key == "object_id" and (model := _model(match)) is not None:
            yield model, value
    if match.url_name == "wagtaildocs_serve":
        yield get_document_model(), match.args[0]


def _needed(request: HttpRequest, match: ResolverMatch) -> Iterator[tuple[Any, Any]]:
    """Yield the pages without which Wagtail fails: whose children a bulk action reaches, and where a copy goes."""
    if match.view_name == "wagtailadmin_pages:copy" and request.method == "POST":
        yield Page, request.POST.get("new_parent_page")
    if match.url_name == "wagtail_bulk_action" and _model(match) is Page and (parent := request.GET.get("childOf")):
        yield Page, parent


def _model(match: ResolverMatch) -> Any:
    """Return the model of pages or files that an address names by its label, None when it names another or none."""
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
    return text.isdecimal() and len(text) <= LONGEST


def _belongs(kwargs: dict[str, Any]) -> bool:
    """Whether the step of a workflow that an address names is one of the page's that it names."""
    page = kwargs.get("page_id")
    if "task_state_id" in kwargs:
        states: Any = TaskState.objects.filter(pk=kwargs["task_state_id"])
        return bool(states.filter(workflow_state__object_id=str(page)).exists())
    if "workflow_state_id" in kwargs:
        return bool(WorkflowState.objects.filter(pk=kwargs["workflow_state_id"], object_id=str(page)).exists())
    return True


def _take_out(request: HttpRequest, match: ResolverMatch) -> None:
    """Put the id of nothing in the place of each hidden one in the query string and the form."""
    of_query = dict.fromkeys(PAGE_PARAMETERS, Page) | _listed(match)
    request.GET = _without_hidden(request.user, request.GET, of_query)  # type: ignore[assignment]
    if request.method == "POST" and any(name in request.POST for name in PAGE_FIELDS):
        request.POST = _without_hidden(request.user, request.POST, dict.fromkeys(PAGE_FIELDS, Page))  # type: ignore[assignment]


def _listed(match: ResolverMatch) -> dict[str, Any]:
    """Return what the parameter `id` names, in addresses that take a list of them."""
    if match.url_name == "wagtail_bulk_action":
        return {"id": _model(match)}
    if match.url_name == "wagtailadmin_choose_page_chosen_multiple":
        return {"id": Page}
    find = PLACES.get((":".join(match.namespaces), "pk"))
    return {"id": find()} if find and match.url_name == "chosen_multiple" else {}


def _without_hidden(user: Any, values: QueryDict, models: dict[str, Any]) -> QueryDict:
    found = {name: values.getlist(name) for name, model in models.items() if model is not None and values.getlist(name)}
    if not found:
        return values
    changed = values.copy()
    for name, keys in found.items():
        model = models[name]
        wanted = {int(key) for key in keys if _is_key(key)}
        visible = visible_pages(user) if model is Page else visible_files(user, model)
        seen = set(visible.filter(pk__in=wanted).values_list("pk", flat=True))
        changed.setlist(name, [NONE if _is_key(key) and int(key) not in seen else key for key in keys])
    return changed
