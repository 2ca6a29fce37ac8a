"""Limits the choices in forms to what a member of staff may see, and keeps hidden choices that were made before."""

from typing import Any

from django.db.models import QuerySet
from django.forms import ModelMultipleChoiceField
from wagtail.models import Page

from cms.staff.visibility import sees_everything, visible_pages


class VisibleChoices:
    """For model forms: lists of pages offer only those that the user may see. Hidden pages remain chosen."""

    for_user: Any
    fields: dict[str, Any]
    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._visible: dict[str, QuerySet[Any]] = {}
        for name, field in self.fields.items():
            queryset: Any = field.queryset if isinstance(field, ModelMultipleChoiceField) else None
            if queryset is not None and issubclass(queryset.model, Page):
                self.restrict(name, visible_pages(self.for_user) if self.for_user else Page.objects.all())

    def restrict(self, name: str, visible: QuerySet[Any]) -> None:
        """Limit the choices of a field to what is visible."""
        if self.for_user is None or sees_everything(self.for_user):
            return
        self._visible[name] = visible.order_by().values("pk")
        self.fields[name].queryset = self.fields[name].queryset.filter(pk__in=self._visible[name])

    def clean(self) -> Any:
        """Add earlier choices that are not offered."""
        cleaned: Any = super().clean()  # type: ignore[misc]
        for name, visible in self._visible.items():
            if name in cleaned and self.instance.pk:
                offered = set(visible.values_list("pk", flat=True))
                hidden = [chosen for chosen in getattr(self.instance, name).all() if chosen.pk not in offered]
                cleaned[name] = [*cleaned[name], *hidden]
        return cleaned
