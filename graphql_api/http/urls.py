"""URLs of the GraphQL endpoint, the feed of schema changes and the keys that verify signatures."""

from django.urls import path

from graphql_api.content.signing.signatures import jwks
from graphql_api.http.views import endpoint
from graphql_api.schema.changelog import feed

app_name = "graphql_api"
urlpatterns = [
    path("graphql", endpoint, name="endpoint"),
    path("graphql/", endpoint),
    path("graphql/op/<str:hash_>", endpoint, name="operation"),
    path("graphql/changelog.atom", feed, name="changelog"),
    path(".well-known/jwks.json", jwks, name="jwks"),
]
