"""The guides: docs/api/ and the READMEs of the client packages, with links that work on the website."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from graphql_api.documentation.markdown import PREFIX, Section, render

FIRST = "start"
ERRORS = "errors"
"""The guide with a table of error codes, each with an anchor."""
ELSEWHERE = {"docs/graphql.md": "schema/", "graphql_api/schema.graphql": "schema.graphql"}
"""Developers' pages for other files. Links to what only those who run the hub read become plain text."""


@dataclass(frozen=True)
class Guide:
    """A page for developers as HTML."""

    slug: str
    html: str
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """The heading of the page."""
        return self.sections[0].title

    @property
    def summary(self) -> str:
        """The first sentence."""
        return re.split(r"(?<=[.!?:])\s", self.sections[0].text)[0].rstrip(":")


def build_guides(project: Path, references: Mapping[str, str]) -> list[Guide]:
    """Return all guides, in the order in which the first one links to them."""
    files = _find_files(project)
    addresses = {path: f"guides/{slug}/" for slug, path in files.items()}
    addresses |= {(project / path).resolve(): address for path, address in ELSEWHERE.items()}
    guides = []
    for slug in _in_order(files):
        resolve = partial(_resolve, addresses, files[slug].parent)
        html, sections = render(files[slug].read_text(encoding="utf-8"), references, resolve)
        guides.append(Guide(slug, html, tuple(sections)))
    return guides


def find_errors(project: Path) -> dict[str, str]:
    """Return the meaning of each error code."""
    text = _find_files(project)[ERRORS].read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([A-Z_]+)` \| [^|]+ \| ([^|]+) \|", text, re.MULTILINE))


def _find_files(project: Path) -> dict[str, Path]:
    """Return the file of each guide by its slug."""
    guides = {path.stem: path.resolve() for path in (project / "docs" / "api").glob("*.md")}
    clients = {f"{path.parent.name}-client": path.resolve() for path in (project / "clients").glob("*/README.md")}
    return guides | clients


def _in_order(files: Mapping[str, Path]) -> list[str]:
    first = files[FIRST]
    targets = re.findall(r"\]\(([^)#:]+)", first.read_text(encoding="utf-8"))
    linked = [(first.parent / target).resolve() for target in targets]
    rest = sorted(files, key=lambda slug: (linked.index(files[slug]) if files[slug] in linked else len(linked), slug))
    return list(dict.fromkeys([FIRST, *rest]))


def _resolve(addresses: Mapping[Path, str], folder: Path, target: str) -> str | None:
    """Return where a link of a guide leads on the website; None for what is not there."""
    if re.match(r"https?:|mailto:|#", target):
        return target
    path, _, fragment = target.partition("#")
    address = addresses.get((folder / path).resolve())
    if address is None:
        return None
    return f"{PREFIX}{address}#{fragment}" if fragment else PREFIX + address
