"""The language of content: one rule for all root fields that return content in a requested language.

An item is returned in the requested language if it has a translation that the viewer may see. Otherwise it is returned
in the default language, or not at all: `fallback` decides. What an item refers to is in the language of the item, if
possible: so its fields are the same whatever was requested, and clients can store them by its `id`.
"""

from typing import Annotated, NamedTuple, Protocol

import strawberry
from django.conf import settings
from graphql.pyutils import Path

from graphql_api.base.enums import LocaleFallback
from graphql_api.base.errors import Code, HubError
from graphql_api.content.context import RequestContext
from publishing.models import ContentItem
from publishing.models.items import FALLBACK_LOCALE, ContentItemQuerySet

_KNOWN = " or ".join(f"`{code}`" for code, _ in settings.LANGUAGES)

Locale = Annotated[str, strawberry.argument(description=f"The language of the content: {_KNOWN}.")]
OptionalLocale = Annotated[
    str | None,
    strawberry.argument(
        description=f"The language of the content: {_KNOWN}. By default that of the `id` or `path`, otherwise "
        f"`{FALLBACK_LOCALE}`."
    ),
]
Fallback = Annotated[
    LocaleFallback, strawberry.argument(description="What to return if there is no translation into `locale`.")
]


class RequestedLocale(NamedTuple):
    """A language, and what to return for items without a translation into it."""

    locale: str = FALLBACK_LOCALE
    fallback: LocaleFallback = LocaleFallback.DEFAULT

    @property
    def accepted(self) -> tuple[str, ...]:
        """The languages in which items are returned, in order of preference."""
        falls_back = self.fallback is LocaleFallback.DEFAULT and self.locale != FALLBACK_LOCALE
        return (self.locale, FALLBACK_LOCALE) if falls_back else (self.locale,)

    def choose(self, translations: ContentItemQuerySet) -> ContentItem | None:
        """Return one of the translations of an item."""
        found = {item.locale: item for item in translations.filter(locale__in=self.accepted)}
        return next((found[locale] for locale in self.accepted if locale in found), None)


class RootInfo(Protocol):
    """The parts of strawberry's and graphql-core's info that are used here."""

    @property
    def path(self) -> Path: ...

    @property
    def context(self) -> RequestContext: ...


def request_locale(info: RootInfo, locale: str, fallback: LocaleFallback) -> RequestedLocale:
    """Return what a root field's arguments request, and report it in the response."""
    requested = RequestedLocale(validate_locale(locale), fallback)
    _report(info, requested.locale, fallback)
    return requested


def request_optional_locale(info: RootInfo, locale: str | None, fallback: LocaleFallback) -> RequestedLocale | None:
    """Do the same for a field that can find an item in any language: None if no language is requested."""
    if locale is not None:
        return request_locale(info, locale, fallback)
    _report(info, None, fallback)
    return None


def _report(info: RootInfo, locale: str | None, fallback: LocaleFallback) -> None:
    requested = {"locale": locale, "fallback": fallback.name}
    info.context.requested_locales[str(info.path.key)] = requested


def validate_locale(locale: str) -> str:
    """Return the locale in lower case. Raise BAD_INPUT if the hub does not publish in it."""
    known = [code for code, _ in settings.LANGUAGES]
    if locale.lower() not in known:
        raise HubError(Code.BAD_INPUT, f"Unknown locale: the hub publishes in {' and '.join(known)}.")
    return locale.lower()
