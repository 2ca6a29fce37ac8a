"""The API's app."""

from django.apps import AppConfig


class GraphqlApiConfig(AppConfig):
    """GraphQL for partners and mobile apps. Lets partners' pages in."""

    name = "graphql_api"

    def ready(self) -> None:
        from corsheaders.signals import check_request_enabled

        from graphql_api.cors import is_page_of_a_partner

        check_request_enabled.connect(is_page_of_a_partner)
