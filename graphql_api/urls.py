"""GraphQL's address."""

from django.urls import path

from graphql_api.views import endpoint

app_name = "graphql_api"
urlpatterns = [path("graphql", endpoint, name="endpoint"), path("graphql/", endpoint)]
