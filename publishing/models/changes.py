"""The append-only log. Its sequence has no gaps and its order is the order of commits."""

from collections.abc import Collection
from datetime import datetime
from itertools import chain
from typing import Self
from uuid import UUID

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
    """One row with the last sequence number. Only the holder of its lock may append to the log."""

    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)

    @classmethod
    def lock(cls) -> None:
        """Take the writers' lock until the transaction ends. Take it before locking other rows, to avoid deadlocks."""
        if not cls.objects.filter(pk=1).update(last=models.F("last")):
            cls.objects.get_or_create(pk=1)

    @classmethod
    def next(cls, count: int = 1) -> int:
        """Return the next sequence number, the first of `count`. The row stays locked until the transaction ends, and a
        rollback restores its value: no gaps, and no number is visible before a smaller one."""
        if not connection.in_atomic_block:
            raise RuntimeError("A change is appended in the transaction of its event")
        if not cls.objects.filter(pk=1).update(last=models.F("last") + count):
            cls.objects.create(pk=1, last=count)
        return cls.objects.get(pk=1).last - count + 1


class ChangeQuerySet(ImmutableQuerySet):
    """Which changes a viewer may see, off the website: those with an edition, before or after, that they could read.
    Changes made while an item was hidden from the viewer are not visible."""

    def visible_to(self, viewer: Viewer) -> "ChangeQuerySet":
        """Changes that the viewer may see. Efficient for the changes of a few items; see `sequences_visible_to`."""
        return self.filter(readable_on("edition", viewer) | readable_on("previous", viewer))

    def sequences_visible_to(
        self, viewer: Viewer, limit: int, *, kinds: Collection[Kind] | None = None, newest: bool = False
    ) -> list[int]:
        """Return the sequence numbers of the first (or newest) changes that the viewer may see, read from index
        ranges."""
        rows = self if kinds is None else self.filter(kind__in=sorted(kinds))
        ranges = [rows._visible_by_audience(viewer)]
        if reads_beyond_audience(viewer):
            ranges.append(rows.filter(audience__gt=viewer.audience).visible_to(viewer))
        order = "-sequence" if newest else "sequence"
        found = chain.from_iterable(one.order_by(order).values_list("sequence", flat=True)[:limit] for one in ranges)
        return sorted(found, reverse=newest)[:limit]

    def _visible_by_audience(self, viewer: Viewer) -> "ChangeQuerySet":
        """Changes with an edition for the viewer's whole audience, read from the change's own row. If the rule needs
        other facts than the row holds, the editions are joined."""
        rows = self.filter(audience__lte=viewer.audience)
        rest = rule_within_audience(viewer)
        return (
            rows.filter(as_q(rest, CHANGE_COLUMNS))
            if find_facts(rest) <= CHANGE_COLUMNS.keys()
            else rows.visible_to(viewer)
        )


class Change(Immutable):
    """An event of an item. `edition` is what readers see after it, `previous` what they saw before.

    It also holds the fields of tombstones, because the item may still be live for other readers, with other values.
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
        help_text="The widest audience that may see it off the website; null: none.",
    )
    superseded_by = models.UUIDField(null=True)
    moved_to = models.CharField(max_length=1000, blank=True, default="")
    actor = models.UUIDField(null=True, help_text="Who made it (`Actor`); null if that is not known. Never published.")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        # One per audience: a slice for a reader is one index range, however many changes in between are hidden.
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
        actor: UUID | None = None,
    ) -> Self:
        """Return a change of an item; unsaved."""
        sides = (side for side in (edition, previous) if side and holds(NOT_RED, side))
        gone = edition is None
        return cls(
            sequence=sequence,
            actor=actor,
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
