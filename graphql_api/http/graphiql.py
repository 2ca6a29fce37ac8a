"""GraphiQL with example queries, from our own origin."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static

EXAMPLES = Path(__file__).parents[1] / "examples"
ENTRY = "src/graphiql/main.ts"


@csp_update({"font-src": "data:"})  # its style sheet carries its fonts
def graphiql(request: HttpRequest) -> HttpResponse:
    """Show GraphiQL; where the front end was not built, say how to."""
    context = {
        "assets": _assets(),
        "examples": [{"label": _label(text), "query": text} for text in examples().values()],
    }
    response = render(request, "graphql_api/graphiql.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@lru_cache(maxsize=1)
def examples() -> dict[str, str]:
    """Return the example queries by name, in the order in which they are shown."""
    return {path.stem: path.read_text() for path in sorted(EXAMPLES.glob("*.graphql"))}


def _label(text: str) -> str:
    """What an example is called in the history: the first sentence of its comment."""
    return text.removeprefix("# ").partition("\n")[0].partition(". ")[0].rstrip(".")


def _assets() -> dict[str, Any] | None:
    """Return the addresses of GraphiQL's script and styles, None where they were not built."""
    try:
        manifest = json.loads((Path(settings.FRONTEND_DIR) / "frontend-manifest.json").read_text())
        entry = manifest[ENTRY]
    except (OSError, KeyError):
        return None
    return {"script": static(entry["file"]), "styles": [static(path) for path in entry.get("css", [])]}
