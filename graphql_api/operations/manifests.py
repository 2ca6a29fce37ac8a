"""Reads the manifests that code generators write: the texts of an app's operations by their hashes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphql_api.operations.hashes import TextHash
from graphql_api.operations.texts import OperationError, OperationText

_NAMES = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256"}


def read_manifest(file: Path, content: str) -> Iterator[OperationText]:
    """Yield the operations of a manifest. The ids of its operations must be hashes of their texts."""
    try:
        manifest: Any = json.loads(content.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise OperationError(f"{file} is not JSON.") from None
    empty = True
    for identifier, body in _find_operations(file, manifest):
        empty = False
        try:
            text = OperationText.parse(body)
        except OperationError as error:
            raise OperationError(f"{file}: {identifier}: {error}") from None
        if advice := _check_identifier(identifier, text):
            raise OperationError(f"{file}: the id of {text.name} is {identifier!r}. {advice}")
        yield text
    if empty:
        raise OperationError(f"{file} contains no operations: does the generator find your documents?")


def _find_operations(file: Path, manifest: Any) -> Iterator[tuple[object, str]]:
    """Yield ids and texts: from a list with `id` and `body` (Apollo), from texts by id (graphql-codegen, Relay), or
    from objects with `source` by id (`operationOutput` of Apollo Kotlin, `legacy` of Apollo iOS)."""
    if not isinstance(manifest, dict):
        raise _not_a_manifest(file)
    if isinstance(schema := manifest.get("data", manifest), dict) and "__schema" in schema:
        raise OperationError(f"{file} is a schema, not a manifest of operations.")
    if isinstance(listed := manifest.get("operations"), list):
        pairs = [(each.get("id"), each.get("body")) if isinstance(each, dict) else (None, None) for each in listed]
    else:
        pairs = [(id_, value.get("source") if isinstance(value, dict) else value) for id_, value in manifest.items()]
    for identifier, body in pairs:
        if not isinstance(body, str):
            raise _not_a_manifest(file)
        if TextHash.parse(body):
            raise OperationError(f"{file} has hashes without texts: register the file that is meant for the server.")
        yield identifier, body


def _not_a_manifest(file: Path) -> OperationError:
    return OperationError(
        f"{file} is not a manifest of operations: register graphql-codegen's persisted-documents.json, Apollo's "
        "persisted-query-manifest.json, or the file of Relay's persistConfig."
    )


def _check_identifier(identifier: object, text: OperationText) -> str:
    """Return how to correct an id, or nothing if it is a hash of the text."""
    found = TextHash.parse(identifier)
    if found is None:
        return (
            "It must be the SHA-256, SHA-1 or MD5 of the text: choose one of these algorithms, and remove any function "
            "for ids (graphql-codegen: `hashAlgorithm`, Apollo: `createOperationId`, `operationIdGenerator`)."
        )
    if not found.matches(text.text):
        return (
            f"That is not the {_NAMES[found.algorithm]} of its text, which was changed after the manifest was made: "
            "make the manifest again and register it unchanged."
        )
    return ""
