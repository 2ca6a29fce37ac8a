"""Whether a browser sent a form of our own pages. It needs no cookie, so that pages can be cached."""

import re
from urllib.parse import urlsplit

from django.http import HttpRequest

_ROBOT = re.compile(r"bot\b|crawl|spider", re.IGNORECASE)


def is_from_own_form(request: HttpRequest) -> bool:
    """Whether a browser sent it from a page of this website.

    Scripts on other websites cannot choose these headers. Browsers send `Origin` with every form that is posted, and
    `Sec-Fetch-Site` too, over HTTPS: what sends neither is not a browser.
    """
    if _ROBOT.search(request.headers.get("User-Agent", "")):
        return False
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()
