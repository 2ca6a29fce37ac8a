"""Proposals: what one person wants readers to have, bound to the exact facts, for another person to release."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from wagtail.models import Revision

from publishing.kinds import Kind
from publishing.models import Actor

RELEASE, RELEASE_ALONE, RETRACT = "cms.release", "cms.release_alone", "cms.retract"


class State(models.TextChoices):
    """Where a proposal is in its life."""

    OPEN = "open", "Waiting for a second person"
    RELEASED = "released", "Released"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn by its proposer"
    EXPIRED = "expired", "Expired"
    STALE = "stale", "Out of date: the content has changed since"
    LAPSED = "lapsed", "Released, but not published"


class Action(models.TextChoices):
    """What is proposed."""

    PUBLISH = "publish", "Publish"
    WITHDRAW = "withdraw", "Withdraw"
    RETRACT = "retract", "Retract: it is wrong"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Queries for proposals."""

    def open(self, at: datetime | None = None) -> Self:
        """Those that can be released at `at` (default: now)."""
        return self.filter(state=State.OPEN, expires_at__gt=at or timezone.now())

    def overdue(self, at: datetime | None = None) -> Self:
        """Open ones whose time has passed at `at` (default: now)."""
        return self.filter(state=State.OPEN, expires_at__lte=at or timezone.now())

    def of_object(self, source: Any) -> Self:
        """Those that change a page or snippet."""
        content_type = ContentType.objects.get_for_model(source)
        return self.filter(changes__content_type=content_type, changes__object_id=source.pk).distinct()


class Proposal(models.Model):
    """A change of what is protected. Who proposed it and what it changes never change."""

    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    action = models.CharField(max_length=10, choices=Action.choices)
    title = models.CharField(max_length=255, blank=True, help_text="For a batch; otherwise that of the content.")
    proposed_by = models.UUIDField(help_text="The id of an Actor.")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True, help_text="Who released, refused or withdrew it: the id of an Actor.")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    alone = models.BooleanField(default=False, help_text="Released by one person, in an emergency.")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [
            ("release", "Can release what another person proposed"),
            ("release_alone", "Can release alone in an emergency"),
            ("retract", "Can withdraw wrong content alone in an emergency"),
        ]
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["expires_at"], condition=Q(state="open"), name="proposal_open")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="released")
                | Q(alone=True) & ~Q(reason="")
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by")),
                name="proposal_released_by_another",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="proposal_refused_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.pk} by {self.proposer_name}: {self.get_state_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it. Who proposed it cannot be changed."""
        if self.__dict__.get("_proposed_by", self.proposed_by) != self.proposed_by:
            raise ValueError("Who proposed it cannot be changed")
        super().save(*args, **kwargs)

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Any:
        """Load a proposal, and remember who proposed it."""
        proposal = super().from_db(*args, **kwargs)
        proposal.__dict__["_proposed_by"] = proposal.__dict__.get("proposed_by")
        return proposal

    @property
    def proposer_name(self) -> str:
        """The name of the proposer."""
        return Actor.names([self.proposed_by])[self.proposed_by]

    @property
    def decider_name(self) -> str:
        """The name of who decided, empty if no one has."""
        return Actor.names([self.decided_by]).get(self.decided_by, "")

    @property
    def name(self) -> str:
        """The title of the batch, or of what it changes."""
        titles = dict.fromkeys(map(str, self.find_sources()))
        return self.title or ", ".join([*titles][:3]) or "Content that was deleted"

    @property
    def is_open(self) -> bool:
        """Whether it can be released now."""
        return self.state == State.OPEN and self.expires_at > timezone.now()

    def find_sources(self) -> list[Any]:
        """Return the pages and snippets that it changes, each once, in the order of the proposal."""
        return list(dict.fromkeys(change.source for change in self.changes.all() if change.source is not None))

    def decide(self, state: State, actor: Actor | None, reason: str = "") -> None:
        """Record a decision."""
        self.state, self.reason = state, reason
        self.decided_by, self.decided_at = actor.pk if actor else None, timezone.now()
        self.save(update_fields=["state", "reason", "decided_by", "decided_at", "alone"])


class ProposedChange(models.Model):
    """What a proposal changes of one item: the protected facts before and after, and the revision that has them (of a
    withdrawal: the newest, which says what becomes of the address)."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="changes")
    content_type = models.ForeignKey(
        ContentType, models.CASCADE, null=True, related_name="+", help_text="Empty if only the log has the item."
    )
    object_id = models.PositiveBigIntegerField(null=True)
    source = GenericForeignKey("content_type", "object_id")
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    content_id = models.UUIDField()
    locale = models.CharField(max_length=12)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of both.")
    valid_until = models.DateTimeField(
        null=True, help_text="Once released: until when it can be published; null: no limit."
    )
    used_at = models.DateTimeField(null=True, help_text="When readers got it.")

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["content_id", "locale"], name="proposed_change_item"),
            models.Index(fields=["proposal"], condition=Q(used_at=None), name="proposed_change_unused"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.content_id} ({self.locale})"

    def planned(self) -> "dict[str, dict[str, Any] | None]":
        """Return what the proposal gives readers of each language of the same content, where they do not have it."""
        rows = ProposedChange.objects.filter(proposal=self.proposal_id, content_id=self.content_id, used_at=None)
        return dict(rows.values_list("locale", "after"))

    @classmethod
    def find_released(cls, content_id: UUID, locale: str, digest: str, published: Q) -> Self | None:
        """Return a released change of exactly these facts that was not used yet: of a revision that is published, or
        of a withdrawal."""
        rows = (
            cls.objects.select_related("proposal")
            .filter(
                published,
                proposal__state=State.RELEASED,
                content_id=content_id,
                locale=locale,
                digest=digest,
                used_at=None,
            )
            .exclude(valid_until__lt=timezone.now())
        )
        return rows.order_by("pk").first()


class Notice(models.Model):
    """An email about a proposal that the mail server has not accepted yet."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    subject = models.CharField(max_length=400)
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.subject
