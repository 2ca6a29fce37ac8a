"""Partners' registered operations: manage.py operations register|list|retire|export|check."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from graphql import GraphQLError, GraphQLSchema, build_schema

from graphql_api.operations.compatibility import Misfit, misfits, misfits_of
from graphql_api.operations.files import OperationError, texts_in
from graphql_api.operations.registration import register
from graphql_api.schema.schema import schema
from partners.models import Partner, RegisteredOperation


class Command(BaseCommand):
    help = "Looks after the operations that partners ask for by hash."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="register|list|retire|export|check")
        registered = actions.add_parser("register", help="register the operations in .graphql files and manifests")
        registered.add_argument("files", nargs="+", type=Path)
        registered.add_argument("--partner", required=True, help="the partner's slug")
        actions.add_parser("list", help="name what is registered")
        retired = actions.add_parser("retire", help="answer an operation no more")
        retired.add_argument("sha256")
        retired.add_argument("--partner", required=True, help="the partner's slug")
        exported = actions.add_parser("export", help="write a manifest for each partner, for `check` elsewhere")
        exported.add_argument("folder", type=Path)
        checked = actions.add_parser("check", help="fail when the schema no longer fits a registered operation")
        checked.add_argument("files", nargs="*", type=Path, help="exported manifests, in place of the database")
        checked.add_argument("--schema", type=Path, help="an SDL, in place of this hub's: that of the next release")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            getattr(self, f"_{action}")(options)
        except OperationError as error:
            raise CommandError(str(error)) from None

    def _register(self, options: dict[str, Any]) -> None:
        for operation in register(_partner(options["partner"]), texts_in(options["files"])):
            self.stdout.write(f"{operation.sha256}  {operation.name}, costs {operation.price:,} at most")

    def _list(self, options: dict[str, Any]) -> None:
        for operation in RegisteredOperation.objects.active().select_related("partner"):
            self.stdout.write(f"{operation.sha256}  {operation.partner.slug}  {operation.name}")

    def _retire(self, options: dict[str, Any]) -> None:
        operation = _active(_partner(options["partner"])).filter(sha256=options["sha256"]).first()
        if operation is None:
            raise CommandError("The partner has no operation of this hash.")
        operation.retire()
        self.stdout.write(f"{operation.name} is retired; processes that run forget it within seconds.")

    def _export(self, options: dict[str, Any]) -> None:
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        for partner in Partner.objects.filter(operations__in=RegisteredOperation.objects.active()).distinct():
            texts = dict(_active(partner).order_by("sha256").values_list("sha256", "text"))
            (folder / f"{partner.slug}.json").write_text(json.dumps(texts, indent=2, ensure_ascii=False) + "\n")

    def _check(self, options: dict[str, Any]) -> None:
        against = _schema_of(options["schema"]) if options["schema"] else schema._schema
        files: list[Path] = options["files"]
        operations = RegisteredOperation.objects.active().select_related("partner")
        found = _misfits_in(against, files) if files else list(misfits_of(against, operations))
        if found:
            raise CommandError("The schema breaks registered operations:\n" + "\n".join(map(str, found)))
        self.stdout.write("The schema fits every registered operation.")


def _misfits_in(against: GraphQLSchema, files: list[Path]) -> list[Misfit]:
    return [
        Misfit(file.stem, text.name, reason)
        for file in files
        for text in texts_in([file])
        for reason in misfits(against, text.text)
    ]


def _active(partner: Partner) -> QuerySet[RegisteredOperation]:
    return RegisteredOperation.objects.active().filter(partner=partner)


def _partner(slug: str) -> Partner:
    try:
        return Partner.objects.get(slug=slug)
    except Partner.DoesNotExist:
        raise CommandError(f"There is no partner {slug}. `manage.py partners list` names them.") from None


def _schema_of(file: Path) -> GraphQLSchema:
    try:
        return build_schema(file.read_text())
    except (OSError, UnicodeDecodeError, GraphQLError, TypeError) as error:
        raise CommandError(f"{file} is no schema: {error}") from None
