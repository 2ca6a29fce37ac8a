"""Content items, the stable identity of published content, and the query for those that a viewer may see."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TypeAlias
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from publishing.access import policy
from publishing.access.audiences import Audience, Marking
from publishing.access.conditions import holds
from publishing.access.policy import NOT_RED
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind, Relation, RemovalReason
from publishing.models.access import ITEM_COLUMNS, as_q, readable
from publishing.models.projects import NamedProject
from publishing.text.sort_keys import LENGTH, sort_key

TimeOrExpression: TypeAlias = datetime | models.Expression | None
"""A time, or a database expression; None means now."""
LONG_AGO, NEVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
FALLBACK_LOCALE = "en-gb"
"""The locale used where there is no translation."""
PUBLISHED_TOGETHER = timedelta(minutes=5)
"""How much later a source may be updated than its translation if both are released together, in whatever order."""
SORT_COLUMNS = ("sort_title", "sort_code", "takes_effect_at", "expires_or_never", "reviewed_or_published_at")


@models.CharField.register_lookup
class ParentPath(models.Transform):
    """The path one level above a path, as `parent_path` of publishing/text/url_paths.py. An index has it, so its
    constants must not be parameters."""

    lookup_name = "parent"
    function = ""
    template = "RTRIM(RTRIM(%(expressions)s, '/'), REPLACE(%(expressions)s, '/', ''))"
    output_field = models.CharField()


class ContentItemQuerySet(models.QuerySet["ContentItem"]):
    """Queries for items."""

    def visible_to(
        self, viewer: Viewer, at: TimeOrExpression = None, *, off_site: bool = False
    ) -> "ContentItemQuerySet":
        """Live, unexpired items that the viewer may read, on the website or off it: for every read of live items."""
        return self.live(at).filter(readable(viewer, ITEM_COLUMNS, off_site=off_site))

    def tombstones_for(
        self, viewer: Viewer, at: TimeOrExpression = None, *, off_site: bool = False
    ) -> "ContentItemQuerySet":
        """Tombstones and expired items that the viewer could read."""
        at = at or timezone.now()
        gone = self.filter(~Q(gone="") | Q(expires_at__lte=at))
        return gone.filter(readable(viewer, ITEM_COLUMNS, off_site=off_site))

    def moved_from(self, path: str | models.Expression, tombstones: "ContentItemQuerySet") -> "ContentItemQuerySet":
        """Items that were at `path`, the most recent first, unless an item that was there later has been removed.
        `tombstones` are those that the viewer may see."""
        moved = self.filter(previous_paths__path=path).annotate(left_path_at=F("previous_paths__left_at"))
        newer = tombstones.removed_from(path).filter(Q(left_path_at__gt=OuterRef("left_path_at")))
        return moved.filter(~Exists(newer)).order_by("-left_path_at", "-id")

    def removed_from(self, path: str | models.Expression) -> "ContentItemQuerySet":
        """Tombstones of items that were at `path`, the most recent first."""
        # An expired item may have no tombstone yet; databases differ in where they sort nulls.
        left_at = Case(When(path=path, then=Coalesce("gone_at", "expires_at")), default=F("previous_paths__left_at"))
        rows = self.filter(Q(path=path) | Q(previous_paths__path=path)).annotate(left_path_at=left_at)
        return rows.order_by("-left_path_at", "-id")

    def live(self, at: TimeOrExpression = None) -> "ContentItemQuerySet":
        """Items that are published and not expired at `at` (default: now), for any viewer."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at or timezone.now()), gone="")

    def off_site(self) -> "ContentItemQuerySet":
        """Items that may leave the website by API, push, feed or index. For those that a viewer may see there, use
        `visible_to(viewer, off_site=True)`."""
        return self.filter(as_q(NOT_RED, ITEM_COLUMNS))

    def hidden_from(self, viewer: Viewer) -> "ContentItemQuerySet":
        """Items that the viewer may not read off the website, live or not."""
        return self.exclude(readable(viewer, ITEM_COLUMNS, off_site=True))

    def public(self, at: TimeOrExpression = None) -> "ContentItemQuerySet":
        """Items that everyone may read."""
        return self.visible_to(ANONYMOUS, at)

    def of_kind(self, *kinds: Kind) -> "ContentItemQuerySet":
        """Items of these kinds."""
        return self.filter(kind__in=kinds)

    def in_locale(self, locale: str | models.Expression) -> "ContentItemQuerySet":
        """Items written in `locale`."""
        return self.filter(locale=locale)

    def in_best_language(
        self, locale: str | models.Expression, visible: "ContentItemQuerySet"
    ) -> "ContentItemQuerySet":
        """Each content once: in `locale`, or else in the default language, or else in any other.

        `visible` is all that the reader may see: a translation that is hidden from them counts as none, and never
        hides the text that they may read.
        """
        others = visible.filter(content_id=OuterRef("content_id"))
        preferred = others.filter(Q(locale=FALLBACK_LOCALE) | Q(locale__lt=OuterRef("locale")))
        return self.filter(
            Q(locale=locale) | Q(~Exists(others.filter(locale=locale)), Q(locale=FALLBACK_LOCALE) | ~Exists(preferred))
        )

    def for_reader(
        self, viewer: Viewer, locale: str, *, off_site: bool = False, falls_back: bool = True
    ) -> "ContentItemQuerySet":
        """What a viewer may see, each content once: in their language if they may see it in that, otherwise in
        another, or with `falls_back=False` not at all. For every list that a person reads."""
        rows = self.visible_to(viewer, off_site=off_site)
        if not falls_back:
            return rows.in_locale(locale)
        return rows.in_best_language(locale, ContentItem.objects.visible_to(viewer, off_site=off_site))

    def first_in(self, order: tuple[str, ...], limit: int, *kinds: Kind) -> "ContentItemQuerySet":
        """The first items of a list in several languages, and of several kinds, so many of each. Indexes have the items
        of each kind and language in order: one scan over all would read and sort the whole list."""
        lists = [self.filter(kind=kind) for kind in kinds] or [self]
        firsts = (
            Q(pk__in=rows.filter(locale=code).order_by(*order).values("pk")[:limit])
            for rows in lists
            for code, _ in settings.LANGUAGES
        )
        # Without the list's own conditions, by whose indexes it would be read from the start.
        return ContentItem.objects.filter(reduce(or_, firsts)).order_by(*order)

    def linked_to(self, relation: str, target: UUID) -> "ContentItemQuerySet":
        """Items whose current edition refers to `target`."""
        return self.filter(links__relation=relation, links__target=target)

    def with_term(self, name: str, value: str) -> "ContentItemQuerySet":
        """Items that carry a term: with_term("status", "open")."""
        return self.filter(terms__name=name, terms__value=value)

    def slim(self) -> "ContentItemQuerySet":
        """With the slim columns of the edition, for lists: bodies and sort keys are not loaded."""
        return self.select_related("edition").defer("edition__stored_body", "edition__stored_details", *SORT_COLUMNS)

    def with_details(self) -> "ContentItemQuerySet":
        """With the edition, its details included: only the body is not loaded."""
        return self.select_related("edition").defer("edition__stored_body")

    def by_content_id(self, content_ids: Iterable[UUID], locale: str) -> "dict[UUID, ContentItem]":
        """The slim item of each content id, in `locale`, or else in English, or else in any language: one query."""
        return best_translations(self.slim().filter(content_id__in=set(content_ids)), locale)


