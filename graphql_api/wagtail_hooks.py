"""Registers the API's screens with Wagtail, which looks for a module of this name."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from graphql_api.wagtail_admin.operations import ACTIONS, OperationViewSet


@hooks.register("register_admin_viewset")
def operations() -> OperationViewSet:
    """Add the list of registered operations."""
    return OperationViewSet()


@hooks.register("register_log_actions")
def operation_actions(registry: LogActionRegistry) -> None:
    """Say in the history what was done to operations."""
    for action, formatter in ACTIONS.items():
        registry.register_action(action)(formatter)
