"""GraphQL's address, that of the feed of its changes, and that of the keys that its signatures are verified with."""

from django.urls import path

from graphql_api.changelog import feed
from graphql_api.signatures import jwks
from graphql_api.views import endpoint

app_name = "graphql_api"
urlpatterns = [
    path("graphql", endpoint, name="endpoint"),
    path("graphql/", endpoint),
    path("graphql/op/<str:sha256>", endpoint, name="operation"),
    path("graphql/changelog.atom", feed, name="changelog"),
    path(".well-known/jwks.json", jwks, name="jwks"),
]
