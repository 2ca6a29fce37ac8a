"""Who may release, see and hear of proposals."""

from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.release.models import RELEASE, RELEASE_ALONE, RETRACT, Proposal, ProposedChange, State
from cms.release.protections.protection import HANDLING
from cms.staff.models import OPEN_STRICTNESS, get_strictness
from cms.staff.visibility import sees_everything, visibility_for
from publishing.models import Actor


def may_see(user: Any, proposal: Proposal) -> bool:
    """Whether a member of staff may see a proposal: all of its content as it was proposed, and a permission for it."""
    if not user.is_active or any(is_change_hidden(user, change) for change in proposal.changes.all()):
        return False
    permissions = (RELEASE, RELEASE_ALONE, RETRACT)
    is_own = Actor.objects.filter(user=user, pk=proposal.proposed_by).exists()
    return is_own or any(user.has_perm(permission) for permission in permissions)


def is_change_hidden(user: Any, change: ProposedChange) -> bool:
    """Whether a proposed change is hidden from a member of staff: by its page, or because it was handled more strictly
    than the page is now. Of a deleted page no one knows the handling any more."""
    source = change.source
    if sees_everything(user) or (source is not None and not isinstance(source, Page)):
        return False
    is_deleted = source is None and change.content_type_id is not None
    if is_deleted or user_is_blind(user, source):
        return True
    handled = [facts[HANDLING] for facts in (change.before, change.after) if facts]
    strictest = max((get_strictness(one["audience"], one["marking"]) for one in handled), default=0)
    if source is None:
        return strictest > OPEN_STRICTNESS
    return bool(source.owner_id != user.pk and strictest > max(OPEN_STRICTNESS, source.handling.level))


def may_release(user: Any, proposal: Proposal) -> bool:
    """Whether a member of staff may release what another person proposed."""
    return user.has_perm(RELEASE) and may_see(user, proposal)


def user_is_blind(user: Any, source: Any) -> bool:
    """Whether a page is hidden from a member of staff, or its draft is."""
    return isinstance(source, Page) and not visibility_for(user).shows_draft(source)


def has_proposed(user: Any, proposal: Proposal) -> bool:
    """Whether a proposal is a person's own: they proposed it, or the same revisions in one that it replaced."""
    revisions = proposal.changes.exclude(revision=None).values("revision")
    replaced = Proposal.objects.filter(state=State.STALE, changes__revision__in=revisions)
    return any(
        is_same_person(user, one) for one in {proposal.proposed_by, *replaced.values_list("proposed_by", flat=True)}
    )


def is_same_person(user: Any, actor_id: UUID) -> bool:
    """Whether an account belongs to an actor: it is the actor's, or has the same email address."""
    actor = Actor.find(actor_id)
    account: Any = actor.user if actor else None
    if account is None:
        return False
    return bool(account.pk == user.pk or (user.email and account.email.casefold() == user.email.casefold()))


def may_still_propose(proposal: Proposal) -> bool:
    """Whether the proposer is known, has an account, and may still change the content; or is a program."""
    actor = Actor.find(proposal.proposed_by)
    if actor is None or actor.is_program:
        return actor is not None
    account: Any = actor.user
    return account is not None and all(_may_change(account, source) for source in proposal.find_sources())


def _may_change(user: Any, source: Any) -> bool:
    policy = policy_registry.get_by_type(type(source))
    return bool(user.is_active and policy.user_has_any_permission_for_instance(user, ("change", "publish"), source))


def holds_explicitly(user: Any, permission: str) -> bool:
    """Whether an account was given a permission, itself or by a group. Being a superuser is not enough."""
    app_label, _, codename = permission.partition(".")
    given = Permission.objects.filter(Q(group__user=user) | Q(user=user), content_type__app_label=app_label)
    return bool(user.is_active) and given.filter(codename=codename).exists()


def find_releasers(proposal: Proposal) -> list[Any]:
    """Return the accounts that can release a proposal, but not its proposers."""
    users = get_user_model().objects.filter(is_active=True)
    app_label, _, codename = RELEASE.partition(".")
    holding = Permission.objects.filter(content_type__app_label=app_label, codename=codename)
    found = users.filter(Q(is_superuser=True) | Q(groups__permissions__in=holding) | Q(user_permissions__in=holding))
    return [user for user in found.distinct() if not has_proposed(user, proposal) and may_release(user, proposal)]
