"""Loading the demonstration (cms/demo) as editors would write it: drafts, revisions, publication."""

BEGIN = "Load the demonstration into a new database, straight after manage.py migrate."


class CannotLoadError(Exception):
    """The site is not as the loader expects it. Says where, and what to do."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem} {BEGIN}")
