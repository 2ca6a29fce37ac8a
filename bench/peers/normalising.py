"""Converts the responses of the hub and its peers to one structure without ids, so that they can be compared."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

ROOT = "/home"
"""The prefix of the peers' paths: the site's root page."""
_LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>')
_NAMES = {"FigureBlock": "ImageBlock"}

Data = dict[str, Any]


def documents(answer: Data) -> list[Data]:
    """Return the documents in a response of any contender."""
    return [_document(each) for each in _found(answer)]


def _found(answer: Data) -> list[Data]:
    if "items" in answer:  # the REST API's lists
        found: Any = answer["items"]
    elif "data" not in answer:  # the REST API's pages
        found = answer
    else:
        (found,) = answer["data"].values()
    if isinstance(found, dict):
        found = found.get("nodes") or [found]
    return [_camel(each) for each in found]


def _camel(data: Any) -> Any:
    """Return a structure with all its keys in camel case."""
    if isinstance(data, list):
        return [_camel(each) for each in data]
    if not isinstance(data, dict):
        return data
    return {re.sub("(?<=[a-z])_([a-z])", lambda letter: letter[1].upper(), key): _camel(data[key]) for key in data}


def _document(data: Data) -> Data:
    shaped: Data = {"title": data["title"]}
    if "summary" in data:
        shaped["summary"] = data["summary"] or ""  # the peers have no null
    if "contentHash" in (edition := data.get("edition", data)):
        shaped["contentHash"] = edition["contentHash"]
    shaped["path"] = _path(data)
    shaped["updatedAt"] = datetime.fromisoformat(data["updatedAt"])
    if "topics" in data:
        shaped["topics"] = sorted((each["title"], _path(each)) for each in data["topics"])
    if "workStreams" in data:
        shaped["workStreams"] = sorted((each["title"], each["code"]) for each in data["workStreams"])
    if "image" in data:
        shaped["image"] = _image(data["image"])
    if "body" in data:
        shaped["body"] = [_block(each) for each in data["body"]]
    return shaped


def _path(data: Data) -> str:
    path: str = data["path"] if "path" in data else data["urlPath"].removeprefix(ROOT)
    return path


def _image(data: Data) -> Data:
    """Return an image; in grapple's responses each rendition is a separate field."""
    renditions = data.get("renditions") or [each for each in data.values() if isinstance(each, dict)]
    sizes = sorted((each["width"], each["height"]) for each in renditions)
    return {"alt": data["alt"], "renditions": sizes}


def _block(data: Data) -> Data:
    """Return a block: its GraphQL type, and its fields (in the REST API, they are in `value`)."""
    if "type" in data:
        fields = data["value"] if isinstance(data["value"], dict) else {"html": data["value"]}
        data = {"__typename": f"{data['type'].title().replace('_', '')}Block", **fields}
    name = _NAMES.get(data["__typename"], data["__typename"])
    if name == "RichTextBlock":
        return {"type": name, "html": _html(data.get("html") or data.get("value"))}
    rest = {key: value for key, value in data.items() if key not in ("__typename", "id")}
    return {"type": name, **{key: _SHAPES[key](value) if key in _SHAPES else value for key, value in rest.items()}}


def _html(html: str | None) -> str:
    """Return HTML with links reduced to their path."""
    return _LINK.sub(lambda link: f'<a href="{urlsplit(link[1]).path}">', html or "")


def _steps(steps: list[Data]) -> list[Data]:
    return [{"title": each["title"], "html": _html(each["html"])} for each in steps]


def _links(links: list[Data]) -> list[Data]:
    return [_link(each, each.get("content") or each.get("page")) for each in links]


def _link(data: Data, target: Data | None) -> Data:
    if target is None:
        return {"title": data["title"], "url": data["url"]}
    return {"title": data["title"], "target": (target["title"], _path(target))}


_SHAPES: dict[str, Callable[[Any], Any]] = {
    "html": _html,
    "steps": _steps,
    "links": _links,
    "image": _image,
    "tone": str.lower,
}
