"""Registers the admin views of search with Wagtail."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.log_actions import LogActionRegistry

from search.wagtail_admin.analytics import AnalyticsViewSet
from search.wagtail_admin.status import StatusViewSet
from search.wagtail_admin.vocabulary import BestBetViewSet, SynonymViewSet
from search.wagtail_admin.vocabulary_audit import ACTIONS
from search.wagtail_admin.vocabulary_items import ItemChooserViewSet, item_chooser


class SearchGroup(ViewSetGroup):
    """The search menu."""

    menu_label = "Site search"
    menu_name = "search"
    menu_icon = "search"
    menu_order = 310
    items = (AnalyticsViewSet, SynonymViewSet, BestBetViewSet, StatusViewSet)


@hooks.register("register_admin_viewset")
def search_group() -> SearchGroup:
    """Add the menu."""
    return SearchGroup()


@hooks.register("register_permissions")
def analytics_permission() -> QuerySet[Permission]:
    """Let administrators grant the permission to see search analytics."""
    return Permission.objects.filter(content_type__app_label="search", codename="view_searchcount")


@hooks.register("register_permissions")
def status_permissions() -> QuerySet[Permission]:
    """Let administrators grant the permissions to see the engines and to retry documents."""
    return Permission.objects.filter(
        content_type__app_label="search", codename__in=("view_setaside", "change_setaside")
    )


@hooks.register("register_admin_viewset")
def best_bet_pages() -> ItemChooserViewSet:
    """Add the chooser for the pages of a best bet."""
    return item_chooser


@hooks.register("register_log_actions")
def vocabulary_actions(registry: LogActionRegistry) -> None:
    """Describe changes of synonyms and best bets in the history."""
    for action, formatter in ACTIONS.items():
        registry.register_action(action)(formatter)
