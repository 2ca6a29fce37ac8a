"""What the search on the developers' pages finds: types, fields, values, sections of guides, errors and examples."""

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import GraphQLEnumType, GraphQLNamedType

from graphql_api.documentation.guides import ERRORS, Guide

Entry = dict[str, Any]


def searchable_entries(
    types: Iterable[GraphQLNamedType],
    guides: Iterable[Guide],
    examples: Iterable[Mapping[str, str]],
    errors: Mapping[str, str],
) -> list[Entry]:
    """Return everything that can be found, with where it leads."""
    found = [entry for one in types for entry in _type_entries(one)]
    for guide in guides:
        for section in guide.sections:
            title = guide.title if section.level == 1 else f"{guide.title}: {section.title}"
            fragment = "" if section.level == 1 else f"#{section.id}"
            found.append(_entry("guide", title, f"guides/{guide.slug}/{fragment}", section.text))
    found += (_entry("example", each["label"], f"examples/#{each['slug']}", each["query"]) for each in examples)
    return [*found, *(_entry("error", code, f"guides/{ERRORS}/#{code}", meaning) for code, meaning in errors.items())]


def _type_entries(one: GraphQLNamedType) -> list[Entry]:
    """Return a type and its members; fields of an interface are found there only."""
    url = f"schema/{one.name}/"
    found = [_entry("type", one.name, url, one.description or "")]
    interfaces = getattr(one, "interfaces", ())
    for name, member in (one.values if isinstance(one, GraphQLEnumType) else getattr(one, "fields", {})).items():
        if any(name in each.fields for each in interfaces):
            continue
        kind = "value" if isinstance(one, GraphQLEnumType) else "field"
        arguments = getattr(member, "args", {}).items()
        texts = [member.description or "", *(f"{arg}: {each.description or ''}" for arg, each in arguments)]
        found.append(_entry(kind, f"{one.name}.{name}", f"{url}#{name}", " ".join(texts)))
    return found


def _entry(kind: str, title: str, url: str, text: str) -> Entry:
    return {"kind": kind, "title": title, "url": url, "text": " ".join(text.split())}
