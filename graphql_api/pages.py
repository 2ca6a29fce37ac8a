"""Pages that hold the site together: home, sections and plain pages."""

import strawberry

from graphql_api.connections import After, Before, Connection, First, Info, Last, Locale, walk_of
from graphql_api.content import Content, content_type, details_of
from graphql_api.fields import field
from graphql_api.walks import Page, Window
from publishing.details import SectionDetails
from publishing.kinds import Kind


@content_type(Kind.HOME)
@strawberry.type(description="The home page.")
class HomePage(Content):
    pass


@content_type(Kind.SECTION)
@strawberry.type(description="The index of a kind of content, or a group of pages.")
class Section(Content):
    @field("The kind of content it lists; null when it only groups pages.")
    def lists(self) -> Kind | None:
        return details_of(self, SectionDetails).lists


@content_type(Kind.STANDARD)
@strawberry.type(description="A plain page.")
class StandardPage(Content):
    pass


@strawberry.type
class PagesQuery:
    @field("The home page.")
    def home_page(self, info: Info, locale: Locale = "en-gb") -> HomePage | None:
        nodes = Page(walk_of(info, locale, Kind.HOME), Window(first=1)).siblings.nodes
        return nodes[0] if nodes else None

    @field("Sections of the site.")
    def sections(
        self,
        info: Info,
        locale: Locale = "en-gb",
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Section]:
        return Connection(page=Page(walk_of(info, locale, Kind.SECTION), Window(first, after, last, before)))

    @field("Plain pages.")
    def standard_pages(
        self,
        info: Info,
        locale: Locale = "en-gb",
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[StandardPage]:
        return Connection(page=Page(walk_of(info, locale, Kind.STANDARD), Window(first, after, last, before)))
