"""Each kind's own fields: first those of the page alone, then those that refer to other pages, snippets and files."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from wagtail.fields import StreamField

from cms.loading.blocks import BlockWriter
from cms.loading.created import Created
from cms.loading.sources import LOCALES, Data, PageSource
from cms.models import (
    BriefingAction,
    BriefingPage,
    GuidancePage,
    Home,
    ProjectMilestone,
    ProjectPage,
    ProjectPartner,
    StandardPage,
    TravelAdvicePage,
    WorkStreamPage,
    ZCardPage,
    ZCardPanel,
)
from publishing.kinds.registry import KINDS


def fill(page: Any, sheet: PageSource) -> None:
    """Give a page the details that are fields of its own, by their declared names; then what its kind adds."""
    plain = {
        field.name for field in page._meta.concrete_fields if not (field.is_relation or isinstance(field, StreamField))
    }
    for name in KINDS[page.kind].details.model_fields:
        column = page.detail_columns.get(name, name)
        if name in sheet.data and column in plain:
            setattr(page, column, sheet.data[name])
    PAGE_KINDS[sheet.folder].adapt(page, sheet.data)


def _as_it_is(page: Any, data: Data) -> None:
    """All of its facts are plain fields."""


def _project(page: Any, data: Data) -> None:
    page.milestones = [
        ProjectMilestone(sort_order=place, **milestone) for place, milestone in enumerate(data["milestones"])
    ]


def _briefing(page: Any, data: Data) -> None:
    page.effective_at, page.expire_at = data["effective_at"], data.get("expires_at")
    page.briefing_kind = data["briefing_kind"].replace(" ", "_")
    page.actions = [BriefingAction(sort_order=place, text=text) for place, text in enumerate(data["actions"])]


def _travel(page: Any, data: Data) -> None:
    page.synonyms = "\n".join(data["synonyms"])
    source = data["provenance"]
    page.provenance_publisher, page.provenance_url = source["publisher"], source["address"]
    page.provenance_licence, page.provenance_fetched_at = source["licence"], source["fetched_at"]


def _z_card(page: Any, data: Data) -> None:
    page.card_edition = data["edition"]
    page.languages = [LOCALES[language] for language in data["languages"]]
    page.card_panels = [ZCardPanel(sort_order=place, **panel) for place, panel in enumerate(data["panels"])]


def _body(page: Any, sheet: PageSource, made: Created) -> None:
    page.body = json.dumps(BlockWriter(sheet, made).body(sheet.data.get("body", [])))


def _guidance_references(page: Any, sheet: PageSource, made: Created) -> None:
    _body(page, sheet, made)
    page.sectors = [made.sectors[slug] for slug in sheet.data["sectors"]]
    page.work_streams = [made.page(f"work_streams/{code}") for code in sheet.data["work_streams"]]


def _project_references(page: Any, sheet: PageSource, made: Created) -> None:
    _body(page, sheet, made)
    page.work_stream = made.page(f"work_streams/{sheet.data['work_stream']}")
    page.related_projects = [made.page(f"projects/{code}") for code in sheet.data["related"]]
    page.partners = [
        ProjectPartner(sort_order=place, organisation=made.organisations[partner["organisation"]], side=partner["side"])
        for place, partner in enumerate(sheet.data["partners"])
    ]


def _briefing_references(page: Any, sheet: PageSource, made: Created) -> None:
    _body(page, sheet, made)
    page.named_projects = [made.page(f"projects/{code}") for code in sheet.data["projects"]]
    if reference := sheet.data.get("supersedes"):
        page.supersedes = BriefingPage.objects.get(reference=reference, locale=page.locale)


def _travel_references(page: Any, sheet: PageSource, made: Created) -> None:
    page.parts = json.dumps(BlockWriter(sheet, made).parts(sheet.data["parts"]))
    page.map_image = page.image = made.images[f"map-{sheet.data['slug']}"]
    page.map_alt = page.image_alt = sheet.data["map"]["alt"]


def _no_references(page: Any, sheet: PageSource, made: Created) -> None:
    """A card's panels are plain text."""


class PageKind(NamedTuple):
    """How pages of a folder are filled."""

    model: type[Any]
    adapt: Callable[[Any, Data], None]
    """Gives a page what the files say otherwise than its fields do."""
    refer: Callable[[Any, PageSource, Created], None]


PAGE_KINDS = {
    "home": PageKind(Home, _as_it_is, _body),
    "standard": PageKind(StandardPage, _as_it_is, _body),
    "work_streams": PageKind(WorkStreamPage, _as_it_is, _body),
    "projects": PageKind(ProjectPage, _project, _project_references),
    "guidance": PageKind(GuidancePage, _as_it_is, _guidance_references),
    "briefings": PageKind(BriefingPage, _briefing, _briefing_references),
    "travel": PageKind(TravelAdvicePage, _travel, _travel_references),
    "zcard": PageKind(ZCardPage, _z_card, _no_references),
}
"""By the folder that holds a kind's files."""
