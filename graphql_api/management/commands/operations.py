"""Partners' registered operations: manage.py operations register|list|retire|export|check."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from graphql import GraphQLError, build_schema

from graphql_api.operations.compatibility import Incompatibility, find_incompatibilities, validation_errors
from graphql_api.operations.files import read_files
from graphql_api.operations.hashes import TextHash
from graphql_api.operations.registration import register
from graphql_api.operations.texts import OperationError
from graphql_api.schema.schema import schema as current_schema
from partners.models import Partner, RegisteredOperation


class Command(BaseCommand):
    help = "Manages the operations that partners request by hash."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="register|list|retire|export|check")
        registered = actions.add_parser("register", help="register the operations in .graphql files and manifests")
        registered.add_argument("files", nargs="+", type=Path)
        registered.add_argument("--partner", required=True, help="the partner's slug")
        actions.add_parser("list", help="list the registered operations")
        retired = actions.add_parser("retire", help="stop answering an operation")
        retired.add_argument("hash", help="the hash of its text, as clients send it")
        retired.add_argument("--partner", required=True, help="the partner's slug")
        exported = actions.add_parser("export", help="write a manifest for each partner, for `check` elsewhere")
        exported.add_argument("folder", type=Path)
        checked = actions.add_parser("check", help="fail if a registered operation is not valid in the schema")
        checked.add_argument("files", nargs="*", type=Path, help="exported manifests, instead of the database")
        checked.add_argument("--schema", type=Path, help="the SDL of the next release, instead of this hub's schema")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            getattr(self, f"_{action}")(options)
        except OperationError as error:
            raise CommandError(str(error)) from None

    def _register(self, options: dict[str, Any]) -> None:
        for operation in register(_get_partner(options["partner"]), read_files(options["files"])):
            self.stdout.write(f"{operation.sha256}  {operation.name}, costs {operation.price:,} at most")

    def _list(self, options: dict[str, Any]) -> None:
        for operation in RegisteredOperation.objects.active().select_related("partner"):
            self.stdout.write(f"{operation.sha256}  {operation.partner.slug}  {operation.name}")

    def _retire(self, options: dict[str, Any]) -> None:
        registered = RegisteredOperation.objects.active().filter(partner=_get_partner(options["partner"]))
        found = TextHash.parse(options["hash"])
        operation = registered.with_hash(*found).first() if found else None
        if operation is None:
            raise CommandError("The partner has no operation with this hash.")
        operation.retire()
        self.stdout.write(f"{operation.name} is retired; running processes stop answering it within a second.")

    def _export(self, options: dict[str, Any]) -> None:
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        for partner in Partner.objects.filter(operations__in=RegisteredOperation.objects.active()).distinct():
            registered = RegisteredOperation.objects.active().filter(partner=partner).order_by("sha256")
            texts = dict(registered.values_list("sha256", "text"))
            (folder / f"{partner.slug}.json").write_text(json.dumps(texts, indent=2, ensure_ascii=False) + "\n")

    def _check(self, options: dict[str, Any]) -> None:
        schema = current_schema._schema
        if file := options["schema"]:
            try:
                schema = build_schema(file.read_text())
            except (OSError, UnicodeDecodeError, GraphQLError, TypeError) as error:
                raise CommandError(f"{file} is not a schema: {error}") from None
        if options["files"]:
            found = [
                Incompatibility(file.stem, text.name, reason)
                for file in options["files"]
                for text in read_files([file])
                for reason in validation_errors(schema, text.text)
            ]
        else:
            operations = RegisteredOperation.objects.active().select_related("partner")
            found = [*find_incompatibilities(schema, operations)]
        if found:
            raise CommandError("The schema breaks registered operations:\n" + "\n".join(map(str, found)))
        self.stdout.write("All registered operations are valid in the schema.")


def _get_partner(slug: str) -> Partner:
    try:
        return Partner.objects.get(slug=slug)
    except Partner.DoesNotExist:
        raise CommandError(f"There is no partner {slug}. `manage.py partners list` lists all partners.") from None
