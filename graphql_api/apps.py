"""App configuration of the API."""

from typing import Any

from django.apps import AppConfig


class GraphqlApiConfig(AppConfig):
    """GraphQL for partners and mobile apps."""

    name = "graphql_api"

    def ready(self) -> None:
        from corsheaders.signals import check_request_enabled

        from graphql_api.base.callers import Caller
        from graphql_api.execution.caching.purging import TagPurgeConsumer, is_purging_enabled
        from graphql_api.http.cors import is_partner_origin
        from graphql_api.partner import hooks
        from partners.models import Partner, RegisteredOperation
        from partners.usage.deprecations import register_deprecations
        from publishing.consumers.registry import register_consumer

        check_request_enabled.connect(is_partner_origin)
        if is_purging_enabled():
            register_consumer(TagPurgeConsumer(), TagPurgeConsumer.name)

        def find_deprecated_fields() -> dict[str, str]:
            from graphql_api.schema.deprecations import deprecated_fields  # builds the schema: only if needed

            return deprecated_fields()

        register_deprecations(find_deprecated_fields)

        def register_text(partner: Partner, text: str, by: Any = None) -> RegisteredOperation:
            from graphql_api.operations.registration import register
            from graphql_api.operations.texts import OperationText

            return register(partner, [OperationText.parse(text)], by)[0]

        def read_balances(caller: Caller) -> list[hooks.BudgetBalance]:
            from graphql_api.execution.cost.balances import read_balances

            return read_balances(caller)

        hooks.register = register_text
        hooks.read_balances = read_balances
