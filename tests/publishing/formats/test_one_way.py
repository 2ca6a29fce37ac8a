"""There is one way to what an edition says: nothing else reads its stored columns, by whatever name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from publishing.models import Edition
from publishing.models.editions import STORED

PACKAGES = ("bench", "cms", "counting", "graphql_api", "hub", "partners", "publishing", "search", "website")
ALLOWED = {
    "publishing/models/editions.py": "declares them",
    "publishing/formats/reading.py": "is the way",
    "publishing/models/details.py": "is the way for a few details of many rows",
    "publishing/log/rows.py": "writes them",
    "publishing/models/items.py": "leaves them out of lists",
    "search/wagtail_admin/status.py": "leaves them out of a list",
    "website/lists/threat_levels.py": "leaves the body out",
    "graphql_api/content/signing/canonical.py": "signs what is stored, in its format",
    "graphql_api/execution/compiler/row_fetches.py": "reads them with their format; loading.py upcasts older ones",
}
# edition__details__status and the like are looked for as well: they were the names before there were formats.
_LOOKUP = re.compile(r"(?:^|__)(?:stored_(?:image|body|details)?|edition__(?:image|body|details))(?:__|$|\W)")


def sources(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Every module but migrations, which are of their day."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            if "migrations" not in path.parts and "node_modules" not in path.parts:
                yield path.relative_to(root).as_posix(), ast.parse(path.read_text())


def stored_in(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that name a stored column: as an attribute, an argument, or in a text that is no docstring."""
    for node in ast.walk(tree):
        names: list[str] = []
        match node:
            case ast.Attribute(attr=name) | ast.keyword(arg=str(name)) | ast.Constant(value=str(name)):
                names = [name]
            case ast.ImportFrom(names=imported):
                names = [alias.name for alias in imported]
        if any(name == "STORED" or (len(name) < 80 and _LOOKUP.search(name)) for name in names):
            yield getattr(node, "lineno", 0)


def test_only_the_way_itself_names_what_is_stored(project_root: Path) -> None:
    found = {name: lines for name, tree in sources(project_root) if (lines := sorted(set(stored_in(tree))))}
    # They take the columns' names from the model, to load them together.
    loading = {"graphql_api/content/context.py", "graphql_api/execution/compiler/upcasting.py"}
    others = {name: lines for name, lines in found.items() if name not in ALLOWED and name not in loading}
    assert others == {}, "read an edition with Edition.content(kind), or with_details() in lists (publishing/formats/)"
    assert set(ALLOWED) <= set(found), "no longer reads them: take it off the list"


@pytest.mark.parametrize(
    "source",
    [
        'F("edition__details__status")',
        'rows.values_list("edition__stored_details__slug")',
        "edition.stored_body",
        "Edition.objects.filter(stored_details__slug='x')",
        'rows.defer("item__edition__body")',
        'Edition(**{"stored_image": None})',
    ],
)
def test_each_way_to_read_raw_is_seen(source: str) -> None:
    assert list(stored_in(ast.parse(source))) == [1]


def test_the_names_of_before_are_gone() -> None:
    names = {field.name for field in Edition._meta.get_fields()}
    assert set(STORED) <= names
    assert names.isdisjoint({"image", "body", "details"})
