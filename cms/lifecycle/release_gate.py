"""Where two-person release joins the lifecycle: whatever changes what readers have passes here first (cms/release)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.core.exceptions import ValidationError

from publishing.kinds import RemovalReason
from publishing.log.new_edition import NewEdition, item_id


@dataclass(frozen=True)
class PendingChange:
    """What readers are about to have of an item: an edition, or nothing."""

    source: Any
    """The page or snippet; None if the log has an item that Wagtail does not have."""
    content_id: UUID
    locale: str
    edition: NewEdition | None
    revision_id: int | None = None
    """The revision that the edition was made of."""
    original: UUID | None = None
    """The item that it repeats, for an alias."""
    is_due: bool = True
    """Whether it happens now; otherwise it is only scheduled."""
    covered: set[UUID] = field(default_factory=set, compare=False)
    """Contents whose release the change of another language, in the same transaction, has used."""


class NotReleasedError(ValidationError):
    """Readers may not get a change yet. The draft is kept."""


class Gate(Protocol):
    """Raises NotReleasedError if a change needs a release that it does not have. May say why content is removed."""

    def __call__(self, change: PendingChange) -> RemovalReason | None: ...


_gates: list[Gate] = []
_covered: ContextVar[set[UUID] | None] = ContextVar("covered_by_a_release", default=None)


def register_gate(gate: Gate) -> None:
    """Register what checks every change."""
    if gate not in _gates:
        _gates.append(gate)


@contextmanager
def covering_copies() -> Iterator[None]:
    """Let what follows from a released change happen within: in aliases, and withdrawal and narrower handling in other
    languages."""
    token = _covered.set(set() if (outer := _covered.get()) is None else outer)
    try:
        yield
    finally:
        _covered.reset(token)


def check_release(
    source: Any,
    language: str,
    edition: NewEdition | None,
    *,
    revision_id: int | None = None,
    original: UUID | None = None,
    is_due: bool = True,
) -> RemovalReason | None:
    """Check a change with the registered gates. Call it while holding the log's lock, before recording the change."""
    revision = revision_id or source.__dict__.get("live_revision_id")
    covered = _covered.get()
    change = PendingChange(
        source,
        source.translation_key,
        language,
        edition,
        revision,
        original,
        is_due,
        set() if covered is None else covered,
    )
    return _check(change)


def check_page_release(page: Any, edition: NewEdition | None) -> RemovalReason | None:
    """Check a change of a page."""
    source = page.alias_of
    original = item_id(source.translation_key, source.locale.language_code) if source else None
    return check_release(page, page.locale.language_code, edition, original=original)


def check_schedule(revision: Any) -> None:
    """Check a revision that is to be published later."""
    source = revision.as_object()
    for edition in source.build_editions() if hasattr(source, "build_editions") else ():
        check_release(source, edition.locale, edition, revision_id=revision.pk, is_due=False)


def check_removal(content_id: UUID, language: str) -> None:
    """Check the removal of an item that Wagtail does not have."""
    _check(PendingChange(None, content_id, language, None))


def _check(change: PendingChange) -> RemovalReason | None:
    return next((reason for gate in _gates if (reason := gate(change))), None)
