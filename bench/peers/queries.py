"""The benchmark's queries for each peer, as addresses."""

import json
from urllib.parse import quote, urlencode

from bench.graphql.queries import PAGE, TEXT
from tests.stack import Stack

SLIM = "id title summary urlPath updatedAt"
_GRAPPLE_IMAGE = """alt: description
small: rendition(width: 320, format: "webp") { url width height }
medium: rendition(width: 640, format: "webp") { url width height }
large: rendition(width: 960, format: "webp") { url width height }"""
_GRAPPLE_BODY = """__typename id
... on HeadingBlock { text anchor }
... on RichTextBlock { value }
... on CalloutBlock { tone title html }
... on StepsBlock { steps { ... on StepBlock { title html } } }
... on TableBlock { caption columns rows }
... on FigureBlock { image { %(image)s } caption }
... on QuoteBlock { text attribution }
... on LinkListBlock { title links { ... on LinkBlock { title url page { title urlPath } } } }"""
_STRAWBERRY_IMAGE = "alt renditions { url width height }"
_STRAWBERRY_BODY = """__typename
... on HeadingBlock { id text anchor }
... on RichTextBlock { id html }
... on CalloutBlock { id tone title html }
... on StepsBlock { id steps { title html } }
... on TableBlock { id caption columns rows }
... on ImageBlock { id image { %(image)s } caption }
... on QuoteBlock { id text attribution }
... on LinkListBlock { id title links { title url page { title urlPath } } }"""
_API_SLIM = "_,id,title,summary,url_path,updated_at"
_API_TOPICS = "topics(_,title,url_path)"
_API_WHOLE = f"{_API_SLIM},content_hash,{_API_TOPICS},work_streams(_,title,code),body"


def addresses(peer: str, stack: Stack) -> dict[str, str]:
    """Return the address of each query."""
    if peer == "wagtail_api":
        return _rest(stack)
    texts = _grapple() if peer == "grapple" else _strawberry()
    return {name: f"/graphql/?query={quote(text)}" for name, text in texts.items()}


def _grapple() -> dict[str, str]:
    whole = _whole(_GRAPPLE_IMAGE, _GRAPPLE_BODY)
    newest = 'order: "-updated_at"'
    return {
        "list of 20": f"{{ guidances(limit: 20, {newest}) {{ {SLIM} }} }}",
        "list of 100 with tags and image": (
            f"{{ guidances(limit: 100, {newest}) "
            f"{{ {SLIM} topics {{ title urlPath }} image {{ {_GRAPPLE_IMAGE} }} }} }}"
        ),
        "one page with its body": f'{{ guidance(urlPath: "{PAGE}") {{ {whole} }} }}',
        "20 pages with bodies": f"{{ guidances(limit: 20, {newest}) {{ {whole} }} }}",
        "search": f'{{ guidances(limit: 20, searchQuery: "{TEXT}", order: null) {{ {SLIM} }} }}',
    }


def _strawberry() -> dict[str, str]:
    whole = _whole(_STRAWBERRY_IMAGE, _STRAWBERRY_BODY)
    return {
        "list of 20": f"{{ guidances(limit: 20) {{ {SLIM} }} }}",
        "list of 100 with tags and image": (
            f"{{ guidances(limit: 100) {{ {SLIM} topics {{ title urlPath }} image {{ {_STRAWBERRY_IMAGE} }} }} }}"
        ),
        "one page with its body": f'{{ guidance(path: "{PAGE}") {{ {whole} }} }}',
        "20 pages with bodies": f"{{ guidances(limit: 20) {{ {whole} }} }}",
        "search": f'{{ search(query: "{TEXT}", first: 20) {{ {SLIM} }} }}',
    }


def _whole(image: str, body: str) -> str:
    blocks = body % {"image": image}
    return f"{SLIM} contentHash topics {{ title urlPath }} workStreams {{ title code }} body {{ {blocks} }}"


def _rest(stack: Stack) -> dict[str, str]:
    """Return the REST API's addresses. It redirects from a path to the page's id; only the second request is
    measured."""
    found = stack.get(_pages(fields="_,id", slug=PAGE.strip("/").split("/")[-1])).text
    (page,) = json.loads(found)["items"]
    newest = {"order": "-updated_at"}
    return {
        "list of 20": _pages(fields=_API_SLIM, limit="20", **newest),
        "list of 100 with tags and image": _pages(fields=f"{_API_SLIM},{_API_TOPICS},image", limit="100", **newest),
        "one page with its body": f"/api/v2/pages/{page['id']}/?{urlencode({'fields': _API_WHOLE})}",
        "20 pages with bodies": _pages(fields=_API_WHOLE, limit="20", **newest),
        "search": _pages(fields=_API_SLIM, limit="20", search=TEXT),
    }


def _pages(**parameters: str) -> str:
    return f"/api/v2/pages/?{urlencode({'type': 'content.GuidancePage', **parameters})}"
