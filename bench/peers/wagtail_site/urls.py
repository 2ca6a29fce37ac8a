"""The one peer's address, under the path that it has by its own documentation."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def ready(request: HttpRequest) -> HttpResponse:
    """Say that the site is up."""
    return HttpResponse("ready")


urlpatterns = [path("readyz", ready)]
if settings.PEER == "grapple":
    urlpatterns.append(path("", include("grapple.urls")))
elif settings.PEER == "strawberry_django":
    from django.views.decorators.csrf import csrf_exempt
    from strawberry.django.views import GraphQLView

    from bench.peers.wagtail_site.strawberry_schema import schema

    urlpatterns.append(path("graphql/", csrf_exempt(GraphQLView.as_view(schema=schema))))
else:
    from wagtail.api.v2.router import WagtailAPIRouter
    from wagtail.api.v2.views import PagesAPIViewSet

    router = WagtailAPIRouter("api")
    router.register_endpoint("pages", PagesAPIViewSet)
    urlpatterns.append(path("api/v2/", router.urls))
urlpatterns.append(path("", include("wagtail.urls")))  # links in rich text lead to its addresses
