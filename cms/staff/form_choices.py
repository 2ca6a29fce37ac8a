"""Lists of choices in forms that offer what a member of staff may see, and keep what was chosen beyond that."""

from typing import Any

from django.db.models import QuerySet
from django.forms import ModelMultipleChoiceField
from wagtail.models import Page

from cms.staff.visibility import sees_everything, visible_pages


class VisibleChoices:
    """For model forms: a list of pages offers those that its user may see. What is hidden stays chosen."""

    for_user: Any
    fields: dict[str, Any]
    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._visible: dict[str, QuerySet[Any]] = {}
        for name, field in self.fields.items():
            if isinstance(field, ModelMultipleChoiceField) and issubclass(_model_of(field), Page):
                self.keep_to(name, visible_pages(self.for_user) if self.for_user else Page.objects.all())

    def keep_to(self, name: str, visible: QuerySet[Any]) -> None:
        """Offer only what is visible in a field."""
        if self.for_user is None or sees_everything(self.for_user):
            return
        self._visible[name] = visible.order_by().values("pk")
        self.fields[name].queryset = self.fields[name].queryset.filter(pk__in=self._visible[name])

    def clean(self) -> Any:
        """Add what was chosen before and is not offered."""
        cleaned: Any = super().clean()  # type: ignore[misc]
        for name, visible in self._visible.items():
            if name in cleaned and self.instance.pk:
                offered = set(visible.values_list("pk", flat=True))
                hidden = [chosen for chosen in getattr(self.instance, name).all() if chosen.pk not in offered]
                cleaned[name] = [*cleaned[name], *hidden]
        return cleaned


def _model_of(field: Any) -> Any:
    return field.queryset.model
