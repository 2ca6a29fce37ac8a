"""Exports the hub's invented corpus as lines of JSON for the peers: python -m bench.peers.export FILE.

Runs in the environment of a hub. References are exported as the path of their target, images as the key of their widest
file.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from publishing.models import ContentItem

_LINK = re.compile(r'data-content="([^"]*)"')
RELATIONS = {"topics": "topic", "work_streams": "work_stream"}


def main(file: Path) -> None:
    """Write the images first, then the targets of references, then the other documents."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    django.setup()
    with file.open("w") as lines:
        for line in (*_images(), *_documents()):
            lines.write(json.dumps(line) + "\n")


def _images() -> Iterator[dict[str, Any]]:
    from publishing.models import Asset, ContentItem

    found = (_part(item, "image") for item in ContentItem.objects.select_related("edition"))
    images = [image for image in found if image]
    for key, alt in sorted({(_key(image), image["alt"]) for image in images}):
        yield {"kind": "image", "key": key, "alt": alt, "file": Asset.objects.get(pk=key).file.path}


def _documents() -> Iterator[dict[str, Any]]:
    from publishing.models import ContentItem, Link

    items = {item.content_id: item for item in ContentItem.objects.select_related("edition")}
    paths = {str(key): item.path for key, item in items.items()}
    links: dict[tuple[object, str], list[str | None]] = {}
    for source, relation, target in Link.objects.order_by("position").values_list("source_id", "relation", "target"):
        links.setdefault((source, relation), []).append(paths[str(target)])
    for item in sorted(items.values(), key=lambda item: item.kind == "guidance"):
        referred = {name: links.get((item.pk, relation), []) for name, relation in RELATIONS.items()}
        yield {**_document(item), **referred, "body": [_block(block, paths) for block in _part(item, "body")]}


def _document(item: "ContentItem") -> dict[str, Any]:
    edition, image = _edition(item), _part(item, "image")
    return {
        "kind": item.kind,
        "path": item.path,
        "code": item.code,
        "title": edition.title,
        "summary": edition.summary,
        "updated_at": item.updated_at.isoformat(),
        "content_hash": edition.content_hash,
        "image": image and _key(image),
    }


def _edition(item: "ContentItem") -> Any:
    assert item.edition is not None
    return item.edition


def _part(item: "ContentItem", name: str) -> Any:
    return _edition(item).content(item.kind).as_json(name)


def _block(block: dict[str, Any], paths: dict[str, str | None]) -> dict[str, Any]:
    if block["type"] == "rich_text":
        block["html"] = _LINK.sub(lambda link: f'data-path="{paths[link[1]]}"', block["html"])
    if block["type"] == "image":
        block["image"] = _key(block["image"])
    if block["type"] == "link_list":
        for link in block["links"]:
            link["path"] = paths.get(link.pop("content_id"))
    return block


def _key(image: dict[str, Any]) -> str:
    return str(image["renditions"][-1]["asset"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
