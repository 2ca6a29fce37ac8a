"""Signing in and out: the only pages with a form that needs a cookie."""

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.utils.translation import gettext as _

from website.locales import locale_for_path
from website.pages.layout import frame_for


class SignIn(LoginView):
    """Django's login in our look. Afterwards the reader is back where they came from."""

    template_name = "website/login.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Return home, in the language of the form."""
        return str(self.next_page or locale_for_path(self.request.path).home)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the frame."""
        locale = locale_for_path(self.request.path)
        frame = frame_for(self.request, locale, self.request.path)
        own = {"title": _("Sign in"), "robots": "noindex"}
        return super().get_context_data(**kwargs) | frame.context() | own

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Speak the language of the address, while answering and while rendering."""
        with locale_for_path(self.request.path).activate():
            response = super().dispatch(*args, **kwargs)
            return response.render() if hasattr(response, "render") else response


class SignOut(LogoutView):
    """Django's logout: by POST only."""

    def get_default_redirect_url(self) -> str:
        """Return home, in the language of the page."""
        return locale_for_path(self.request.path).home
