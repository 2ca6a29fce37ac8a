"""GraphiQL with example queries, served from the hub's own origin."""

import json
from functools import lru_cache
from pathlib import Path

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static

EXAMPLES = Path(__file__).parents[1] / "examples"
ENTRY = "src/graphiql/main.ts"


@csp_update({"font-src": "data:"})  # its style sheet contains its fonts
def graphiql(request: HttpRequest) -> HttpResponse:
    """Show GraphiQL, or how to build it if the front end was not built. An example's label in the history is the first
    sentence of its comment."""
    try:
        manifest = json.loads((Path(settings.FRONTEND_DIR) / "frontend-manifest.json").read_text())
        entry = manifest[ENTRY]
        assets = {"script": static(entry["file"]), "styles": [static(path) for path in entry.get("css", [])]}
    except (OSError, KeyError):
        assets = None
    labelled = [
        {"label": text.removeprefix("# ").partition("\n")[0].partition(". ")[0].rstrip("."), "query": text}
        for text in examples().values()
    ]
    response = render(request, "graphql_api/graphiql.html", {"assets": assets, "examples": labelled})
    response["Cache-Control"] = "private, no-store"
    return response


@lru_cache(maxsize=1)
def examples() -> dict[str, str]:
    """Return the example queries by name, in the order in which they are shown."""
    return {path.stem: path.read_text() for path in sorted(EXAMPLES.glob("*.graphql"))}
