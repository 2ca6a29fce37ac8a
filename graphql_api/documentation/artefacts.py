"""Writes the files that the website's developers' pages are rendered from (website/developers/artefacts.py)."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from graphql import GraphQLNamedType, build_schema, introspection_from_schema

from graphql_api.documentation.examples import build_example, examples
from graphql_api.documentation.guides import ERRORS, Guide, build_guides, find_errors
from graphql_api.documentation.markdown import render_inline
from graphql_api.documentation.reference import KINDS, Reference, documented_types, type_references
from graphql_api.documentation.searchable import searchable_entries
from graphql_api.schema.changelog import HEADINGS, Effect, Release, releases

SDL = Path(__file__).parents[1] / "schema.graphql"


def write_artefacts(folder: Path, project: Path) -> None:
    """Replace the folder with one built from the SDL, the guides, the examples and the record of changes."""
    text = SDL.read_text(encoding="utf-8")
    schema = build_schema(text)
    errors = find_errors(project)
    references = {**type_references(schema), **{code: f"guides/{ERRORS}/#{code}" for code in errors}}
    guides = build_guides(project, references)
    shown = [build_example(name, query, references) for name, query in examples().items()]
    types = documented_types(schema)
    reference = Reference(schema, references)
    files: dict[str, Any] = {
        "index.json": {
            "guides": [{"slug": each.slug, "title": each.title, "summary": each.summary} for each in guides],
            "types": [_summary(each, references) for each in types.values()],
            "directives": [
                {"name": each.name, "description": render_inline(each.description or "", references)}
                for each in schema.directives
                if each.ast_node
            ],
        },
        "examples.json": shown,
        "changelog.json": [_describe_release(each) for each in releases()],
        "search.json": searchable_entries(types.values(), guides, shown, errors),
        "introspection.json": {"data": introspection_from_schema(schema)},
        **{f"types/{name}.json": reference.describe(each) for name, each in types.items()},
        **{f"guides/{each.slug}.json": _describe_guide(each) for each in guides},
    }
    _replace(folder, text, files)


def _replace(folder: Path, sdl: str, files: Mapping[str, Any]) -> None:
    """Write into a new folder and swap it for the old one: a running server never reads half of a build."""
    new, old = (folder.with_name(f"{folder.name}.{suffix}") for suffix in ("new", "old"))
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    for name, content in files.items():
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        (new / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    (new / SDL.name).write_text(sdl, encoding="utf-8")
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _summary(one: GraphQLNamedType, references: Mapping[str, str]) -> dict[str, str]:
    """Return the entry of a type in the list of all."""
    first, _, _ = (one.description or "").partition("\n\n")
    return {
        "name": one.name,
        "kind": KINDS[type(one).__name__],
        "summary": render_inline(" ".join(first.split()), references),
    }


def _describe_guide(guide: Guide) -> dict[str, Any]:
    sections = [asdict(each) for each in guide.sections if each.level == 2]
    headings = [{"id": each["id"], "title": each["title"]} for each in sections]
    return {"slug": guide.slug, "title": guide.title, "html": guide.html, "headings": headings}


def _describe_release(release: Release) -> dict[str, Any]:
    groups = [
        {
            "effect": HEADINGS[effect],
            "changes": [
                {"path": change.path, "message": change.message}
                for change in release.changes
                if change.effect is effect
            ],
        }
        for effect in Effect
    ]
    return {
        "version": release.version,
        "day": release.day.isoformat(),
        "groups": [group for group in groups if group["changes"]],
    }
