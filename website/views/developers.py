"""The developers' pages: the API's guides, schema, examples and changes, a search of them, downloads and GraphiQL.

They show what `manage.py build_developer_pages` wrote, and say so if it has not run. None depends on the reader.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from website.developers.artefacts import NotBuiltError, has_page, read_bytes, read_json
from website.developers.search import search_pages
from website.http.caching import apply_caching
from website.locales import ENGLISH, WELSH, locale_for_path
from website.pages.descriptions import shorten
from website.pages.layout import Context, Layout, build_layout, in_both_languages, render_page
from website.pages.navigation import NavigationLink
from website.views.errors import not_found

TEMPLATES = "website/developers/"
MAX_QUERY = 200
View = Callable[..., HttpResponseBase]


def _built(view: View) -> View:
    """Let a view of GET and HEAD explain that the developers' pages are not built, instead of failing."""

    @wraps(view)
    def wrapper(request: HttpRequest, **arguments: str) -> HttpResponseBase:
        try:
            return view(request, **arguments)
        except NotBuiltError:
            layout = _layout(request, "")
            with layout.locale.activate():
                context = {"title": _("This documentation is not available"), "robots": "noindex"}
            return render_page(layout, f"{TEMPLATES}not_built.html", context, status=503, public=False)

    return require_safe(wrapper)


@_built
def documentation(request: HttpRequest) -> HttpResponseBase:
    """Show what the API is, a first query, and where everything is."""
    layout = _layout(request, "")
    with layout.locale.activate():
        title = _("API for partners")
        description = _("Read everything that the hub publishes from your own website, app or control room.")
    return _render(layout, "index.html", title, {"description": description, "endpoint": _endpoint()})


@_built
def schema_reference(request: HttpRequest) -> HttpResponseBase:
    """Show the root fields, and all types by kind."""
    layout = _layout(request, "schema/")
    root = layout.locale.developers
    kinds = _index(root)["types"]
    roots = [read_json(f"types/{name}.json", root) for name in ("Query", "Mutation", "Subscription") if _is_type(name)]
    with layout.locale.activate():
        names = _kind_names()
        context = {
            "description": _("Every type of the GraphQL schema, with its fields, arguments and costs."),
            "roots": roots,
            "kinds": [(kind, name, [each for each in kinds if each["kind"] == kind]) for kind, name in names.items()],
            "directives": _index(root)["directives"],
        }
        return _render(layout, "schema.html", _("Schema reference"), context)


@_built
def schema_type(request: HttpRequest, type_name: str) -> HttpResponseBase:
    """Show a type of the schema."""
    if not _is_type(type_name):
        return not_found(request)
    layout = _layout(request, f"schema/{type_name}/", "schema/")
    described = read_json(f"types/{type_name}.json", layout.locale.developers)
    about = f"{type_name}: {shorten(described['description'])}"
    return _render(layout, "type.html", type_name, {"type": described, "meta_description": about})


