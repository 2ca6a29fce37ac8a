"""Every feed there is, for the page that lists them and for the pages that offer theirs."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Kind
from publishing.kinds.declaration import Declaration
from publishing.kinds.registry import INDEXED
from publishing.models import ContentItem
from publishing.models.details import read_facts, with_facts
from website.locales import WELSH, Locale


def _place(declaration: Declaration) -> int:
    assert declaration.index is not None, "what is in the list has an index"
    return declaration.index.feed_place or declaration.index.place


FEED_KINDS = tuple(declaration.kind for declaration in sorted(INDEXED, key=_place))


@dataclass(frozen=True)
class Feed:
    """A feed in its two forms."""

    title: str
    atom: str
    json: str


def feed(locale: Locale, title: str, what: str, *names: str) -> Feed:
    """Return the addresses of a feed; `what` is feed, feed-kind, feed-topic or feed-country."""
    prefix = "cy-" if locale == WELSH else ""
    atom, json = (reverse(f"website:{prefix}{what}", args=[*names, form]) for form in ("atom", "json"))
    return Feed(title, atom, json)


def feed_of_kind(locale: Locale, kind: Kind) -> Feed | None:
    """Return a kind's feed."""
    if kind not in FEED_KINDS:
        return None
    return feed(locale, str(kind.label), "feed-kind", kind.value.replace("_", "-"))


def all_feeds(locale: Locale) -> list[tuple[str, list[Feed]]]:
    """Return every public feed in groups: one query."""
    rows = (
        ContentItem.objects.visible_to(ANONYMOUS)
        .of_kind(Kind.TOPIC, Kind.TRAVEL_ADVICE)
        .in_locale(locale.code)
        .order_by("edition__title")
        .slim()
    )
    topics, countries = [], []
    for row in read_facts(with_facts(rows, "slug", "country_slug")):
        assert row.edition is not None, "a live item has an edition"
        title, facts = row.edition.title, vars(row)["facts"]
        if row.kind == Kind.TOPIC:
            topics.append(feed(locale, title, "feed-topic", facts["slug"]))
        else:
            countries.append(feed(locale, title, "feed-country", facts["country_slug"]))
    kinds = [found for kind in FEED_KINDS if (found := feed_of_kind(locale, kind))]
    return [
        (_("Everything"), [feed(locale, _("Everything new"), "feed")]),
        (_("By kind"), kinds),
        (_("By topic"), topics),
        (_("By country"), countries),
    ]
