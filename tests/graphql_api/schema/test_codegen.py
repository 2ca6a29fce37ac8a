"""Code generators make strictly typed clients of every example: @graphql-codegen's client preset, and tsc."""

from pathlib import Path

import pytest

from graphql_api.documentation.examples import EXAMPLES
from tests.node import FOLDER, node

pytestmark = pytest.mark.slow

STRICT = ("--strict", "--noEmit", "--skipLibCheck", "--target", "es2022", "--module", "esnext")
RESOLVING = ("--moduleResolution", "bundler")
USE = """
import type { OneDocumentQuery, SearchQuery } from "./graphql-made/graphql";

export function texts(document: OneDocumentQuery): string[] {
  return (document.content?.body ?? []).map((block) => {
    switch (block.__typename) {
      case "HeadingBlock": return block.text;
      case "CalloutBlock": return `${block.title ?? block.tone}: ${block.html}`;
      case "TableBlock": return [block.caption ?? "", ...block.columns].join();
      case "ImageBlock": return block.image.alt ?? "";
      case "EmbedBlock": return block.content.title;
      default: return "";
    }
  });
}

export const titles = (found: SearchQuery): string[] => (found.search?.edges ?? []).map((edge) => edge.node.title);
"""
MISTAKES = {
    "a field not selected": "export const wrong = (found: SearchQuery) => found.search?.edges[0].node.summary;",
    "null where it can be": "export const wrong = (document: OneDocumentQuery): string => document.content.title;",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    """A folder with what the client preset makes of all examples."""
    folder = tmp_path_factory.mktemp("codegen")
    (folder / "node_modules").symlink_to(FOLDER / "node_modules")
    schema = project_root / "graphql_api" / "schema.graphql"
    node("codegen.js", schema, EXAMPLES / "*.graphql", folder / "graphql-made")
    return folder


def check(folder: Path, source: str) -> None:
    """Check a client's source and all that was made, as strictly as TypeScript can."""
    (folder / "client.ts").write_text(source)
    made = sorted(str(file) for file in (folder / "graphql-made").glob("*.ts"))
    node(FOLDER / "node_modules/typescript/bin/tsc", *STRICT, *RESOLVING, folder / "client.ts", *made)


def test_what_is_made_of_every_example_passes_tsc_strict(made: Path) -> None:
    text = (made / "graphql-made" / "graphql.ts").read_text()
    for example in EXAMPLES.glob("*.graphql"):
        name = example.read_text().split("query ", 1)[1].split("(")[0].split(" ")[0]
        assert f"export type {name}Query " in text
    check(made, USE)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_client_that_reads_wrongly_does_not_pass(made: Path, mistake: str) -> None:
    with pytest.raises(AssertionError, match=r"error TS(2339|18049|18047|2531|18048)"):
        check(made, USE + MISTAKES[mistake])
