"""What the snippets share: they have no drafts; saving one publishes it, deleting one withdraws it."""

from typing import TYPE_CHECKING, Any, ClassVar

from wagtail.models import TranslatableMixin
from wagtail.search import index

from cms.entry import Entered
from cms.lifecycle import log_transaction, settle_snippet
from publishing.kinds import Kind

if TYPE_CHECKING:
    from publishing.details import Details
    from publishing.documents import Document, Term


class PublishedSnippet(index.Indexed, TranslatableMixin, Entered):
    """Something with a name that pages refer to, published to the log whenever it is saved."""

    kind: ClassVar[Kind]

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save and publish, or neither."""
        with log_transaction():
            super().save(*args, **kwargs)
            settle_snippet(self)

    def is_published(self) -> bool:
        """Whether readers should have it now."""
        return True

    def public_path(self) -> str | None:
        """Return the address readers find it at, None when it has no page of its own."""
        return None

    def details(self) -> "Details":
        """Return what its kind carries."""
        raise NotImplementedError

    def terms(self) -> "tuple[Term, ...]":
        """Return what lists of its kind are filtered by."""
        return ()

    def document(self) -> "Document":
        """Return it as the log takes it."""
        raise NotImplementedError
