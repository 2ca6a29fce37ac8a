"""Synonyms and best bets in the admin: lists, forms with preview, and a history of changes."""

from typing import Any

from django.db.models import Model
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from search.models import BestBet, SynonymSet
from search.wagtail_admin.vocabulary_audit import CREATED, DELETED, EDITED, describe_entry, record
from search.wagtail_admin.vocabulary_forms import best_bet_form, synonym_form
from search.wagtail_admin.vocabulary_items import page_titles
from search.wagtail_admin.vocabulary_preview import PreviewedForm


class BestBetIndexView(IndexView):
    """The list of best bets, with the titles of their pages loaded in one SQL query."""

    def get_table(self, object_list: Any) -> Any:
        """Add a column with the titles."""
        titles = page_titles(object_list)
        pages = Column("pages", label="Pages", accessor=lambda bet: titles[bet.pk])
        first, *others = super().columns
        self.columns = [first, pages, *others]
        return super().get_table(object_list)


class VocabularyCreateView(PreviewedForm, CreateView):
    """Logs the new entry."""

    def get_initial(self) -> dict[str, Any]:
        """Fill in values from the query string: analytics links here with a search text and its language."""
        initial: dict[str, Any] = super().get_initial()
        query = self.request.GET
        return initial | {name: query[name] for name in ("locale", "terms", "queries") if name in query}

    def save_instance(self) -> Any:
        """Save, and log our own entry instead of Wagtail's."""
        action = self.action_class(self.form.instance, user=self.request.user, form=self.form, log_action=None)
        entry = action.execute(skip_permission_checks=True)
        record(entry, CREATED, self.request.user, {}, describe_entry(entry))
        return entry


class VocabularyEditView(PreviewedForm, EditView):
    """Logs the changes."""

    def save_instance(self) -> Any:
        """Save, and log our own entry instead of Wagtail's."""
        before = describe_entry(self.model.objects.get(pk=self.object.pk))
        action = self.action_class(self.form.instance, user=self.request.user, form=self.form, log_action=None)
        entry = action.execute(skip_permission_checks=True)
        record(entry, EDITED, self.request.user, before, describe_entry(entry))
        return entry


class VocabularyDeleteView(DeleteView):
    """Logs the deleted entry."""

    def delete_action(self) -> None:
        """Log our own entry instead of Wagtail's, and delete."""
        record(self.object, DELETED, self.request.user, describe_entry(self.object), {})
        action = self.action_class(self.object, user=self.request.user, log_action=None)
        action.execute(skip_permission_checks=True)


COLUMNS = (
    Column("locale", label="Language", accessor="get_locale_display", sort_key="locale"),
    BooleanColumn("active", label="In use", sort_key="active"),
    DateColumn("updated_at", label="Last changed", sort_key="updated_at"),
)


class VocabularyViewSet(ModelViewSet):
    """Base class of both viewsets."""

    add_view_class = VocabularyCreateView
    edit_view_class = VocabularyEditView
    delete_view_class = VocabularyDeleteView
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    list_filter = ["locale", "active"]


class SynonymViewSet(VocabularyViewSet):
    """Synonym sets."""

    model: type[Model] = SynonymSet
    name = "synonyms"
    url_prefix = "search/synonyms"
    icon = "list-ul"
    menu_label = "Synonyms"
    list_display = [
        "__str__",
        *COLUMNS,
    ]
    list_export = ["locale", "terms", "meanings", "capitals", "active", "note", "updated_at"]
    export_filename = "synonyms"
    search_fields = ["terms", "meanings", "note"]
    edit_handler = synonym_form


class BestBetViewSet(VocabularyViewSet):
    """Best bets."""

    model: type[Model] = BestBet
    index_view_class = BestBetIndexView
    name = "best_bets"
    url_prefix = "search/best-bets"
    icon = "pick"
    menu_label = "Best bets"
    list_display = [
        "__str__",
        *COLUMNS,
    ]
    list_export = ["locale", "queries", "within", "items", "starts_at", "ends_at", "active", "note", "updated_at"]
    export_filename = "best-bets"
    search_fields = ["queries", "note"]
    edit_handler = best_bet_form
