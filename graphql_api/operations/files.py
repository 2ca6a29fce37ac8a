"""Reads operations from files: GraphQL documents, and the manifests that code generators write."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    parse,
    print_ast,
)
from graphql.utilities import separate_operations

UNNAMED = "(unnamed)"


class OperationError(Exception):
    """A file or an operation cannot be registered. The message is shown to the user."""


@dataclass(frozen=True)
class OperationText:
    """One operation with its fragments, and the hash that identifies it."""

    name: str
    text: str
    sha256: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the text of one operation, unchanged."""
        names = [
            node.name.value if node.name else UNNAMED
            for node in _parse(text, "The document").definitions
            if isinstance(node, OperationDefinitionNode)
        ]
        if len(names) != 1:
            raise OperationError(f"Register one operation at a time; this document has {len(names)}.")
        return cls(names[0], text, sha256(text.encode()).hexdigest())


def read_files(files: Iterable[Path]) -> list[OperationText]:
    """Return the operations in files. Fragments may be in other files than the operations that use them."""
    documents: list[tuple[Path, str]] = []
    texts: list[OperationText] = []
    for file in files:
        try:
            content = file.read_bytes().decode()
        except OSError as error:
            raise OperationError(f"{file} cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError:
            raise OperationError(f"{file} is not UTF-8.") from None
        if file.suffix == ".json":
            texts += _read_manifest(file, content)
        else:
            documents.append((file, content))
    return texts + list(_split_documents(documents))


def _split_documents(documents: list[tuple[Path, str]]) -> Iterator[OperationText]:
    """Yield each operation with the fragments that it uses."""
    parsed = [(_parse(content, str(file)), content) for file, content in documents]
    definitions = [node for document, _ in parsed for node in document.definitions]
    fragments = [node for node in definitions if isinstance(node, FragmentDefinitionNode)]
    for document, content in parsed:
        operations = [node for node in document.definitions if not isinstance(node, FragmentDefinitionNode)]
        if not operations:
            continue
        own = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
        for separate in separate_operations(DocumentNode(definitions=(*operations, *fragments))).values():
            # A self-contained document is registered unchanged, so that its hash is that of the file.
            is_whole = len(operations) == 1 and {*separate.definitions} == {*operations, *own}
            yield OperationText.parse(content if is_whole else print_ast(separate))


def _read_manifest(file: Path, content: str) -> Iterator[OperationText]:
    """Yield the operations of an Apollo persisted query manifest, or of a JSON object of texts by hash
    (graphql-codegen, Relay)."""
    try:
        manifest: Any = json.loads(content)
    except ValueError:
        raise OperationError(f"{file} is not JSON.") from None
    listed = manifest.get("operations") if isinstance(manifest, dict) else None
    try:
        pairs = [(each["id"], each["body"]) for each in listed] if isinstance(listed, list) else [*manifest.items()]
    except (AttributeError, KeyError, TypeError):
        raise OperationError(f"{file} is not a manifest of operations.") from None
    for identity, body in pairs:
        if not isinstance(body, str):
            raise OperationError(f"{file} is not a manifest of operations.")
        text = OperationText.parse(body)
        if identity != text.sha256:
            raise OperationError(
                f"{file}: the id of {text.name} is {identity}, which is not the SHA-256 of its text. Configure the "
                "generator to use SHA-256 (graphql-codegen: hashAlgorithm 'sha256'; Relay: algorithm 'SHA256')."
            )
        yield text


def _parse(content: str, source: str) -> DocumentNode:
    try:
        return parse(content)
    except GraphQLError as error:
        raise OperationError(f"{source} cannot be parsed: {error.message}") from None
    except RecursionError:
        raise OperationError(f"{source} is nested too deeply.") from None
