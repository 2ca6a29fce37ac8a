"""Builds the search documents of items, the same for every engine."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import chain
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import override

from publishing.access.conditions import Facts
from publishing.geography.countries import digest_names, find_country, main_places
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import Searched
from publishing.kinds.registry import UNSEARCHED_KINDS
from publishing.models import Change, ContentItem, Edition, ItemTerm, Link
from publishing.models.items import ContentItemQuerySet
from search.base.analysis import analysis_language, code_key, normalise, title_key
from search.base.fields import TextFields, microseconds
from search.base.requests import Facet
from search.base.translations import describe_translation
from search.documents.plain_text import extract_block_texts, extract_detail_texts

FORMAT = 8
"""Increase this when documents are built differently: indices are then rebuilt."""


def document_format() -> tuple[int, str]:
    """Return what indices are built for. A country's document has its other names, which may come with another lock."""
    return FORMAT, digest_names()


Values = dict[Facet, list[str]]
_LISTS = frozenset({Kind.HOME, Kind.SECTION, Kind.TOPIC, Kind.SECTOR})
"""Their pages list others, and say nothing new: the newest pages are what they list."""

_LINKED = {Relation.WORK_STREAM: Facet.WORK_STREAM, Relation.TOPIC: Facet.TOPIC, Relation.SECTOR: Facet.SECTOR}


@dataclass(frozen=True)
class SearchDocument:
    """One live item that has a page. (The names of the fields are part of the digest.)"""

    item_id: UUID
    content_id: UUID
    edition_id: int
    locale: str
    language: str
    title: str
    whole_title: str
    summary: str
    body: str
    keywords: str
    codes: tuple[str, ...]
    audience: int
    marking: str
    projects: tuple[UUID, ...]
    translations: tuple[str, ...]
    """The other languages that it is published in, each with who may read it in that (search/base/translations.py)."""
    updated_at: int
    expires_at: int | None
    facets: dict[Facet, tuple[str, ...]]
    version: int
    """The sequence number of the item's last change: a document for an earlier change never replaces this one."""
    vectors: bytes = field(default=b"", repr=False)
    """Embedding vectors, if search by meaning is configured: rows of half-precision numbers. Not part of the digest."""

    @property
    def text(self) -> str:
        """Title and body: what is searched."""
        return f"{self.title}\n{self.body}"

    def text_values(self, fields: TextFields) -> dict[str, str]:
        """Return its text fields as a language is searched: each document has those of every language, because it is
        found in the others where it has no translation."""
        return {
            fields.title: self.title,
            fields.summary: self.summary,
            fields.body: self.body,
            fields.text: self.text,
            fields.keywords: self.keywords,
            fields.tokens: f"{self.text}\n{self.keywords}",
            fields.title_tokens: f"{self.title}\n{self.keywords}",
        }

    @property
    def access(self) -> Facts:
        """The facts that the access rule needs."""
        kind = self.facets[Facet.KIND][0]
        return Facts(self.audience, self.marking, kind, self.content_id, frozenset(self.projects))

    @cached_property
    def digest(self) -> str:
        """A hash that is equal for equal documents."""
        return hashlib.blake2b(repr(self).encode(), digest_size=12).hexdigest()


