"""Where readers find a page: one function, from Wagtail's tree path to the hub's path."""

from django.conf import settings


def locale_prefix(locale: str) -> str:
    """Return what the paths of a language begin with: nothing for English, /cy for Welsh."""
    return "" if locale == settings.LANGUAGE_CODE else f"/{locale}"


def public_path(url_path: str, locale: str) -> str:
    """Return the hub's path: /home/guidance/x/ becomes /guidance/x/, or /cy/guidance/x/ in Welsh.

    The first part of Wagtail's path is the home page's slug, which readers never see.
    """
    slugs = url_path.strip("/").split("/")[1:]
    return "/".join([locale_prefix(locale), *slugs, ""])
