"""Loads the hub's export (bench/peers/export.py) into the site, except what it already has: load_content FILE."""

import json
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.dateparse import parse_datetime
from wagtail.images.models import Image
from wagtail.models import Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from bench.peers.wagtail_site.content.blocks import SPECS
from bench.peers.wagtail_site.content.models import GuidancePage, TopicPage, WorkStreamPage

MODELS = {"topic": TopicPage, "work_stream": WorkStreamPage, "guidance": GuidancePage}
_LINK = re.compile(r'data-path="([^"]*)"')

Document = dict[str, Any]


class Command(BaseCommand):
    help = "Adds pages in bulk; with Wagtail's own methods it would take an hour."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        documents = [json.loads(line) for line in file.open()]
        with transaction.atomic(), disable_reference_index_auto_update():
            images = {each["key"]: _image(each) for each in documents if each["kind"] == "image"}
            for kind, model in MODELS.items():
                known = set(model.objects.values_list("url_path", flat=True))
                new = [each for each in documents if each["kind"] == kind and _url_path(each["path"]) not in known]
                _add(model, new, images)
        call_command("update_index", verbosity=0)


def _image(record: Document) -> Image:
    """Return the image of this file, made with its renditions when it is new."""
    image = Image.objects.filter(title=record["key"]).first()
    if image is None:
        with Path(record["file"]).open("rb") as file:
            name = f"{record['key']}.webp"
            image = Image.objects.create(title=record["key"], description=record["alt"], file=ImageFile(file, name))
        image.get_renditions(*SPECS)
    return image


def _add(model: type[Page], documents: list[Document], images: dict[str, Image]) -> None:
    if not documents:
        return
    parent = _parent(documents[0]["path"].split("/")[1])
    content_type = ContentType.objects.get_for_model(model)
    pages = [
        Page(**_tree(parent, number, each), title=each["title"], draft_title=each["title"], content_type=content_type)
        for number, each in enumerate(documents, start=parent.numchild + 1)
    ]
    Page.objects.bulk_create(pages, batch_size=1000)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + len(pages))
    for page, document in zip(pages, documents, strict=True):
        # Django does not insert the rows of a page's own table many at once.
        model(page_ptr=page, **_own(document, images)).save_base(raw=True, force_insert=True)
    if model is GuidancePage:
        _relate(pages, documents)


def _tree(parent: Page, number: int, document: Document) -> Document:
    slug = document["path"].strip("/").split("/")[-1]
    return {
        "path": Page._get_path(parent.path, parent.depth + 1, number),
        "depth": parent.depth + 1,
        "slug": slug,
        "url_path": f"{parent.url_path}{slug}/",
        "locale_id": parent.locale_id,
    }


def _parent(section: str) -> Page:
    home = Site.objects.get().root_page
    found = home.get_children().filter(slug=section).first()
    return found or home.add_child(instance=Page(title=section.title(), slug=section))


def _own(document: Document, images: dict[str, Image]) -> Document:
    if document["kind"] == "topic":
        return {}
    if document["kind"] == "work_stream":
        return {"code": document["code"]}
    return {
        "summary": document["summary"],
        "updated_at": parse_datetime(document["updated_at"]),
        "content_hash": document["content_hash"],
        "image": images[document["image"]],
        "body": json.dumps([_block(block, images) for block in document["body"]]),
    }


def _block(block: Document, images: dict[str, Image]) -> Document:
    value = {name: each for name, each in block.items() if name not in ("id", "type")}
    if block["type"] == "rich_text":
        value = _LINK.sub(lambda link: f'linktype="page" id="{_page_id(link[1])}"', block["html"])
    if block["type"] == "image":
        value["image"] = images[block["image"]].pk
    if block["type"] == "link_list":
        value["links"] = [{**link, "page": link["path"] and _page_id(link["path"])} for link in block["links"]]
    return {"id": block["id"], "type": block["type"], "value": value}


def _relate(pages: list[Page], documents: list[Document]) -> None:
    for field, name in (("topics", "topicpage"), ("work_streams", "workstreampage")):
        through = getattr(GuidancePage, field).through
        through.objects.bulk_create(
            (
                through(guidancepage_id=page.pk, **{f"{name}_id": target})
                for page, target in _references(pages, documents, field)
            ),
            batch_size=5000,
        )


def _references(pages: list[Page], documents: list[Document], field: str) -> Iterator[tuple[Page, int]]:
    for page, document in zip(pages, documents, strict=True):
        for path in document[field]:
            yield page, _page_id(path)


@cache
def _page_id(path: str) -> int:
    key: int = Page.objects.values_list("pk", flat=True).get(url_path=_url_path(path))
    return key


def _url_path(path: str) -> str:
    return f"/home{path}"
