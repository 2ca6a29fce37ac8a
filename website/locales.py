"""The languages of the website, and the URLs of its pages that are not content items."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Locale:
    """A language of the website, with the URLs of its pages. `home` is the prefix of all its URLs."""

    code: str
    tag: str
    name: str
    home: str
    search: str
    threat_level: str
    markings: str
    developers: str
    all_parts: str
    """The last segment of the URL of a country's whole advice on one page."""
    changes: str
    """The last segment of the URL of the history of a country's advice."""

    @property
    def language(self) -> str:
        """The language without the country: en."""
        return self.code[:2]

    @property
    def feeds(self) -> str:
        """The URL of the list of feeds."""
        return f"{self.home}feeds/"

    def path_within(self, path: str, locale: str) -> str:
        """Return where readers of this language find the page at a path: if it is written in another, with everything
        around it in theirs (views/content.py). Only the default language has no prefix for that."""
        return path if locale == self.code else self.home.rstrip("/") + path

    def path_inside(self, path: str) -> str:
        """Return the path that a page in another language would have itself, if it is shown at `path`: an empty string
        if that is not below this language's prefix."""
        prefix = self.home.rstrip("/")
        return path.removeprefix(prefix) if prefix and path.startswith(self.home) and path != self.home else ""

    @contextmanager
    def activate(self) -> Iterator[None]:
        """Translate into this language within the block."""
        with translation.override(self.code):
            yield


ENGLISH = Locale(
    "en-gb", "en-GB", "English", "/", "/search/", "/threat-level/", "/markings/", "/developers/", "all", "changes"
)
WELSH = Locale(
    "cy",
    "cy",
    "Cymraeg",
    "/cy/",
    "/cy/chwilio/",
    "/cy/lefel-bygythiad/",
    "/cy/marciadau/",
    "/cy/datblygwyr/",
    "cyfan",
    "newidiadau",
)
LOCALES = {locale.code: locale for locale in (ENGLISH, WELSH)}


def get_locale(code: str) -> Locale:
    """Return the locale with this code, or English, in whose layout content in any other language is shown."""
    return LOCALES.get(code, ENGLISH)


def lang_attribute(code: str, around: Locale) -> SafeString:
    """Return the attribute of a text that is in another language than what is around it."""
    return SafeString("") if code in ("", around.code) else format_html(' lang="{}"', get_locale(code).tag)


def locale_for_path(path: str) -> Locale:
    """Return the locale that a URL belongs to."""
    return WELSH if path.startswith(WELSH.home) or path == WELSH.home.rstrip("/") else ENGLISH
