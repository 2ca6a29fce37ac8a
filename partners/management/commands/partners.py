"""Manages partners' keys: manage.py partners list|add|key create|rotate|revoke."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from partners.issuing import LIFETIME, OVERLAP, NotReplaceableError, issue, replace, revoke
from partners.models import ApiKey, Partner, Scope
from partners.tokens import MARKER, PREFIX_LENGTH
from partners.wagtail_admin.audit import CREATED, KEY_MADE, KEY_REPLACED, KEY_REVOKED, describe, record
from publishing.access.audiences import Audience
from publishing.kinds import Kind

AUDIENCES = {"public": Audience.PUBLIC, "registered": Audience.REGISTERED, "validated": Audience.VALIDATED}


class Command(BaseCommand):
    help = "Manages partner organisations and their API keys. A new key is printed once and not stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="list|add|key")
        actions.add_parser("list", help="list partners and keys")
        added = actions.add_parser("add", help="add a partner")
        added.add_argument("slug")
        added.add_argument("--name", required=True)
        added.add_argument("--contact", required=True, help="an email address that several people read")
        added.add_argument(
            "--embed-origin", action="append", default=[], help="a website that may show cards; can be repeated"
        )
        keys = actions.add_parser("key", help="create, replace or revoke a key")
        _add_key_arguments(keys.add_subparsers(dest="what", required=True, metavar="create|rotate|revoke"))

    def handle(self, *args: Any, action: str, what: str = "", **options: Any) -> None:
        try:
            with transaction.atomic():
                getattr(self, f"_{what or action}")(options)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from None
        except NotReplaceableError as error:
            raise CommandError(str(error)) from None

    def _list(self, options: dict[str, Any]) -> None:
        for partner in Partner.objects.prefetch_related("keys"):
            self.stdout.write(f"{partner.slug}: {partner.name}{'' if partner.active else ' (not active)'}")
            for key in partner.keys.all():
                self.stdout.write(f"  {MARKER}{key.prefix}  {key.state().label:8}  {key.label}")

    def _add(self, options: dict[str, Any]) -> None:
        partner = Partner(
            slug=options["slug"],
            name=options["name"],
            contact=options["contact"],
            embed_origins="\n".join(options["embed_origin"]),
        )
        partner.full_clean()
        partner.save()
        record(partner, CREATED, None)

    def _create(self, options: dict[str, Any]) -> None:
        partner = Partner.objects.filter(slug=options["partner"]).first()
        if partner is None:
            raise CommandError(f"There is no partner {options['partner']}: see manage.py partners list.")
        key = ApiKey(
            partner=partner,
            label=options["label"],
            audience=AUDIENCES[options["audience"]],
            kinds=options["kind"],
            scopes=options["scope"],
            origins="\n".join(options["origin"]),
            preview_url=options["preview_url"],
            points_per_minute=options["points_per_minute"],
            burst=options["burst"],
            expires_at=timezone.now() + timedelta(days=options["days"]) if options["days"] else None,
        )
        key.full_clean()
        token = issue(key)
        record(key, KEY_MADE, None)
        self.stdout.write(token.text)

    def _rotate(self, options: dict[str, Any]) -> None:
        key = _key(options["key"])
        before = describe(key)
        successor, token = replace(key, timedelta(days=options["overlap"]))
        key.refresh_from_db()
        record(key, KEY_REPLACED, None, before)
        record(successor, KEY_MADE, None)
        self.stdout.write(token.text)

    def _revoke(self, options: dict[str, Any]) -> None:
        key = _key(options["key"])
        revoke(key)
        record(key, KEY_REVOKED, None, describe(key))


def _add_key_arguments(keys: Any) -> None:
    created = keys.add_parser("create", help="create a key and print it")
    created.add_argument("partner", help="the partner's slug")
    created.add_argument("--label", required=True, help="what it is for")
    created.add_argument("--audience", choices=AUDIENCES, default="public", help="the widest audience (public)")
    created.add_argument("--kind", action="append", default=[], choices=Kind.values, help="can be repeated (all kinds)")
    created.add_argument(
        "--scope",
        action="append",
        default=[],
        choices=Scope.values,
        help="what it may change; repeatable (nothing)",
    )
    created.add_argument("--origin", action="append", default=[], help="a website that may use it; can be repeated")
    created.add_argument(
        "--days", type=int, default=LIFETIME.days, help=f"its lifetime in days ({LIFETIME.days}; 0: unlimited)"
    )
    created.add_argument("--preview-url", default="", help="where its front end shows drafts, with {token}")
    created.add_argument("--points-per-minute", type=int, help="of its budget (the default)")
    created.add_argument("--burst", type=int, help="points at once (the default)")
    rotated = keys.add_parser("rotate", help="replace a key and print the new one")
    rotated.add_argument("key", help="the old key's prefix: hub_ and 12 characters")
    rotated.add_argument(
        "--overlap", type=int, default=OVERLAP.days, help=f"days that the old key still works ({OVERLAP.days})"
    )
    revoked = keys.add_parser("revoke", help="revoke a key")
    revoked.add_argument("key", help="its prefix: hub_ and 12 characters")


def _key(text: str) -> ApiKey:
    prefix = text.removeprefix(MARKER)[:PREFIX_LENGTH]
    key = ApiKey.objects.select_related("partner").filter(prefix=prefix).first()
    if key is None:
        raise CommandError("There is no such key: see manage.py partners list.")
    return key