def preference(language: str, wanted: str) -> tuple[bool, bool, str]:
    """Return the key that sorts translations for a reader of `wanted`, the best first: as in_best_language does."""
    return language != wanted, language != FALLBACK_LOCALE, language


def best_translations(items: "Iterable[ContentItem]", locale: str) -> "dict[UUID, ContentItem]":
    """Return by content id the item in `locale`, or else in English, or else in any language."""
    return {
        item.content_id: item for item in sorted(items, key=lambda item: preference(item.locale, locale), reverse=True)
    }


class ContentItem(models.Model):
    """One item of content in one locale, through all its editions: live, or a tombstone with a reason."""

    id = models.UUIDField(primary_key=True)
    content_id = models.UUIDField(help_text="Shared by all translations.")
    locale = models.CharField(max_length=12)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    code = models.CharField(max_length=40, blank=True, help_text="TT3, BR-2026-014, FR.")
    path = models.CharField(max_length=1000, null=True, help_text="/travel-advice/france/")  # noqa: DJ001
    edition = models.ForeignKey(
        "publishing.Edition", models.PROTECT, null=True, related_name="+", help_text="The newest edition."
    )
    audience = models.PositiveSmallIntegerField(choices=Audience.choices)
    marking = models.CharField(max_length=12, choices=Marking.choices)
    first_published_at = models.DateTimeField()
    updated_at = models.DateTimeField(help_text="The last major update: what lists are sorted by.")
    effective_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    # What lists are sorted by (publishing/content/orders.py), derived from the fields above and from the title. The
    # defaults are for processes of the previous release.
    sort_title = models.CharField(max_length=LENGTH, db_default="", help_text="The title's sort key.")
    sort_code = models.CharField(max_length=LENGTH, db_default="", help_text="The code's sort key.")
    takes_effect_at = models.DateTimeField(db_default=LONG_AGO, help_text="effective_at, or else first_published_at.")
    expires_or_never = models.DateTimeField(db_default=NEVER, help_text="expires_at, or else the year 9999.")
    reviewed_or_published_at = models.DateTimeField(
        db_default=LONG_AGO, help_text="When the edition was last reviewed, or else when it was published."
    )
    gone = models.CharField(max_length=10, choices=RemovalReason.choices, blank=True, default="")
    gone_at = models.DateTimeField(null=True)
    superseded_by = models.UUIDField(null=True, help_text="Content id of its replacement.")
    moved_to = models.CharField(max_length=1000, blank=True, default="")

    objects = ContentItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_id", "locale"], name="item_content_locale_unique"),
            models.UniqueConstraint(fields=["path"], condition=models.Q(gone=""), name="item_live_path_unique"),
        ]
        indexes = [
            models.Index(fields=["kind", "locale", "-updated_at", "-id"], name="item_kind_newest"),
            models.Index(fields=["-updated_at", "-id"], name="item_newest"),
            models.Index(fields=["path"], name="item_path"),
            models.Index(
                ParentPath("path"), "locale", F("updated_at").desc(), F("id").desc(), name="item_children_newest"
            ),
            models.Index(fields=["kind", "code"], name="item_code"),
            models.Index(fields=["code"], condition=~models.Q(code=""), name="item_any_code"),
            models.Index(fields=["expires_at"], condition=models.Q(gone=""), name="item_expiry"),
            models.Index(
                fields=["effective_at"], condition=models.Q(effective_at__isnull=False), name="item_effective"
            ),
            models.Index(fields=["marking"], condition=~models.Q(marking=Marking.CLEAR), name="item_marked"),
            models.Index(fields=["audience"], condition=~models.Q(audience=Audience.PUBLIC), name="item_restricted"),
            models.Index(fields=["kind", "locale", "-first_published_at", "-id"], name="item_kind_first_published"),
            models.Index(fields=["-first_published_at", "-id"], name="item_first_published"),
            models.Index(fields=["kind", "locale", "sort_title", "id"], name="item_kind_title"),
            models.Index(fields=["sort_title", "id"], name="item_title"),
            models.Index(fields=["kind", "locale", "sort_code", "id"], name="item_kind_code"),
            models.Index(fields=["kind", "locale", "takes_effect_at", "id"], name="item_kind_takes_effect"),
            models.Index(fields=["kind", "locale", "expires_or_never", "id"], name="item_kind_expires"),
            models.Index(fields=["kind", "locale", "reviewed_or_published_at", "id"], name="item_kind_reviewed"),
            models.Index(fields=["reviewed_or_published_at", "id"], name="item_reviewed"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.path or self.code or self.content_id} ({self.locale})"

    def set_sort_keys(self, title: str, reviewed_or_published_at: datetime) -> None:
        """Derive the columns that lists are sorted by."""
        self.sort_title, self.sort_code = sort_key(title), sort_key(self.code)
        self.takes_effect_at = self.effective_at or self.first_published_at
        self.expires_or_never = self.expires_at or NEVER
        self.reviewed_or_published_at = reviewed_or_published_at

    @property
    def is_live(self) -> bool:
        """Whether it is published: not a tombstone."""
        return self.gone == ""

    @property
    def projects(self) -> frozenset[UUID]:
        """The projects that its newest edition names (one query)."""
        return frozenset(NamedProject.objects.filter(edition=self.edition_id).values_list("project", flat=True))

    def targets_by_relation(self) -> dict[Relation, tuple[UUID, ...]]:
        """Return the content ids that it refers to: a query."""
        return Relation.group(self.links.order_by("relation", "position").values_list("relation", "target"))

    def is_older_than(self, source: "ContentItem") -> bool:
        """Whether it is a translation of a source that had a major update since: one definition for readers, the API
        and editors. The source is the item in the default language."""
        is_source = source.content_id == self.content_id and source.locale == FALLBACK_LOCALE != self.locale
        return is_source and source.updated_at - self.updated_at > PUBLISHED_TOGETHER

    def is_readable_by(self, viewer: Viewer) -> bool:
        """Whether a viewer may read this item on the website, live or not."""
        return holds(policy.rule(viewer, off_site=False), self)


class PreviousPath(models.Model):
    """A former path of an item, which redirects to it."""

    path = models.CharField(max_length=1000, db_index=True)
    item = models.ForeignKey(ContentItem, models.CASCADE, related_name="previous_paths")
    left_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.path

    @classmethod
    def add(cls, item_id: UUID, path: str | None, at: datetime) -> None:
        """Record that the item has left `path`, if it had one."""
        if path:
            cls.objects.create(item_id=item_id, path=path, left_at=at)
