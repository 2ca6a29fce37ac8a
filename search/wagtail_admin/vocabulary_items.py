"""Pages that a best bet may show, chosen by their titles: only what everybody may read is offered or named."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from django.urls import path
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import BaseChooseView, ChooseResultsView, ChooseView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser

from publishing.models import ContentItem
from publishing.models.items import ContentItemQuerySet
from search.models import BestBet
from search.models.vocabulary import pinnable_items

MOST_WORDS = 8
NOT_PUBLIC = "(a page that is not public)"


def title_of(item: ContentItem) -> str:
    """Return what an item is called."""
    return item.edition.title if item.edition else str(item)


def label_of(item: ContentItem) -> str:
    """Return an item's title and address: titles are not unique."""
    return f"{title_of(item)} ({item.path})"


def titles_of(bets: Iterable[BestBet]) -> dict[int, str]:
    """Return what the pages of each best bet are called, in order, by its key. One query."""
    wanted = {content_id for bet in bets for content_id in bet.items}
    found = pinnable_items().slim().filter(content_id__in=wanted)
    titles = {(str(item.content_id), item.locale): title_of(item) for item in found}
    return {bet.pk: ", ".join(titles.get((item, bet.locale), NOT_PUBLIC) for item in bet.items) for bet in bets}


class ItemFilterForm(BaseFilterForm):
    """Searches titles, paths and codes."""

    q = forms.CharField(
        label="Search", required=False, widget=forms.TextInput(attrs={"placeholder": "Title, code or address"})
    )

    def filter(self, objects: ContentItemQuerySet) -> ContentItemQuerySet:
        """Keep what has every word."""
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        for word in self.search_query.split()[:MOST_WORDS]:
            objects = objects.filter(Q(edition__title__icontains=word) | Q(path__icontains=word) | Q(code__iexact=word))
        return objects


class _Offered(BaseChooseView):
    """What both lists of the chooser show."""

    filter_form_class = ItemFilterForm
    ordering = ("kind", "edition__title", "pk")

    def get_object_list(self) -> ContentItemQuerySet:
        """Return public pages."""
        return pinnable_items().slim()

    @property
    def columns(self) -> list[Any]:
        """Return title, kind and address."""
        title = super().columns[0]
        title.accessor = title_of
        return [title, Column("kind", label="Kind", accessor="get_kind_display"), Column("path", label="Address")]


class ItemChooseView(_Offered, ChooseView):
    """The chooser's window."""


class ItemChooseResultsView(_Offered, ChooseResultsView):
    """Its list, after a search or on another page."""


class ItemChosenView(ChosenView):
    """The answer to a choice."""

    def get_object(self, pk: str) -> ContentItem:
        """Return a public page: this address must not tell the titles of others."""
        try:
            return pinnable_items().slim().get(pk=UUID(pk))
        except ValueError:
            raise ObjectDoesNotExist(pk) from None

    def get_display_title(self, instance: ContentItem) -> str:
        """Return title and address."""
        return label_of(instance)


class ItemChooser(BaseChooser):
    """The form's field for one page."""

    show_edit_link = False

    def get_instance(self, value: Any) -> ContentItem | None:
        """Return the page, if everybody may read it."""
        if value is None or isinstance(value, ContentItem):
            return value
        return pinnable_items().slim().filter(pk=value).first()

    def get_display_title(self, instance: ContentItem) -> str:
        """Return title and address."""
        return label_of(instance)


class ItemChooserViewSet(ChooserViewSet):
    """Chooses one of the public pages in the form's language."""

    model = ContentItem
    icon = "doc-empty-inverse"
    choose_one_text = "Choose a page"
    choose_another_text = "Choose another page"
    register_widget = False
    url_filter_parameters = ("locale",)
    preserve_url_parameters = ("multiple", "locale")
    choose_view_class = ItemChooseView
    choose_results_view_class = ItemChooseResultsView
    chosen_view_class = ItemChosenView
    base_widget_class = ItemChooser

    def get_urlpatterns(self) -> list[Any]:
        """Return the addresses to choose by; nothing is made here, and one page is chosen at a time."""
        return [
            path("", self.choose_view, name="choose"),
            path("results/", self.choose_results_view, name="choose_results"),
            path("chosen/<str:pk>/", self.chosen_view, name="chosen"),
        ]


item_chooser = ItemChooserViewSet("search_pages", url_prefix="search/pages")
