"""Registers the API's admin views with Wagtail, which imports modules with this name."""

from wagtail import hooks

from graphql_api.wagtail_admin.operations import OperationViewSet


@hooks.register("register_admin_viewset")
def operations() -> OperationViewSet:
    """Add the views of registered operations."""
    return OperationViewSet()