def latest_versions(item_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return the sequence number of the last change of each item or of its translations, which its document names: one
    query. If it is read before the items, it is never newer than their state."""
    contents = ContentItem.objects.filter(pk__in=item_ids).values("content_id")
    changes = Change.objects.filter(item__content_id__in=contents).order_by()
    rows = list(changes.values_list("item", "item__content_id").annotate(Max("sequence")))
    newest: dict[UUID, int] = defaultdict(int)
    for _, content_id, sequence in rows:
        newest[content_id] = max(newest[content_id], sequence)
    wanted = set(item_ids)
    return {item_id: newest[content_id] for item_id, content_id, _ in rows if item_id in wanted}


def with_translations(item_ids: Collection[UUID]) -> set[UUID]:
    """Return items with their translations: one query. A document names the translations of its item, so it changes
    with them."""
    contents = ContentItem.objects.filter(pk__in=item_ids).values("content_id")
    return {*item_ids, *ContentItem.objects.filter(content_id__in=contents).values_list("pk", flat=True)}


def indexable_items() -> ContentItemQuerySet:
    """Return the items that belong in an index: those that are published and have a page, except TLP:RED, which never
    leaves the website."""
    return ContentItem.objects.filter(gone="", path__isnull=False).exclude(kind__in=UNSEARCHED_KINDS).off_site()


def indexable_batches(size: int) -> Iterator[dict[UUID, datetime | None]]:
    """Yield the items that belong in an index, in order of id, with their expiry. Each batch is a separate query: one
    long query would keep SQLite from checkpointing its write-ahead log."""
    last = UUID(int=0)
    while batch := dict(indexable_items().filter(pk__gt=last).order_by("pk").values_list("pk", "expires_at")[:size]):
        yield batch
        last = max(batch)


def build_documents(versions: Mapping[UUID, int]) -> Iterator[SearchDocument]:
    """Yield the documents of these items that belong in an index and have not expired: six queries for any number."""
    items = list(indexable_items().live().filter(pk__in=versions).select_related("edition"))
    related, projects = _related_values(versions), _named_projects(versions)
    translations = _translations({item.content_id for item in items})
    for item in items:
        assert item.edition is not None, "a live item has an edition"
        others = chain.from_iterable(who for key, who in translations[item.content_id].items() if key != item.locale)
        document = _build_document(item, item.edition, versions[item.pk], related[item.pk], projects[item.pk])
        yield replace(document, translations=tuple(sorted(set(others))))


def _related_values(item_ids: Collection[UUID]) -> dict[UUID, Values]:
    """Return by item the facet values stored in tables of their own: links to other items, and countries."""
    values: dict[UUID, Values] = defaultdict(lambda: defaultdict(list))
    links = Link.objects.filter(source__in=item_ids, relation__in=_LINKED).order_by("relation", "position")
    for item_id, relation, target in links.values_list("source", "relation", "target"):
        values[item_id][_LINKED[Relation(relation)]].append(str(target))
    countries = ItemTerm.objects.filter(item__in=item_ids, name="country").order_by("value")
    for item_id, country in countries.values_list("item", "value"):
        values[item_id][Facet.COUNTRY].append(country.upper())
    return values


def _named_projects(item_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Return by item the projects whose members may read it."""
    named: dict[UUID, list[UUID]] = defaultdict(list)
    projects = ContentItem.objects.filter(pk__in=item_ids, edition__named_projects__isnull=False).order_by()
    for item_id, project in projects.values_list("pk", "edition__named_projects__project"):
        named[item_id].append(project)
    return named


def _translations(content_ids: Collection[UUID]) -> dict[UUID, dict[str, list[str]]]:
    """Return by content and by language who may find it in that."""
    rows = indexable_items().live().filter(content_id__in=content_ids).order_by()
    found: dict[UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    names = ("content_id", "locale", "audience", "marking", "edition__named_projects__project")
    for content_id, locale, audience, marking, project in rows.values_list(*names):
        found[content_id][locale] += describe_translation(locale, audience, marking, project)
    return found


def _build_document(
    item: ContentItem, edition: Edition, version: int, related: Values, projects: Collection[UUID]
) -> SearchDocument:
    kind, content = Kind(item.kind), edition.content(item.kind)
    details = content.as_json("details")
    countries = related.get(Facet.COUNTRY, ())
    codes = tuple(dict.fromkeys(filter(None, (item.code, *chain.from_iterable(map(_country_codes, countries))))))
    keywords = extract_detail_texts(kind, details, Searched.KEYWORDS)
    names = (*keywords, *chain.from_iterable(map(_country_names, countries)))
    detail_texts = extract_detail_texts(kind, details, Searched.BODY)
    with override(item.locale):
        status = content.details.status_labels()
    texts = (*status, edition.summary, *extract_block_texts(content.as_json("body")), *detail_texts)
    facets: Values = {
        Facet.KIND: [item.kind],
        Facet.YEAR: [str(timezone.localtime(item.updated_at).year)],
        Facet.AUDIENCE: [str(item.audience)],
        **related,
    }
    return SearchDocument(
        item_id=item.pk,
        content_id=item.content_id,
        edition_id=edition.pk,
        locale=item.locale,
        language=analysis_language(item.locale),
        title=normalise(edition.title),
        whole_title=title_key(edition.title),
        summary=normalise(edition.summary),
        body=normalise("\n".join(filter(None, texts))),
        keywords=normalise("\n".join(dict.fromkeys((*codes, *names)))),
        codes=tuple(code_key(code) for code in codes),
        audience=item.audience,
        marking=item.marking,
        projects=tuple(sorted(projects)),
        translations=(),
        updated_at=0 if kind in _LISTS else microseconds(item.updated_at),
        expires_at=microseconds(item.expires_at) if item.expires_at else None,
        facets={facet: tuple(dict.fromkeys(values)) for facet, values in facets.items()},
        version=version,
    )


def _country_codes(code: str) -> tuple[str, ...]:
    country = find_country(code)
    return (code, country.alpha3) if country else (code,)


def _country_names(code: str) -> tuple[str, ...]:
    """Return by what names readers look for a country. They are derived here, not stored in editions: so they change
    with a release."""
    country = find_country(code)
    return (*country.other_names(), *main_places(code)) if country else ()
