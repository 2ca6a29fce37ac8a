"""Registers the API's admin views with Wagtail, which imports modules with this name."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from graphql_api.wagtail_admin.operations import ACTIONS, OperationViewSet


@hooks.register("register_admin_viewset")
def operations() -> OperationViewSet:
    """Add the views of registered operations."""
    return OperationViewSet()


@hooks.register("register_log_actions")
def operation_actions(registry: LogActionRegistry) -> None:
    """Show the actions on operations in their history."""
    for action, formatter in ACTIONS.items():
        registry.register_action(action)(formatter)
