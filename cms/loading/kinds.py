"""Fills the fields of each kind: first the page's own, then those that refer to other pages, snippets and files."""

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


def fill(page: Any, source: PageSource) -> None:
    """Set the details that are fields of the page, by their declared names, then those that its kind adapts."""
    plain = {
        field.name for field in page._meta.concrete_fields if not (field.is_relation or isinstance(field, StreamField))
    }
    for name in KINDS[page.kind].details.model_fields:
        column = page.detail_columns.get(name, name)
        if name in source.data and column in plain:
            setattr(page, column, source.data[name])
    PAGE_KINDS[source.folder].adapt(page, source.data)


def _no_changes(page: Any, data: Data) -> None:
    """Change nothing: all of its details are plain fields."""


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
    page.earlier_changes = [
        {**change, "changed_at": change["changed_at"].isoformat()} for change in data["earlier_changes"]
    ]
    source = data["provenance"]
    page.provenance_publisher, page.provenance_url = source["publisher"], source["address"]
    page.provenance_licence, page.provenance_fetched_at = source["licence"], source["fetched_at"]
    page.provenance_updated_at = source["updated_at"]


def _z_card(page: Any, data: Data) -> None:
    page.card_edition = data["edition"]
    page.languages = [LOCALES[language] for language in data["languages"]]
    page.card_panels = [ZCardPanel(sort_order=place, **panel) for place, panel in enumerate(data["panels"])]


def _body(page: Any, source: PageSource, created: Created) -> None:
    page.body = json.dumps(BlockWriter(source, created).body(source.data.get("body", [])))


def _guidance_references(page: Any, source: PageSource, created: Created) -> None:
    _body(page, source, created)
    page.sectors = [created.sectors[slug] for slug in source.data["sectors"]]
    page.work_streams = [created.page(f"work_streams/{code}") for code in source.data["work_streams"]]


def _project_references(page: Any, source: PageSource, created: Created) -> None:
    _body(page, source, created)
    page.work_stream = created.page(f"work_streams/{source.data['work_stream']}")
    page.related_projects = [created.page(f"projects/{code}") for code in source.data["related"]]
    page.partners = [
        ProjectPartner(
            sort_order=place, organisation=created.organisations[partner["organisation"]], side=partner["side"]
        )
        for place, partner in enumerate(source.data["partners"])
    ]


def _briefing_references(page: Any, source: PageSource, created: Created) -> None:
    _body(page, source, created)
    page.named_projects = [created.page(f"projects/{code}") for code in source.data["projects"]]
    if reference := source.data.get("supersedes"):
        page.supersedes = BriefingPage.objects.get(reference=reference, locale=page.locale)


def _travel_references(page: Any, source: PageSource, created: Created) -> None:
    page.alerts = json.dumps(BlockWriter(source, created).alerts(source.data.get("alerts", [])))
    page.parts = json.dumps(BlockWriter(source, created).parts(source.data["parts"]))
    page.map_image = page.image = created.images[f"map-{source.data['slug']}"]
    page.map_alt = page.image_alt = source.data["map"]["alt"]


def _no_references(page: Any, source: PageSource, created: Created) -> None:
    """Set nothing: a card refers to nothing."""


class PageKind(NamedTuple):
    """How pages from a folder are filled."""

    model: type[Any]
    adapt: Callable[[Any, Data], None]
    """Sets fields whose format in the files is different."""
    refer: Callable[[Any, PageSource, Created], None]
    """Sets fields that refer to other pages, snippets and files."""


PAGE_KINDS = {
    "home": PageKind(Home, _no_changes, _body),
    "standard": PageKind(StandardPage, _no_changes, _body),
    "work_streams": PageKind(WorkStreamPage, _no_changes, _body),
    "projects": PageKind(ProjectPage, _project, _project_references),
    "guidance": PageKind(GuidancePage, _no_changes, _guidance_references),
    "briefings": PageKind(BriefingPage, _briefing, _briefing_references),
    "travel": PageKind(TravelAdvicePage, _travel, _travel_references),
    "zcard": PageKind(ZCardPage, _z_card, _no_references),
}
"""By the folder of a kind's files."""
