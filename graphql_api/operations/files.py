"""Reads operations from files: GraphQL documents, whose fragments may be in other files, and manifests."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from graphql import DocumentNode, FragmentDefinitionNode, print_ast
from graphql.utilities import separate_operations

from graphql_api.operations.manifests import read_manifest
from graphql_api.operations.texts import OperationError, OperationText, parse_document


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
            texts += read_manifest(file, content)
        else:
            documents.append((file, content))
    return texts + list(_split_documents(documents))


def _split_documents(documents: list[tuple[Path, str]]) -> Iterator[OperationText]:
    """Yield each operation with the fragments that it uses."""
    parsed = [(parse_document(content, str(file)), content) for file, content in documents]
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
