"""Partner organisations."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from partners.origins import parse_origins


class Partner(models.Model):
    """An organisation that uses the API."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True, help_text="Identifies the partner in commands and logs.")
    contact = models.EmailField(
        help_text="An address that several people read. For reminders before keys expire, and if a key has leaked."
    )
    active = models.BooleanField(default=True, help_text="Without this, none of the partner's keys is accepted.")
    embed_origins = models.TextField(
        "websites with cards",
        blank=True,
        default="",
        db_default="",
        help_text="Websites that may show the hub's cards, one per line: https://www.example.org. Empty for none.",
    )
    created_at = models.DateTimeField("since", auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the partner; invalid origins are also rejected here."""
        self.clean()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Reject what is not an origin."""
        try:
            self.embed_origins = "\n".join(parse_origins(self.embed_origins))
        except ValueError as error:
            raise ValidationError({"embed_origins": str(error)}) from None

    @classmethod
    def list_embedders(cls) -> list[str]:
        """Return the slugs of the partners that may show cards."""
        return list(cls.objects.filter(active=True).exclude(embed_origins="").values_list("slug", flat=True))

    @classmethod
    def find_embed_origins(cls, slug: str) -> list[str]:
        """Return the websites on which a partner may show cards: none if the partner is unknown or not active."""
        found = cls.objects.filter(slug=slug, active=True).values_list("embed_origins", flat=True).first()
        return (found or "").splitlines()
