"""API keys: owner, access and expiry."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone

from partners.models.partners import Partner
from partners.origins import parse_origins
from partners.preview_urls import parse_preview_url
from partners.tokens import MARKER, PREFIX_LENGTH
from publishing.access.audiences import Audience
from publishing.access.viewers import Viewer
from publishing.kinds import Kind

AUDIENCES = (Audience.PUBLIC, Audience.REGISTERED, Audience.VALIDATED)
"""The audiences that a key can have. An organisation cannot act for named people and projects."""
EXPIRES_SOON = timedelta(days=30)
REMINDER_INTERVALS = (EXPIRES_SOON, timedelta(days=7), timedelta(days=1))
"""How long before a key expires its partner is reminded."""


class KeyState(models.TextChoices):
    """Whether a key is accepted."""

    ACTIVE = "active", "Active"
    EXPIRED = "expired", "Expired"
    REVOKED = "revoked", "Revoked"


class Scope(models.TextChoices):
    """What a key may change. Reading needs no scope."""

    OPERATIONS = "operations:write", "Register and retire operations"
    ROTATION = "keys:rotate", "Replace itself by a new key"


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Queries for keys."""

    def active(self, at: datetime | None = None) -> Self:
        """Keys that are accepted at `at` (now unless given)."""
        unexpired = Q(expires_at__isnull=True) | Q(expires_at__gt=at or timezone.now())
        return self.filter(unexpired, revoked_at__isnull=True, partner__active=True)

    def showing_drafts(self) -> Self:
        """Keys that are accepted, that nothing has replaced yet, and whose front end shows drafts."""
        return self.active().filter(successor__isnull=True).exclude(preview_url="").select_related("partner")

    def expiring_soon(self, at: datetime | None = None) -> Self:
        """Keys that are accepted, but not for long, and that nothing has replaced yet."""
        at = at or timezone.now()
        return self.active(at).filter(expires_at__lte=at + EXPIRES_SOON, successor__isnull=True).order_by("expires_at")


class ApiKey(models.Model):
    """A key of a partner. Only a hash of its text is stored: the text is shown once, when the key is created."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="keys")
    label = models.CharField(max_length=80, help_text="What it is for, such as “Staff portal, live”.")
    prefix = models.CharField(max_length=PREFIX_LENGTH, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    audience = models.PositiveSmallIntegerField(
        "widest audience",
        choices=[(audience.value, audience.label) for audience in AUDIENCES],
        default=Audience.PUBLIC,
        help_text="Beyond the public: only for a portal that admits no other readers.",
    )
    kinds = models.JSONField(default=list, blank=True, help_text="What the key may read. None chosen: all kinds.")
    scopes = models.JSONField(
        default=list,
        db_default=Value([], models.JSONField()),
        blank=True,
        help_text="What the key may change. None chosen: nothing.",
    )
    origins = models.TextField(
        "allowed origins",
        blank=True,
        help_text="Websites that may use the key, one per line: https://portal.example.org. Leave empty for none.",
    )
    preview_url = models.CharField(
        "preview URL",
        max_length=500,
        blank=True,
        default="",
        db_default="",
        help_text="Where its front end shows drafts to editors, with {token} in place of the token: "
        "https://portal.example.org/preview/{token}. Leave empty for none.",
    )
    points_per_minute = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Its cost budget. Leave empty for the default.",
    )
    burst = models.PositiveIntegerField(
        "points at once",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Leave empty for the default.",
    )
    created_at = models.DateTimeField("created", default=timezone.now, editable=False)
    expires_at = models.DateTimeField("expires", null=True, blank=True)
    revoked_at = models.DateTimeField("revoked", null=True, editable=False)
    last_used_at = models.DateTimeField("last used", null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="successor",
        help_text="The key that this one replaces.",
    )

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        verbose_name_plural = "API keys"
        ordering = ["partner__name", "-created_at"]
        permissions = [("grant_audience", "Can let a key read more than the public does")]
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=AUDIENCES), name="key_audience_of_no_names"),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({MARKER}{self.prefix}…)"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the key; invalid URLs are also rejected here."""
        self._normalise_urls()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Reject invalid kinds, scopes and URLs."""
        if unknown := set(self.kinds) - set(Kind.values):
            raise ValidationError({"kinds": f"Not kinds: {', '.join(sorted(unknown))}."})
        if unknown := set(self.scopes) - set(Scope.values):
            raise ValidationError({"scopes": f"Not scopes: {', '.join(sorted(unknown))}."})
        self._normalise_urls()

    def _normalise_urls(self) -> None:
        for field, parse in (("origins", _parse_lines), ("preview_url", parse_preview_url)):
            try:
                setattr(self, field, parse(getattr(self, field)))
            except ValueError as error:
                raise ValidationError({field: str(error)}) from None

    def state(self, at: datetime | None = None) -> KeyState:
        """The state at `at` (now by default). The keys of an inactive partner are revoked."""
        if self.revoked_at is not None or not self.partner.active:
            return KeyState.REVOKED
        if self.expires_at is not None and self.expires_at <= (at or timezone.now()):
            return KeyState.EXPIRED
        return KeyState.ACTIVE

    def viewer(self) -> Viewer:
        """Return the viewer for requests with this key."""
        kinds = frozenset(map(Kind, self.kinds)) if self.kinds else None
        return Viewer(Audience(self.audience), kinds=kinds)

    @property
    def is_public(self) -> bool:
        """Whether it reads only public content."""
        return self.audience == Audience.PUBLIC

    def expires_soon(self, at: datetime | None = None) -> bool:
        """Whether it is accepted, but not for long."""
        at = at or timezone.now()
        return (
            self.state(at) is KeyState.ACTIVE and self.expires_at is not None and self.expires_at <= at + EXPIRES_SOON
        )

    def is_reminder_due(self, at: datetime) -> bool:
        """Whether a reminder is due: one for each of REMINDER_INTERVALS within the key's lifetime."""
        assert self.expires_at is not None, "the key has an expiry"
        reminder_times = [self.expires_at - before for before in REMINDER_INTERVALS]
        passed = [time for time in reminder_times if self.created_at < time <= at]
        return bool(passed) and (self.reminded_at is None or self.reminded_at < max(passed))

    def allows_origin(self, origin: str) -> bool:
        """Whether pages of this origin may use it."""
        return origin in self.origins.splitlines()


def _parse_lines(origins: str) -> str:
    return "\n".join(parse_origins(origins))
