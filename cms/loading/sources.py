"""Reads the demonstration's files (cms/demo): a source for each page and language."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.utils import timezone

Data = dict[str, Any]

DEMO = Path(__file__).resolve().parent.parent / "demo"
FOLDERS = ("standard", "guidance", "briefings", "travel")
ENGLISH: str = settings.LANGUAGE_CODE
WELSH = "cy"
LOCALES = {"en": ENGLISH, "cy": WELSH}
DELIVERY_BEGINS = "Delivery begins"


@dataclass(frozen=True)
class PageSource:
    """The content of a page in one language. Other files refer to the page by `name`: guidance/SLUG."""

    name: str
    locale: str
    data: Data

    @property
    def folder(self) -> str:
        """The folder in cms/demo, one for each kind of page."""
        return self.name.partition("/")[0]

    @property
    def content_id(self) -> UUID:
        """The page's content id, the same on every site that loads the demonstration."""
        return content_id(self.name)

    @property
    def first_published_at(self) -> datetime:
        """When it was first published."""
        return at_nine(self.data["first_published"])

    @property
    def updated_at(self) -> datetime | None:
        """When it was updated, if ever."""
        return at_nine(self.data["updated"]) if "updated" in self.data else None


def content_id(name: str) -> UUID:
    """Return the content id for a name in the files."""
    return uuid5(NAMESPACE_URL, f"https://example.org/step-change/{name}")


def at_nine(day: date) -> datetime:
    """Return nine o'clock on a day, when everything with that date was published."""
    return datetime.combine(day, time(9), tzinfo=timezone.get_default_timezone())


def read(name: str) -> Data:
    """Return the data of a file, by its path under cms/demo."""
    return tomllib.loads((DEMO / name).read_text(encoding="utf-8"))


def page_sources() -> list[PageSource]:
    """Return all pages, English ones first."""
    english = [_page("home.toml", "home"), *_work_streams(), *_projects()]
    for folder in FOLDERS:
        english += [_page(name, f"{folder}/{Path(name).stem}") for name in _files(folder)]
    translated = [name for folder in FOLDERS for name in _files(f"cy/{folder}")]
    welsh = [_page(name, name.removeprefix("cy/").removesuffix(".toml")) for name in ("cy/home.toml", *translated)]
    cards = [_page(f"zcard/{language}.toml", "zcard/stay-safe-abroad") for language in ("en", "cy")]
    return [*english, *cards[:1], *welsh, *cards[1:]]


def _files(folder: str) -> list[str]:
    return sorted(path.relative_to(DEMO).as_posix() for path in (DEMO / folder).glob("*.toml"))


def _page(file: str, name: str) -> PageSource:
    data = read(file)
    if "intro" in data:
        data["body"] = [{"type": "rich_text", "html": data["intro"]}]
    return PageSource(name, WELSH if file.startswith("cy/") else LOCALES[data.get("locale", "en")], data)


def _programme() -> Data:
    data: Data = json.loads((DEMO / "programme.json").read_text(encoding="utf-8"))
    return data


def _work_streams() -> Iterator[PageSource]:
    facts = read("work_streams.toml")
    for stream in _programme()["work_streams"]:
        own = facts[stream["code"]]
        body = [{"type": "rich_text", "html": own["intro"]}]
        data = {**PUBLIC, **own, "title": stream["name"], "slug": stream["slug"], "code": stream["code"], "body": body}
        yield PageSource(f"work_streams/{stream['code']}", ENGLISH, data)


def _projects() -> Iterator[PageSource]:
    programme, facts = _programme(), read("projects.toml")
    start = next(event["date"] for event in programme["timeline"] if event["title"] == DELIVERY_BEGINS)
    streams = {stream["code"]: stream["name"] for stream in programme["work_streams"]}
    for project in programme["projects"]:
        stream = project["code"].rstrip("0123456789")
        defaults = {
            "owner": f"{streams[stream]} work-stream",
            "slug": project["code"].lower(),
            "work_stream": stream,
            "first_published": date.fromisoformat(start),
        }
        data = {**PUBLIC, **facts[project["code"]], **project, **defaults}
        if reached := [milestone for milestone in data["milestones"] if "done" in milestone]:
            last = max(reached, key=lambda milestone: milestone["done"])
            data |= {"updated": last["done"], "change_note": f"Milestone reached: {last['title']}."}
        yield PageSource(f"projects/{project['code']}", ENGLISH, data)


PUBLIC: Data = {
    "owner": "Programme Coordination Office",
    "review_date": None,
    "topics": [],
    "audience": "public",
    "marking": "CLEAR",
    "update_type": "major",
    "change_note": "",
}
"""Values that the programme's data lacks."""
