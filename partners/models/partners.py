"""Partner organisations."""

from django.db import models


class Partner(models.Model):
    """An organisation that uses the API."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True, help_text="Identifies the partner in commands and logs.")
    contact = models.EmailField(
        help_text="An address that several people read. For reminders before keys expire, and if a key has leaked."
    )
    active = models.BooleanField(default=True, help_text="Without this, none of the partner's keys is accepted.")
    created_at = models.DateTimeField("since", auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
