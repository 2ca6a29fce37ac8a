"""Programs that run an example query with the client packages."""

import json
from collections.abc import Mapping
from typing import Any

from graphql_api.documentation.markdown import SAMPLE_ADDRESS, highlight_code

PYTHON = """\
from pathlib import Path

from stepchange_hub import Hub, Operation

operation = Operation(Path("{slug}.graphql").read_text())
with Hub("{address}") as hub:
    print(hub.query(operation{arguments}))
"""
TYPESCRIPT = """\
import {{ readFile }} from "node:fs/promises";

import {{ Hub }} from "stepchange-hub-client";

const operation = await readFile("{slug}.graphql", "utf8");
const hub = new Hub("{address}");
console.log(await hub.query(operation{arguments}));
"""


def build_programs(slug: str, variables: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the programs for an example with these variables."""
    values = {name: value for name, value in variables.items() if value is not None}
    python = "".join(f", {name}={value!r}" for name, value in values.items())
    typescript = f", {json.dumps(values)}" if values else ""
    texts = {
        "Python": PYTHON.format(slug=slug, address=SAMPLE_ADDRESS, arguments=python),
        "TypeScript": TYPESCRIPT.format(slug=slug, address=SAMPLE_ADDRESS, arguments=typescript),
    }
    return [
        {"language": language, "text": text, "html": highlight_code(text, language.lower())}
        for language, text in texts.items()
    ]
