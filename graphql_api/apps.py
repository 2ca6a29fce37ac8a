"""The API's app."""

from django.apps import AppConfig


class GraphqlApiConfig(AppConfig):
    """GraphQL for partners and mobile apps. Lets partners' pages in."""

    name = "graphql_api"

    def ready(self) -> None:
        from corsheaders.signals import check_request_enabled

        from graphql_api.execution.caching.purging import TagPurgeConsumer, are_purged
        from graphql_api.http.cors import is_page_of_a_partner
        from partners.usage.deprecations import register_deprecations
        from publishing.consumers.registry import register_consumer

        check_request_enabled.connect(is_page_of_a_partner)
        if are_purged():
            register_consumer(TagPurgeConsumer(), TagPurgeConsumer.name)
        register_deprecations(_deprecated_fields)


def _deprecated_fields() -> dict[str, str]:
    from graphql_api.execution.operation_summary import (
        deprecated_fields,  # the schema is only made where it is asked for
    )

    return deprecated_fields()
