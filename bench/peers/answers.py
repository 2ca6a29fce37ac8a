"""What the hub and its peers answer, in one shape, so that it can be compared. Ids are left apart."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

ROOT = "/home"
"""Where the peers' paths begin: the site's root page."""
_LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>')
_NAMES = {"FigureBlock": "ImageBlock"}

Told = dict[str, Any]


def documents(answer: Told) -> list[Told]:
    """Return the documents of an answer, whoever gave it."""
    return [_document(each) for each in _found(answer)]


def _found(answer: Told) -> list[Told]:
    if "items" in answer:  # the REST API's lists
        found: Any = answer["items"]
    elif "data" not in answer:  # the REST API's pages
        found = answer
    else:
        (found,) = answer["data"].values()
    if isinstance(found, dict):
        found = found.get("nodes") or [hit["content"] for hit in found.get("hits", ())] or [found]
    return [_camel(each) for each in found]


def _camel(told: Any) -> Any:
    """Return a structure with all its names as GraphQL writes them."""
    if isinstance(told, list):
        return [_camel(each) for each in told]
    if not isinstance(told, dict):
        return told
    return {re.sub("(?<=[a-z])_([a-z])", lambda letter: letter[1].upper(), key): _camel(told[key]) for key in told}


def _document(told: Told) -> Told:
    shaped: Told = {name: told[name] for name in ("title", "summary", "contentHash") if name in told}
    shaped["path"] = _path(told)
    shaped["updatedAt"] = datetime.fromisoformat(told["updatedAt"])
    if "topics" in told:
        shaped["topics"] = sorted((each["title"], _path(each)) for each in told["topics"])
    if "workStreams" in told:
        shaped["workStreams"] = sorted((each["title"], each["code"]) for each in told["workStreams"])
    if "image" in told:
        shaped["image"] = _image(told["image"])
    if "body" in told:
        shaped["body"] = [_block(each) for each in told["body"]]
    return shaped


def _path(told: Told) -> str:
    path: str = told["path"] if "path" in told else told["urlPath"].removeprefix(ROOT)
    return path


def _image(told: Told) -> Told:
    """Return an image; grapple's renditions each stand under a name of their own."""
    renditions = told.get("renditions") or [each for each in told.values() if isinstance(each, dict)]
    sizes = sorted((each["width"], each["height"]) for each in renditions)
    return {"alt": told["alt"], "renditions": sizes}


def _block(told: Told) -> Told:
    """Return a block: its type as GraphQL names it, and its fields. The REST API puts those into a `value`."""
    if "type" in told:
        fields = told["value"] if isinstance(told["value"], dict) else {"html": told["value"]}
        told = {"__typename": f"{told['type'].title().replace('_', '')}Block", **fields}
    name = _NAMES.get(told["__typename"], told["__typename"])
    if name == "RichTextBlock":
        return {"type": name, "html": _html(told.get("html") or told.get("value"))}
    rest = {key: value for key, value in told.items() if key not in ("__typename", "id")}
    return {"type": name, **{key: _SHAPES.get(key, _same)(value) for key, value in rest.items()}}


def _same(value: Any) -> Any:
    return value


def _html(html: str | None) -> str:
    """Return HTML whose links have a path and nothing else."""
    return _LINK.sub(lambda link: f'<a href="{urlsplit(link[1]).path}">', html or "")


def _steps(steps: list[Told]) -> list[Told]:
    return [{"title": each["title"], "html": _html(each["html"])} for each in steps]


def _links(links: list[Told]) -> list[Told]:
    return [_link(each, each.get("content") or each.get("page")) for each in links]


def _link(told: Told, target: Told | None) -> Told:
    if target is None:
        return {"title": told["title"], "url": told["url"]}
    return {"title": told["title"], "target": (target["title"], _path(target))}


_SHAPES: dict[str, Callable[[Any], Any]] = {
    "html": _html,
    "steps": _steps,
    "links": _links,
    "image": _image,
    "tone": str.lower,
}
