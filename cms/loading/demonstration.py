"""The whole load as a list of steps, done in one transaction: all of the demonstration is there, or nothing of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from django.contrib.auth.models import Group
from wagtail.models import Page

from cms.jobs.initial_pages import record_initial_pages
from cms.lifecycle.transactions import log_transaction
from cms.loading import CannotLoadError, files, pages, people, snippets
from cms.loading.created import Created
from cms.loading.sources import PageSource, page_sources, read
from publishing.models import ContentItem


@dataclass(frozen=True)
class Step:
    """One thing to make, and what to call it while it is made."""

    title: str
    act: Callable[[], None]


Progress = Callable[[list[Step]], Iterable[Step]]


def is_loaded() -> bool:
    """Whether the demonstration was ever loaded here, whatever was edited or withdrawn since."""
    ids = [sheet.content_id for sheet in page_sources() if sheet.name not in pages.GIVEN]
    return ContentItem.objects.filter(content_id__in=ids).exists()


def load(progress: Progress = iter) -> int:
    """Load the demonstration; return the number of things made."""
    everything = page_sources()
    with log_transaction():
        check_site(everything)
        record_initial_pages()
        plan = steps(everything)
        for step in progress(plan):
            step.act()
    return len(plan)


def check_site(everything: list[PageSource]) -> None:
    """Refuse a site whose tree or groups are not as the migrations made them, before anything is written."""
    for group in {group for group, *_ in people.STAFF.values()}:
        if not Group.objects.filter(name=group).exists():
            raise CannotLoadError(f"There is no group “{group}”.")
    for sheet in everything:
        _check_place(sheet)


def steps(everything: list[PageSource]) -> list[Step]:
    """Return what there is to do, in an order in which each finds what it refers to."""
    made, library = Created(), read("snippets.toml")
    drawn, printed = read("images.toml")["images"], read("documents.toml")["documents"]
    levels = sorted(read("threat_levels.toml")["threat_levels"], key=lambda level: level["effective_at"])
    kinds = [(kind, data) for kind in snippets.NAMED for data in library[kind]]
    countries = [sheet for sheet in everything if sheet.folder == "travel"]
    return [
        *(Step(name, partial(people.add_staff, made, name)) for name in people.STAFF),
        *(Step(data["name"], partial(snippets.add_named, made, kind, data)) for kind, data in kinds),
        *(Step(data["level"], partial(snippets.add_threat_level, data)) for data in levels),
        *(Step(data["title"], partial(files.add_picture, made, data)) for data in drawn),
        *(Step(f"map of {sheet.data['country_name']}", partial(files.add_map, made, sheet)) for sheet in countries),
        *(Step(data["title"], partial(files.add_document, made, data)) for data in printed),
        *(Step(f"{sheet.name} (draft)", partial(pages.draft, made, sheet)) for sheet in everything),
        *_publications(made, everything),
        Step("files into the collections of their sections", partial(files.place, made)),
        *(Step(name, partial(people.add_reader, made, name, everything)) for name in people.READERS),
    ]


def _publications(made: Created, everything: list[PageSource]) -> list[Step]:
    """In the order of their dates, so that a briefing finds the one it supersedes published."""
    moments = [(sheet.first_published_at, sheet) for sheet in everything]
    moments += [(sheet.updated_at, sheet) for sheet in everything if sheet.updated_at]
    moments.sort(key=lambda pair: pair[0])
    return [Step(sheet.name, partial(pages.publish, made, sheet, moment)) for moment, sheet in moments]


def _check_place(sheet: PageSource) -> None:
    if sheet.name in pages.GIVEN:
        page = pages.given(sheet)
        if page.latest_revision_id:
            raise CannotLoadError(f"“{page.title}” ({page.url_path}) has been edited and would be overwritten.")
        return
    parent = pages.section(sheet)
    taken = Page.objects.child_of(parent).filter(slug=sheet.data["slug"]).first()
    if taken:
        raise CannotLoadError(f"There is a page at {taken.url_path} already: “{taken.title}”.")
