"""The languages of the website, and the addresses that are not items' own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils import translation


@dataclass(frozen=True)
class Locale:
    """A language as the website speaks it. `home` is the prefix of every address in it."""

    code: str
    tag: str
    name: str
    home: str
    search: str
    threat_level: str

    @property
    def feeds(self) -> str:
        """The address of the list of feeds."""
        return f"{self.home}feeds/"

    @contextmanager
    def spoken(self) -> Iterator[None]:
        """Speak this language within the block."""
        with translation.override(self.code):
            yield


ENGLISH = Locale("en-gb", "en-GB", "English", "/", "/search/", "/threat-level/")
WELSH = Locale("cy", "cy", "Cymraeg", "/cy/", "/cy/chwilio/", "/cy/lefel-bygythiad/")
LOCALES = {locale.code: locale for locale in (ENGLISH, WELSH)}


def locale_of(code: str) -> Locale:
    """Return the locale of a code; what is written in another language is framed in English."""
    return LOCALES.get(code, ENGLISH)


def locale_at(path: str) -> Locale:
    """Return the locale that an address belongs to."""
    return WELSH if path.startswith(WELSH.home) or path == WELSH.home.rstrip("/") else ENGLISH
