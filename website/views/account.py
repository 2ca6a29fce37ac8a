"""Signing in and out: the only pages with a form that needs a cookie."""

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.utils.translation import gettext as _

from website.locales import locale_for_path
from website.pages.layout import build_layout


class SignIn(LoginView):
    """Django's login view in the website's layout."""

    template_name = "website/login.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Return the home page in the form's language."""
        return str(self.next_page or locale_for_path(self.request.path).home)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the context of the layout."""
        locale = locale_for_path(self.request.path)
        layout = build_layout(self.request, locale, self.request.path)
        about = _("For people with an account from the programme. You can read everything public without signing in.")
        own = {"title": _("Sign in"), "description": about, "robots": "noindex"}
        return super().get_context_data(**kwargs) | layout.context() | own

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Handle the request and render the response in the URL's language."""
        with locale_for_path(self.request.path).activate():
            response = super().dispatch(*args, **kwargs)
            return response.render() if hasattr(response, "render") else response


class SignOut(LogoutView):
    """Django's logout view: by POST only."""

    def get_default_redirect_url(self) -> str:
        """Return the home page in the page's language."""
        return locale_for_path(self.request.path).home
