"""Row fetches: the columns and references that are read for all rows at one depth of the result.

A list's items are at depth 0, the items that they refer to at depth 1, and so on. Each depth takes two statements for
any number of rows: their links, and the targets of links and bodies together. Files are one more statement for the
result.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field

from graphql_api.execution.compiler.computed_columns import COMPUTED
from graphql_api.execution.compiler.statements import Row, get_statement
from publishing.access.viewers import Viewer
from publishing.kinds import Relation
from publishing.models.items import ContentItemQuerySet

ID, CONTENT_ID, KIND, LOCALE = range(4)
"""The first columns of every row."""
EDITION = "edition_id"
"""The column by which links of earlier editions are read."""


@dataclass
class RowFetch:
    """What is read for the rows at one depth."""

    depth: int
    root: str = ""
    """The response key of the root field, at depth 0."""
    columns: dict[str, int] = field(
        default_factory=lambda: {"id": ID, "content_id": CONTENT_ID, "kind": KIND, "locale": LOCALE}
    )
    relations: set[Relation] = field(default_factory=set)
    json_columns: set[int] = field(default_factory=set)
    """Columns of stored JSON that are parsed."""
    stored_columns: set[int] = field(default_factory=set)
    """Columns of stored JSON that cached parts of the result are built from."""
    stored_parts: dict[str, int] = field(default_factory=dict)
    """All columns of stored JSON by name: image, body, details."""
    edition: int = 0
    """The column of the edition that they belong to."""
    format: int = 0
    """The column of their format."""
    needs_rows: bool = False
    """Whether a list's rows are needed at all."""
    needs_references: bool = False
    """Whether the items that stored JSON refers to are needed."""
    needs_files: bool = False
    """Whether the files that stored JSON refers to are needed."""
    needs_ancestors: bool = False
    """Whether the pages above the items are needed."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """The names of columns in the query, if the rows are of items as of a time (past_rows.py)."""
    needs_history: bool = False
    """Whether previous editions are selected."""

    def column(self, name: str) -> int:
        """Return the index of a column, and read it from now on."""
        return self.columns.setdefault(name, len(self.columns))

    def json_column(self, name: str) -> int:
        """Return the index of parsed JSON of an edition, in the newest format."""
        index = self._stored_part(name)
        self.json_columns.add(index)
        return index

    def stored_column(self, name: str) -> int:
        """Return the index of stored JSON of an edition that a cached part is built from."""
        index = self._stored_part(name)
        self.stored_columns.add(index)
        return index

    def _stored_part(self, name: str) -> int:
        """Read stored JSON, with its edition and format."""
        self.stored_parts[name] = self.column(f"edition__stored_{name}")
        self.edition, self.format = self.column("edition_id"), self.column("edition__format")
        return self.stored_parts[name]

    @property
    def is_past(self) -> bool:
        """Whether the rows are of items as of a time, whose links are those of their editions."""
        return bool(self.renamed)

    @property
    def has_only_columns(self) -> bool:
        """Whether columns hold everything that is selected of the rows."""
        return not (
            self.needs_ancestors or self.relations or self.json_columns or self.stored_columns or self.needs_history
        )

    def read(
        self, key: Hashable, viewer: Viewer, build: Callable[[], ContentItemQuerySet], **values: object
    ) -> list[Row]:
        """Read the columns of a query, whose statement is cached by a key and the viewer."""
        columns = tuple(self.renamed.get(name, name) for name in self.columns)

        def build_annotated() -> ContentItemQuerySet:
            computed = {column: COMPUTED[column](viewer) for column in columns if column in COMPUTED}
            return build().annotate(**computed) if computed else build()

        rows = get_statement((key, viewer), build_annotated, columns).run(**values)
        # Lists, because stored JSON is replaced in place.
        return [list(row) for row in rows] if self.json_columns or self.stored_columns else rows
