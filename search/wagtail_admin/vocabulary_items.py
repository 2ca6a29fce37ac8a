"""Chooser for the pages of a best bet: only public pages are listed or named."""

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

MAX_TERMS = 8
NOT_PUBLIC = "(a page that is not public)"


def get_title(item: ContentItem) -> str:
    """Return an item's title."""
    return item.edition.title if item.edition else str(item)


def get_label(item: ContentItem) -> str:
    """Return an item's title and path: titles are not unique."""
    return f"{get_title(item)} ({item.path})"


def page_titles(bets: Iterable[BestBet]) -> dict[int, str]:
    """Return the titles of each best bet's pages, in order, by its primary key. One SQL query."""
    wanted = {content_id for bet in bets for content_id in bet.items}
    found = pinnable_items().slim().filter(content_id__in=wanted)
    titles = {(str(item.content_id), item.locale): get_title(item) for item in found}
    return {bet.pk: ", ".join(titles.get((item, bet.locale), NOT_PUBLIC) for item in bet.items) for bet in bets}


class ItemFilterForm(BaseFilterForm):
    """Searches titles, paths and codes."""

    q = forms.CharField(
        label="Search", required=False, widget=forms.TextInput(attrs={"placeholder": "Title, code or address"})
    )

    def filter(self, objects: ContentItemQuerySet) -> ContentItemQuerySet:
        """Keep items that contain every term."""
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        for term in self.search_query.split()[:MAX_TERMS]:
            objects = objects.filter(Q(edition__title__icontains=term) | Q(path__icontains=term) | Q(code__iexact=term))
        return objects


class _PublicItems(BaseChooseView):
    """The items that both lists of the chooser show."""

    filter_form_class = ItemFilterForm
    ordering = ("kind", "edition__title", "pk")

    def get_object_list(self) -> ContentItemQuerySet:
        """Return public pages."""
        return pinnable_items().slim()

    @property
    def columns(self) -> list[Any]:
        """Return title, kind and path."""
        title = super().columns[0]
        title.accessor = get_title
        return [title, Column("kind", label="Kind", accessor="get_kind_display"), Column("path", label="Address")]


class ItemChooseView(_PublicItems, ChooseView):
    """The chooser's modal."""


class ItemChooseResultsView(_PublicItems, ChooseResultsView):
    """The results in the modal, after a search or on another page."""


class ItemChosenView(ChosenView):
    """The response to a choice."""

    def get_object(self, pk: str) -> ContentItem:
        """Return a public page: this URL must not reveal the titles of others."""
        try:
            return pinnable_items().slim().get(pk=UUID(pk))
        except ValueError:
            raise ObjectDoesNotExist(pk) from None

    def get_display_title(self, instance: ContentItem) -> str:
        """Return title and path."""
        return get_label(instance)


class ItemChooser(BaseChooser):
    """The form widget for one page."""

    show_edit_link = False

    def get_instance(self, value: Any) -> ContentItem | None:
        """Return the page if it is public."""
        if value is None or isinstance(value, ContentItem):
            return value
        return pinnable_items().slim().filter(pk=value).first()

    def get_display_title(self, instance: ContentItem) -> str:
        """Return title and path."""
        return get_label(instance)


class ItemChooserViewSet(ChooserViewSet):
    """Chooses a public page in the form's language."""

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
        """Return the URLs for choosing one page; nothing can be created."""
        return [
            path("", self.choose_view, name="choose"),
            path("results/", self.choose_results_view, name="choose_results"),
            path("chosen/<str:pk>/", self.chosen_view, name="chosen"),
        ]


item_chooser = ItemChooserViewSet("search_pages", url_prefix="search/pages")
