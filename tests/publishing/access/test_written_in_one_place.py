"""The access rule is written in one place: a copy would be forgotten when the rule changes."""

import re
from pathlib import Path

PACKAGES = ("publishing", "search", "graphql_api", "website", "cms", "partners", "counting", "hub")
PATTERNS = re.compile(
    r"audience__(?:lte?|gte?|exact)\b|__audience=|\.audience [=!<>]=? Audience\.|marking__"
    r"|marking=Marking\.|Marking\.RED|\b[Vv]iewer\.(?:projects|items)\b"
)
ALLOWED = {
    "publishing/access/policy.py": "the rule",
    "publishing/access/audiences.py": "what the markings are",
    "publishing/models/changes.py": "the log's row holds the widest audience of its sides: ranges of an index",
    "publishing/models/items.py": "partial indexes of what is not for everyone",
    "publishing/previews/documents.py": "why an editor may not preview a draft outside the hub",
    "search/indexing/freshness.py": "whether the audience is another than when the index was written",
    "cms/staff/models.py": "how strictly staff handle a marking",
    "cms/staff/visibility.py": "the same of a published item, as a column",
    "cms/lifecycle/handling.py": "which handling of two is the narrower, when an editor writes",
    "cms/lifecycle/previews.py": "whether a draft's handling is another than when it was previewed",
    "partners/models/keys.py": "how much a key is for, when it is made",
    "website/views/markings.py": "what each marking says to readers",
    "hub/recipients.py": "whom a release reaches: readers, if the content is for all of them",
}


def test_no_other_module_compares_audiences_markings_or_names(project_root: Path) -> None:
    found = {}
    for package in PACKAGES:
        for path in (project_root / package).rglob("*.py"):
            name = str(path.relative_to(project_root))
            if "migrations" not in path.parts and (lines := PATTERNS.findall(path.read_text())):
                found[name] = lines
    assert found.keys() <= ALLOWED.keys(), {name: lines for name, lines in found.items() if name not in ALLOWED}
