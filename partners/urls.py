"""Partners' addresses outside the admin."""

from django.urls import path

from partners.oauth.views import token

app_name = "partners"
urlpatterns = [path("oauth/token", token, name="token")]
