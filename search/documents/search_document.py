"""From items to the documents that any engine indexes."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

import pycountry
from django.db.models import Max
from django.utils import timezone

from publishing.access.conditions import Facts
from publishing.kinds import Kind, Relation
from publishing.kinds.registry import UNSEARCHED_KINDS
from publishing.models import Change, ContentItem, Edition, ItemTerm, Link
from publishing.models.items import ContentItemQuerySet
from search.base.analysis import analysis_language, code_key, normalise, title_key
from search.base.fields import microseconds
from search.base.requests import Facet
from search.documents.plain_text import keywords_of_details, text_of_blocks, text_of_details

FORMAT = 4
"""Raise it when documents are built otherwise than before: the index is then built anew."""

Values = dict[Facet, list[str]]

_LINKED = {Relation.WORK_STREAM: Facet.WORK_STREAM, Relation.TOPIC: Facet.TOPIC, Relation.SECTOR: Facet.SECTOR}


@dataclass(frozen=True)
class SearchDocument:
    """One live item with a page of its own."""

    item_id: UUID
    content_id: UUID
    edition_id: int
    locale: str
    language: str
    title: str
    whole_title: str
    body: str
    keywords: str
    codes: tuple[str, ...]
    audience: int
    marking: str
    projects: tuple[UUID, ...]
    updated_at: int
    expires_at: int | None
    facets: dict[Facet, tuple[str, ...]]
    version: int
    """The sequence number of the item's last change: what was made for an earlier one never replaces this."""
    vectors: bytes = field(default=b"", repr=False)
    """What it means, where search goes by that too: rows of half-precision numbers. No part of the digest."""

    @property
    def access(self) -> Facts:
        """What the access rule is about."""
        kind = self.facets[Facet.KIND][0]
        return Facts(self.audience, self.marking, kind, self.content_id, frozenset(self.projects))

    @cached_property
    def digest(self) -> str:
        """What tells whether two documents are the same."""
        return hashlib.blake2b(repr(self).encode(), digest_size=12).hexdigest()


def latest_versions(item_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return the sequence number of each item's last change: one query. Asked before the items are read, it is never
    newer than what is then read."""
    changes = Change.objects.filter(item__in=item_ids).order_by()
    return dict(changes.values_list("item").annotate(Max("sequence")))


def indexable_items() -> ContentItemQuerySet:
    """Return what belongs in an index by the log: what is published and has a page; never TLP:RED, which does not leave
    the website."""
    return ContentItem.objects.filter(gone="", path__isnull=False).exclude(kind__in=UNSEARCHED_KINDS).off_site()


def indexable_batches(size: int) -> Iterator[dict[UUID, datetime | None]]:
    """Yield the items that belong in an index, by id, with their expiry. Each page is a query of its own: one long
    query would keep SQLite from tidying up behind the writers."""
    last = UUID(int=0)
    while page := dict(indexable_items().filter(pk__gt=last).order_by("pk").values_list("pk", "expires_at")[:size]):
        yield page
        last = max(page)


def build_documents(versions: Mapping[UUID, int]) -> Iterator[SearchDocument]:
    """Yield the documents of those items, given with their versions, that belong in an index and are not past their
    expiry: five queries, however many."""
    items = indexable_items().live().filter(pk__in=versions).select_related("edition")
    tied, named = _tied(versions), _named(versions)
    for item in items:
        assert item.edition is not None, "a live item has an edition"
        yield _document(item, item.edition, versions[item.pk], tied[item.pk], named[item.pk])


def _tied(item_ids: Collection[UUID]) -> dict[UUID, Values]:
    """Return the facet values that are rows of their own, by item: links to others, and countries."""
    values: dict[UUID, Values] = defaultdict(lambda: defaultdict(list))
    links = Link.objects.filter(source__in=item_ids, relation__in=_LINKED).order_by("relation", "position")
    for item_id, relation, target in links.values_list("source", "relation", "target"):
        values[item_id][_LINKED[Relation(relation)]].append(str(target))
    countries = ItemTerm.objects.filter(item__in=item_ids, name="country").order_by("value")
    for item_id, country in countries.values_list("item", "value"):
        values[item_id][Facet.COUNTRY].append(country.upper())
    return values


def _named(item_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Return the projects whose members may read an item, by item."""
    named: dict[UUID, list[UUID]] = defaultdict(list)
    projects = ContentItem.objects.filter(pk__in=item_ids, edition__named_projects__isnull=False).order_by()
    for item_id, project in projects.values_list("pk", "edition__named_projects__project"):
        named[item_id].append(project)
    return named


def _document(
    item: ContentItem, edition: Edition, version: int, tied: Values, named: Collection[UUID]
) -> SearchDocument:
    kind, content = Kind(item.kind), edition.content(item.kind)
    details = content.as_json("details")
    countries = tuple(_countries(tied.get(Facet.COUNTRY, ())))
    codes = tuple(dict.fromkeys(filter(None, (item.code, *(code for country in countries for code in country.codes)))))
    names = (*keywords_of_details(kind, details), *(name for country in countries for name in country.names))
    pieces = (edition.summary, *text_of_blocks(content.as_json("body")), *text_of_details(kind, details))
    return SearchDocument(
        item_id=item.pk,
        content_id=item.content_id,
        edition_id=edition.pk,
        locale=item.locale,
        language=analysis_language(item.locale),
        title=normalise(edition.title),
        whole_title=title_key(edition.title),
        body=normalise("\n".join(filter(None, pieces))),
        keywords=normalise("\n".join(dict.fromkeys((*codes, *names)))),
        codes=tuple(code_key(code) for code in codes),
        audience=item.audience,
        marking=item.marking,
        projects=tuple(sorted(named)),
        updated_at=microseconds(item.updated_at),
        expires_at=microseconds(item.expires_at) if item.expires_at else None,
        facets=_facets(item, tied),
        version=version,
    )


def _facets(item: ContentItem, tied: Values) -> dict[Facet, tuple[str, ...]]:
    values: Values = {
        Facet.KIND: [item.kind],
        Facet.YEAR: [str(timezone.localtime(item.updated_at).year)],
        Facet.AUDIENCE: [str(item.audience)],
        **tied,
    }
    return {facet: tuple(dict.fromkeys(some)) for facet, some in values.items()}


class _Country(NamedTuple):
    names: tuple[str, ...]
    codes: tuple[str, ...]


def _countries(codes: Iterable[str]) -> Iterator[_Country]:
    """Yield what ISO 3166 calls countries that are given by their codes."""
    for code in codes:
        known = pycountry.countries.get(alpha_2=code)
        names = (getattr(known, name, "") for name in ("name", "common_name", "official_name"))
        yield _Country(tuple(filter(None, names)), (code, known.alpha_3) if known else (code,))
