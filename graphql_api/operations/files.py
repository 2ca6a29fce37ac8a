"""The operations in files: GraphQL documents, and the manifests that code generators write."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

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
    """A file or an operation that cannot be registered. The text is for who wanted that."""


@dataclass(frozen=True)
class Text:
    """One operation with its fragments, and the hash by which clients ask for it."""

    name: str
    text: str
    sha256: str


def texts_in(files: Iterable[Path]) -> list[Text]:
    """Return the operations in files. Fragments may stand in another file than the operations that use them."""
    documents: list[tuple[Path, str]] = []
    texts: list[Text] = []
    for file in files:
        content = _read(file)
        if file.suffix == ".json":
            texts += _of_manifest(file, content)
        else:
            documents.append((file, content))
    return texts + list(_of_documents(documents))


def text_of(document: str) -> Text:
    """Return a document as the one operation that it holds."""
    names = [
        node.name.value if node.name else UNNAMED
        for node in _parsed(document, "The document").definitions
        if isinstance(node, OperationDefinitionNode)
    ]
    if len(names) != 1:
        raise OperationError(f"One operation is registered at a time; here are {len(names)}.")
    return Text(names[0], document, sha256(document.encode()).hexdigest())


def _of_documents(documents: list[tuple[Path, str]]) -> Iterator[Text]:
    parsed = [(_parsed(content, str(file)), content) for file, content in documents]
    fragments = [node for document, _ in parsed for node in document.definitions if _is_fragment(node)]
    for document, content in parsed:
        operations = [node for node in document.definitions if not _is_fragment(node)]
        if not operations:
            continue
        own = [node for node in document.definitions if _is_fragment(node)]
        for separate in separate_operations(DocumentNode(definitions=(*operations, *fragments))).values():
            # A document that is whole is taken as it stands: its hash is that of the file.
            is_whole = len(operations) == 1 and {*separate.definitions} == {*operations, *own}
            yield text_of(content if is_whole else print_ast(separate))


def _of_manifest(file: Path, content: str) -> Iterator[Text]:
    """An Apollo persisted query manifest, or an object of texts by their hash (graphql-codegen, Relay)."""
    try:
        manifest: Any = json.loads(content)
    except ValueError:
        raise OperationError(f"{file} is not JSON.") from None
    listed = manifest.get("operations") if isinstance(manifest, dict) else None
    try:
        pairs = [(each["id"], each["body"]) for each in listed] if isinstance(listed, list) else [*manifest.items()]
    except (AttributeError, KeyError, TypeError):
        raise OperationError(f"{file} is no manifest of operations.") from None
    for identity, body in pairs:
        if not isinstance(body, str):
            raise OperationError(f"{file} is no manifest of operations.")
        text = text_of(body)
        if identity != text.sha256:
            raise OperationError(
                f"{file}: {text.name} goes by {identity}, which is not the SHA-256 of its text. Let the generator use "
                "SHA-256 (graphql-codegen: hashAlgorithm 'sha256'; Relay: algorithm 'SHA256')."
            )
        yield text


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except OSError as error:
        raise OperationError(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise OperationError(f"{file} is not UTF-8.") from None


def _parsed(content: str, where: str) -> DocumentNode:
    try:
        return parse(content)
    except GraphQLError as error:
        raise OperationError(f"{where} cannot be parsed: {error.message}") from None
    except RecursionError:
        raise OperationError(f"{where} is nested too deep.") from None


def _is_fragment(node: object) -> bool:
    return isinstance(node, FragmentDefinitionNode)
