"""Loads the demonstration (cms/demo) as editors would enter it: drafts, revisions, publication."""

BEGIN = "Load the demonstration into a new database, straight after manage.py migrate."


class CannotLoadError(Exception):
    """The site is not in the expected state. The message says where, and what to do."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem} {BEGIN}")
