"""Loads the demonstration as a list of steps in one transaction: all of it, or nothing."""

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
from cms.release.authorities import RecordedRelease
from cms.release.gate import released_by
from publishing.models import Actor, ContentItem

PROPOSER, LOADER, TITLE = "The demonstration's authors", "manage.py load_demo", "The demonstration"
"""Its first publication counts as one release."""


@dataclass(frozen=True)
class Step:
    """One thing to create, and the title to show while it runs."""

    title: str
    run: Callable[[], None]


Progress = Callable[[list[Step]], Iterable[Step]]


def is_loaded() -> bool:
    """Whether the demonstration was ever loaded here, even if it was edited or withdrawn since."""
    ids = [source.content_id for source in page_sources() if source.name not in pages.EXISTING]
    return ContentItem.objects.filter(content_id__in=ids).exists()


def load(progress: Progress = iter) -> int:
    """Load the demonstration; return the number of steps."""
    sources = page_sources()
    with log_transaction(), released_by(RecordedRelease(Actor.named(PROPOSER), Actor.named(LOADER), TITLE)):
        check_site(sources)
        record_initial_pages()
        plan = build_steps(sources)
        for step in progress(plan):
            step.run()
    return len(plan)


def check_site(sources: list[PageSource]) -> None:
    """Raise CannotLoadError, before anything is written, unless tree and groups are as the migrations created them."""
    for group in {group for group, *_ in people.STAFF.values()}:
        if not Group.objects.filter(name=group).exists():
            raise CannotLoadError(f"There is no group “{group}”.")
    for source in sources:
        if source.name in pages.EXISTING:
            page = pages.find_existing_page(source)
            if page.latest_revision_id:
                raise CannotLoadError(f"“{page.title}” ({page.url_path}) has been edited and would be overwritten.")
        elif taken := Page.objects.child_of(pages.section(source)).filter(slug=source.data["slug"]).first():
            raise CannotLoadError(f"There is already a page at {taken.url_path}: “{taken.title}”.")


def build_steps(sources: list[PageSource]) -> list[Step]:
    """Return the steps, ordered so that each finds what it refers to."""
    created, library = Created(), read("snippets.toml")
    drawn, printed = read("images.toml")["images"], read("documents.toml")["documents"]
    levels = sorted(read("threat_levels.toml")["threat_levels"], key=lambda level: level["effective_at"])
    kinds = [(kind, data) for kind in snippets.NAMED for data in library[kind]]
    countries = [source for source in sources if source.folder == "travel"]
    # By date, so that a briefing is published after the one it supersedes.
    publications = [(source.first_published_at, source) for source in sources]
    publications += [(source.updated_at, source) for source in sources if source.updated_at]
    publications.sort(key=lambda pair: pair[0])
    return [
        *(Step(name, partial(people.add_staff, created, name)) for name in people.STAFF),
        *(Step(data["name"], partial(snippets.add_named, created, kind, data)) for kind, data in kinds),
        *(Step(data["level"], partial(snippets.add_threat_level, data)) for data in levels),
        *(Step(data["title"], partial(files.add_picture, created, data)) for data in drawn),
        *(
            Step(f"map of {source.data['country_name']}", partial(files.add_map, created, source))
            for source in countries
        ),
        *(Step(data["title"], partial(files.add_document, created, data)) for data in printed),
        *(Step(f"{source.name} (draft)", partial(pages.draft, created, source)) for source in sources),
        *(Step(source.name, partial(pages.publish, created, source, at)) for at, source in publications),
        Step("files into the collections of their sections", partial(files.assign_collections, created)),
        *(Step(name, partial(people.add_reader, created, name, sources)) for name in people.READERS),
    ]