@_built
def guide(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show a guide."""
    if not has_page("guides", slug):
        return not_found(request)
    layout = _layout(request, f"guides/{slug}/")
    found = read_json(f"guides/{slug}.json", layout.locale.developers)
    summary = next((shorten(each["summary"]) for each in _index("")["guides"] if each["slug"] == slug), found["title"])
    return _render(layout, "guide.html", found["title"], {"guide": found, "meta_description": summary})


@_built
def example_queries(request: HttpRequest) -> HttpResponseBase:
    """Show the example queries, each with ways to run it."""
    layout = _layout(request, "examples/")
    examples = read_json("examples.json", layout.locale.developers)
    with layout.locale.activate():
        description = _("Queries that work as they are. Open one, change it, and run it.")
        context = {"description": description, "examples": examples, "endpoint": _endpoint()}
        return _render(layout, "examples.html", _("Examples"), context)


@_built
def changes(request: HttpRequest) -> HttpResponseBase:
    """Show the changes of the schema by release."""
    layout = _layout(request, "changelog/")
    with layout.locale.activate():
        description = _("What changed in the schema, release by release: first what breaks clients.")
        context = {"description": description, "releases": read_json("changelog.json")}
        return _render(layout, "changelog.html", _("Changes of the schema"), context)


@_built
def ask_for_a_key(request: HttpRequest) -> HttpResponseBase:
    """Show who gives out keys, and what to tell them."""
    layout = _layout(request, "ask-for-a-key/")
    with layout.locale.activate():
        description = _("Public content needs no key. A key gives you a larger budget and, if agreed, more content.")
        context = {"description": description, "contact": settings.API_CONTACT}
        return _render(layout, "key.html", _("Ask for a key"), context)


@_built
def search_documentation(request: HttpRequest) -> HttpResponseBase:
    """Search the developers' pages; show only the results if `fragment` requests them."""
    text = " ".join(request.GET.get("q", "").split())[:MAX_QUERY]
    layout = _layout(request, "search/", query=text)
    found = search_pages(read_json("search.json"), text)
    with layout.locale.activate():
        about = _("Search the guides, the schema and the examples of the API.")
        context = {"text": text, "found": found, "robots": "noindex", "has_own_search": True, "meta_description": about}
        if request.GET.get("fragment") == "results":
            context |= {"root": layout.locale.developers}
            html = render_to_string(f"{TEMPLATES}search_results.html", layout.context() | context)
            return apply_caching(request, HttpResponse(html), public=True)
        return _render(layout, "search.html", _("Search the documentation"), context)


@_built
@csp_update({"font-src": "data:"})  # its style sheet contains its fonts
def graphiql(request: HttpRequest) -> HttpResponseBase:
    """Show GraphiQL; its script is only loaded here."""
    layout = _layout(request, "graphiql/", alternates=False)
    examples = [
        {"slug": each["slug"], "label": each["label"], "query": each["query"]} for each in read_json("examples.json")
    ]
    context = {"robots": "noindex", "examples": examples, "endpoint": "/graphql"}
    return _render(layout, "graphiql.html", "GraphiQL", context)


@_built
def download_sdl(request: HttpRequest) -> HttpResponseBase:
    """Return the schema in GraphQL's own language."""
    return _download(request, read_bytes("schema.graphql"), "application/graphql; charset=utf-8")


@_built
def download_introspection(request: HttpRequest) -> HttpResponseBase:
    """Return the schema as the result of an introspection query."""
    return _download(request, read_bytes("introspection.json"), "application/json")


@_built
def download_example(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return an example query."""
    queries = {each["slug"]: each["query"] for each in read_json("examples.json")}
    if slug not in queries:
        return not_found(request)
    return _download(request, queries[slug].encode(), "application/graphql; charset=utf-8")


def _layout(request: HttpRequest, path: str, *parents: str, query: str = "", alternates: bool = True) -> Layout:
    """Return the layout of a page of the documentation, with breadcrumbs to it."""
    locale = locale_for_path(request.path)
    suffix = f"{path}?{urlencode({'q': query})}" if query else path
    urls = in_both_languages(ENGLISH.developers + suffix, WELSH.developers + suffix) if alternates else None
    layout = build_layout(request, locale, locale.developers + path, alternates=urls)
    with locale.activate():
        names = {"": _("API for partners"), "schema/": _("Schema reference")}
        above = [NavigationLink(names[each], locale.developers + each) for each in ("", *parents) if each != path]
    return replace(layout, navigation=replace(layout.navigation, breadcrumbs=tuple(above)))


def _render(layout: Layout, template: str, title: str, context: Context) -> HttpResponseBase:
    root = layout.locale.developers
    common = {"title": title, "root": root, "guides": _index(root)["guides"]}
    return render_page(layout, TEMPLATES + template, common | context)


def _download(request: HttpRequest, content: bytes, content_type: str) -> HttpResponseBase:
    response = HttpResponse(content, content_type=content_type)
    return apply_caching(request, response, public=True, varies_by_cookie=False)


def _index(root: str) -> Any:
    return read_json("index.json", root)


def _is_type(name: str) -> bool:
    return has_page("types", name)


def _endpoint() -> str:
    return f"{settings.BASE_URL}{reverse('graphql_api:endpoint')}"


def _kind_names() -> dict[str, str]:
    """Return the kinds of types in the order in which they are listed."""
    return {
        "object": _("Objects"),
        "interface": _("Interfaces"),
        "union": _("Unions"),
        "enum": _("Enums"),
        "input": _("Inputs"),
        "scalar": _("Scalars"),
    }
