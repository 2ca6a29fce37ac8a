"""Maps Wagtail's tree paths to the public paths of pages."""

from django.conf import settings


def locale_prefix(locale: str) -> str:
    """Return the prefix of a language's paths: none for English, /cy for Welsh."""
    return "" if locale == settings.LANGUAGE_CODE else f"/{locale}"


def public_path(url_path: str, locale: str) -> str:
    """Return the public path: /home/guidance/x/ becomes /guidance/x/, or /cy/guidance/x/ in Welsh.

    The first part of Wagtail's path is the home page's slug, which readers never see.
    """
    slugs = url_path.strip("/").split("/")[1:]
    return "/".join([locale_prefix(locale), *slugs, ""])
