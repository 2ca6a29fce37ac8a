"""Registers the screens of search with Wagtail, which looks for a module of this name."""

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
    """What people search for, and what they are shown."""

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
    """Let administrators give and take the permission to look at what people search for."""
    return Permission.objects.filter(content_type__app_label="search", codename="view_searchcount")


@hooks.register("register_permissions")
def status_permissions() -> QuerySet[Permission]:
    """Let administrators give and take those to look at the engines and to have documents tried again."""
    return Permission.objects.filter(
        content_type__app_label="search", codename__in=("view_setaside", "change_setaside")
    )


@hooks.register("register_admin_viewset")
def best_bet_pages() -> ItemChooserViewSet:
    """Add the window in which a best bet's pages are chosen."""
    return item_chooser


@hooks.register("register_log_actions")
def vocabulary_actions(registry: LogActionRegistry) -> None:
    """Say in the history what was changed in synonyms and best bets."""
    for action, formatter in ACTIONS.items():
        registry.register_action(action)(formatter)
