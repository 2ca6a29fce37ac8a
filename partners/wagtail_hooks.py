"""Registers partners' screens with Wagtail, which looks for a module of this name."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.log_actions import LogActionRegistry

from partners.wagtail_admin.audit import ACTIONS
from partners.wagtail_admin.fields import FieldViewSet
from partners.wagtail_admin.keys import KeyViewSet
from partners.wagtail_admin.partners import PartnerViewSet


class PartnersGroup(ViewSetGroup):
    """Organisations, their keys, and what they use."""

    menu_label = "Partners"
    menu_name = "partners"
    menu_icon = "group"
    menu_order = 320
    submenu_hook = "register_partners_menu_item"  # graphql_api adds its screen by it
    items = (PartnerViewSet, KeyViewSet, FieldViewSet)


@hooks.register("register_admin_viewset")
def partners_group() -> PartnersGroup:
    """Add the menu."""
    return PartnersGroup()


@hooks.register("register_permissions")
def partner_permissions() -> QuerySet[Permission]:
    """Let administrators give and take the permissions that Wagtail does not list by itself."""
    return Permission.objects.filter(
        content_type__app_label="partners", codename__in=("grant_audience", "view_fieldcount")
    )


@hooks.register("register_log_actions")
def partner_actions(registry: LogActionRegistry) -> None:
    """Say in the history what was done to partners and keys."""
    for action, formatter in ACTIONS.items():
        registry.register_action(action)(formatter)
