"""Who may send a mutation."""

from collections.abc import Callable
from typing import Any

import strawberry
from strawberry_django.permissions import DjangoPermissionExtension

from graphql_api.base.errors import Code, HubError
from graphql_api.content.context import RequestContext
from partners.models import Scope


class MayChange(DjangoPermissionExtension):
    """Allows a mutation to keys with a scope, and to accounts with a permission."""

    def __init__(self, scope: Scope, permission: str) -> None:
        super().__init__(use_directives=False, fail_silently=False)
        self.scope = scope
        self.permission = permission

    def resolve_for_user(
        self,
        resolver: Callable[[], Any],
        user: Any,
        *,
        info: strawberry.Info[RequestContext, None],
        source: Any,
    ) -> Any:
        """Resolve the field, or raise FORBIDDEN."""
        caller = info.context.caller
        assert caller is not None, "the endpoint identifies the caller"
        if caller.key and self.scope not in caller.scopes:
            raise HubError(Code.FORBIDDEN, f"Your key does not have the scope `{self.scope}`. Ask the hub for it.")
        if not caller.key and not user.has_perm(self.permission):
            raise HubError(Code.FORBIDDEN, "Your account does not have the permission to do this.")
        return resolver()
