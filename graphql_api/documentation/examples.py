"""The example queries, which the developers' pages explain and GraphiQL offers."""

import json
from pathlib import Path
from typing import Any

from graphql import OperationDefinitionNode, parse, value_from_ast_untyped

from graphql_api.documentation.markdown import highlight_code, render_inline
from graphql_api.documentation.programs import build_programs

EXAMPLES = Path(__file__).parents[1] / "examples"


def examples() -> dict[str, str]:
    """Return the example queries by name, in the order in which they are shown."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.graphql"))}


def build_example(name: str, text: str, references: dict[str, str]) -> dict[str, Any]:
    """Return what its page shows: the first sentence of the comment at the top is its label, the rest describes it."""
    lines = text.splitlines()
    comments = [line for line in lines if line.startswith("#")]
    comment = " ".join(line.removeprefix("#").strip() for line in comments)
    label, _, description = comment.partition(". ")
    slug = name.partition("-")[2]
    variables = _default_variables(text)
    return {
        "slug": slug,
        "label": label.rstrip("."),
        "description": render_inline(description, references),
        "query": text,
        "html": highlight_code("\n".join(lines[len(comments) :]), "graphql"),
        "variables": json.dumps(variables, indent=2) if variables else "",
        "programs": build_programs(slug, variables),
    }


def _default_variables(text: str) -> dict[str, Any]:
    """Return the variables of the example with their defaults."""
    operation = next(node for node in parse(text).definitions if isinstance(node, OperationDefinitionNode))
    return {
        each.variable.name.value: value_from_ast_untyped(each.default_value) if each.default_value else None
        for each in operation.variable_definitions or ()
    }
