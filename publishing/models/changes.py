"""The append-only log. Its sequence has no gaps and its order is the order of commits."""

from collections.abc import Collection
from datetime import datetime
from itertools import chain
from typing import Self

from django.db import connection, models
from django.db.models import Q

from publishing.access.audiences import Audience
from publishing.access.conditions import find_facts, holds
from publishing.access.policy import NOT_RED, reads_beyond_audience, rule_within_audience
from publishing.access.viewers import Viewer
from publishing.kinds import Event, Kind
from publishing.models.access import CHANGE_COLUMNS, as_q, readable_on
from publishing.models.editions import Edition
from publishing.models.immutable import Immutable, ImmutableQuerySet
from publishing.models.items import ContentItem


class LogHead(models.Model):
    """One row: the last sequence given out. Holding its lock is the right to append."""

    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)

    @classmethod
    def lock(cls) -> None:
        """Take the writers' lock until the transaction ends; take it before other rows, so that writers cannot
        wait for each other in a ring."""
        if not cls.objects.filter(pk=1).update(last=models.F("last")):
            cls.objects.get_or_create(pk=1)

    @classmethod
    def next(cls, count: int = 1) -> int:
        """Return the next sequence number, the first of `count`. The row stays locked until this transaction ends and
        its new value goes with a rollback: no gap, and no number visible before a smaller one."""
        if not connection.in_atomic_block:
            raise RuntimeError("A change is appended in the transaction of its event")
        if not cls.objects.filter(pk=1).update(last=models.F("last") + count):
            cls.objects.create(pk=1, last=count)
        return cls.objects.get(pk=1).last - count + 1


class ChangeQuerySet(ImmutableQuerySet):
    """Which changes a viewer may know of, off the website: those after which, or before which, there was an edition
    that they could read. What happened while an item was hidden from the viewer leaves no trace here."""

    def visible_to(self, viewer: Viewer) -> "ChangeQuerySet":
        """Changes that the viewer may know of: for those of a few items. Pages are `sequences_visible_to`."""
        return self.filter(readable_on("edition", viewer) | readable_on("previous", viewer))

    def sequences_visible_to(
        self, viewer: Viewer, limit: int, *, kinds: Collection[Kind] | None = None, newest: bool = False
    ) -> list[int]:
        """Return the first few sequences that the viewer may know of, or the newest few: ranges of an index."""
        rows = self if kinds is None else self.filter(kind__in=sorted(kinds))
        ranges = [rows._of_whole_audience(viewer)]
        if reads_beyond_audience(viewer):
            ranges.append(rows.filter(audience__gt=viewer.audience).visible_to(viewer))
        order = "-sequence" if newest else "sequence"
        found = chain.from_iterable(one.order_by(order).values_list("sequence", flat=True)[:limit] for one in ranges)
        return sorted(found, reverse=newest)[:limit]

    def _of_whole_audience(self, viewer: Viewer) -> "ChangeQuerySet":
        """Changes with a side that was for the viewer's whole audience, which the row itself says, and its kind. Where
        the rule wants to know more than that, the editions are looked at."""
        rows = self.filter(audience__lte=viewer.audience)
        rest = rule_within_audience(viewer)
        return (
            rows.filter(as_q(rest, CHANGE_COLUMNS))
            if find_facts(rest) <= CHANGE_COLUMNS.keys()
            else rows.visible_to(viewer)
        )


class Change(Immutable):
    """Something happened to an item. `edition` is what readers have after it, `previous` what they had before.

    All that a tombstone tells stands here too: the item may go on for others, who are told other things of it.
    """

    sequence = models.PositiveBigIntegerField(primary_key=True)
    item = models.ForeignKey(ContentItem, models.PROTECT, related_name="changes")
    event = models.CharField(max_length=16, choices=Event.choices)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")
    previous = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    audience = models.PositiveSmallIntegerField(
        choices=Audience.choices,
        null=True,
        help_text="The widest circle told of it off the website; null tells nobody.",
    )
    superseded_by = models.UUIDField(null=True)
    moved_to = models.CharField(max_length=1000, blank=True, default="")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        # One for each circle: a reader's page is one range, however long the runs between that are hidden from them.
        indexes = [
            models.Index(fields=["sequence", "kind"], name="change_public", condition=Q(audience__lte=0)),
            models.Index(fields=["sequence", "kind"], name="change_registered", condition=Q(audience__lte=10)),
            models.Index(fields=["sequence", "kind"], name="change_validated", condition=Q(audience__lte=20)),
            models.Index(fields=["sequence", "kind"], name="change_named", condition=Q(audience__gt=20)),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.event} {self.item_id}"

    @classmethod
    def build(
        cls,
        item: ContentItem,
        event: Event,
        edition: Edition | None,
        previous: Edition | None,
        at: datetime,
        *,
        sequence: int,
    ) -> Self:
        """Return the line of the log that says what happened to an item; unsaved."""
        sides = (side for side in (edition, previous) if side and holds(NOT_RED, side))
        gone = edition is None
        return cls(
            sequence=sequence,
            item=item,
            event=event,
            edition=edition,
            previous=previous,
            at=at,
            kind=item.kind,
            audience=min((side.audience for side in sides), default=None),
            superseded_by=item.superseded_by if gone else None,
            moved_to=item.moved_to if gone else "",
        )
