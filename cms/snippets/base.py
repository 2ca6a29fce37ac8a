"""What the snippets share: they have no drafts; saving one publishes it, deleting one withdraws it."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from wagtail.models import TranslatableMixin
from wagtail.search import index

from cms.content.cleaning import CleanedModel
from cms.content.details import build_details
from cms.lifecycle.sync import sync_snippet
from cms.lifecycle.transactions import log_transaction
from cms.snippets.forms import SnippetForm
from publishing.kinds import Kind

if TYPE_CHECKING:
    from publishing.kinds.declaration import Details
    from publishing.log.new_edition import NewEdition


class PublishedSnippet(index.Indexed, TranslatableMixin, CleanedModel):
    """Something with a name that pages refer to, published to the log whenever it is saved."""

    kind: ClassVar[Kind]
    detail_columns: ClassVar[dict[str, str]] = {}
    """Its fields that hold a detail of another name, by that name."""
    base_form_class = SnippetForm

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save and publish, or neither. What others saved since this copy was loaded is kept."""
        with log_transaction():
            self.catch_up()
            super().save(*args, **kwargs)
            self.__dict__["_loaded"] = self.columns()
            sync_snippet(self)

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Any:
        """Read a snippet, and remember what its row says."""
        snippet = super().from_db(*args, **kwargs)
        snippet.__dict__["_loaded"] = snippet.columns()
        return snippet

    def catch_up(self) -> None:
        """Take what others changed since; refuse a change of what they have changed as well."""
        loaded: dict[str, Any] = self.__dict__.get("_loaded", {})
        now = type(self)._base_manager.filter(pk=self.pk).values().first() if loaded else None
        for name, value in (now or {}).items():
            ours = getattr(self, name)
            if value in (loaded.get(name, value), ours):
                continue
            if ours != loaded[name]:
                field: Any = type(self)._meta.get_field(name)
                label = capfirst(field.verbose_name)
                problem = f"{label} was changed by another editor meanwhile: it is “{value}” now. Open it again."
                raise ValidationError(problem)
            setattr(self, name, value)

    def columns(self) -> dict[str, Any]:
        """Return the columns that were loaded, as they are on this copy."""
        names = (field.attname for field in self._meta.concrete_fields)
        return {name: self.__dict__[name] for name in names if name in self.__dict__}

    def is_published(self) -> bool:
        """Whether readers should have it now."""
        return True

    def public_path(self) -> str | None:
        """Return the address readers find it at, None when it has no page of its own."""
        return None

    def details(self) -> "Details":
        """Return what its kind carries."""
        return build_details(self)

    def build_edition(self) -> "NewEdition":
        """Return it as the log takes it."""
        raise NotImplementedError
