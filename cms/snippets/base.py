"""The base of all snippets: saving one publishes what its row says, deleting one withdraws it."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from wagtail.search import index

from cms.content.cleaning import CleanedModel
from cms.content.details import build_details
from cms.lifecycle.recorded_page import BOOKKEEPING_FIELDS
from cms.lifecycle.sync import sync_snippet
from cms.lifecycle.transactions import log_transaction
from cms.snippets.forms import SnippetForm
from publishing.kinds import Kind

if TYPE_CHECKING:
    from publishing.kinds.declaration import Details
    from publishing.log.new_edition import NewEdition


class PublishedSnippet(index.Indexed, CleanedModel):
    """A snippet that is published to the log whenever it is saved."""

    kind: ClassVar[Kind]
    translation_key: Any
    locale: Any
    detail_columns: ClassVar[dict[str, str]] = {}
    """Maps details to fields, where their names differ."""
    base_form_class = SnippetForm

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save and publish, or neither. Changes that others saved since this copy was loaded are kept."""
        if BOOKKEEPING_FIELDS.issuperset(kwargs.get("update_fields") or ("all",)):
            super().save(*args, **kwargs)
            return
        with log_transaction():
            self.merge_saved_changes()
            super().save(*args, **kwargs)
            self.__dict__["_loaded"] = self.columns()
            sync_snippet(self)

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Any:
        """Load a snippet, and remember its row."""
        snippet = super().from_db(*args, **kwargs)
        snippet.__dict__["_loaded"] = snippet.columns()
        return snippet

    def merge_saved_changes(self) -> None:
        """Merge what others have changed since this copy was loaded. Raises ValidationError on a conflict."""
        loaded: dict[str, Any] = self.__dict__.get("_loaded", {})
        now = type(self)._base_manager.filter(pk=self.pk).values().first() if loaded else None
        for name, value in (now or {}).items():
            ours = getattr(self, name)
            if value in (loaded.get(name, value), ours):
                continue
            if ours != loaded[name]:
                field: Any = type(self)._meta.get_field(name)
                label = capfirst(field.verbose_name)
                problem = f"Another editor has changed the {label.lower()} to “{value}”. Reload the form and try again."
                raise ValidationError(problem)
            setattr(self, name, value)

    def columns(self) -> dict[str, Any]:
        """Return the loaded columns with their values on this copy."""
        names = (field.attname for field in self._meta.concrete_fields)
        return {name: self.__dict__[name] for name in names if name in self.__dict__}

    def is_published(self) -> bool:
        """Whether readers should see it now."""
        return True

    def public_path(self) -> str | None:
        """Return the path at which readers find it, None if it has no page."""
        return None

    def details(self) -> "Details":
        """Return the details of its kind."""
        return build_details(self)

    def edition_languages(self) -> tuple[str, ...]:
        """Return the languages that it may have an edition in."""
        return (self.locale.language_code,)

    def build_editions(self) -> "tuple[NewEdition, ...]":
        """Return its content as editions for the log, one for each language that it is written in."""
        raise NotImplementedError
