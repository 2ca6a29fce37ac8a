"""A web server's worker that counts a search and ends at once: `python -m tests.search.analytics.ending`."""

from multiprocessing import get_context


def work() -> None:
    """Count a search."""
    import django

    django.setup()
    from search.analytics.recording import recorder
    from search.models import Channel, SearchCount
    from tests.search.analytics.counting import TODAY

    recorder.add(SearchCount(day=TODAY, locale="en-gb", channel=Channel.SITE, text="last search", searches=1))


if __name__ == "__main__":
    worker = get_context("spawn").Process(target=work)
    worker.start()
    worker.join()
