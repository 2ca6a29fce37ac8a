"""Removes what word processors and mail programs leave in pasted text: comments, bookmarks and tracking links.

Comments are notes between colleagues and are removed with their marks. Footnotes stay as text.
"""

import re
from urllib.parse import parse_qs, urlsplit

from publishing.text.urls import internal_path, is_valid_url

_COMMENT_MARK = r"(?:_msocom_\d+|cmnt\d+)"
_COMMENT = r"(?:_msoanchor_\d+|cmnt_ref\d+)"
# Bookmarks of Word (_ftn1, _ftnref1, _edn1, _Toc123, _msoanchor_1), Google Docs and LibreOffice.
_BOOKMARK = re.compile(
    rf"_\w*|{_COMMENT_MARK}|{_COMMENT}|ftnt(?:_ref)?\d+|(?:heading|bookmark)=.*|sd(?:foot|end)note\d+\w*"
)

COMMENT_LIST = re.compile(r"<div[^>]*mso-element:\s*comment-list.*", re.DOTALL | re.IGNORECASE)
"""Word's list of comments, at the end of what it copies to the clipboard."""
COMMENT_PARAGRAPH = re.compile(
    rf'<(p|h3)>\s*(?:<(?:strong|em)>)*<a [^>]*href="[^"]*#{_COMMENT}"[^>]*>.*?</\1>', re.DOTALL
)
"""A paragraph that starts with a link back to the text that it comments on, as nh3 writes it."""

_GOOGLE = ("google.com", "www.google.com")
_PROOFPOINT = re.compile(r"https://urldefense\.com/v3/__([^*]+?)__;")


def is_comment_link(url: str) -> bool:
    """Whether a link points to a comment: its text is then the comment's mark ([MB1])."""
    return _is_within(url) and bool(re.fullmatch(_COMMENT_MARK, urlsplit(url).fragment))


def is_leftover_bookmark(url: str) -> bool:
    """Whether a link points to a bookmark in the document that the text was copied from."""
    return _is_within(url) and bool(_BOOKMARK.fullmatch(urlsplit(url).fragment))


def unwrap_url(url: str) -> str:
    """Return the target of a tracking link (Safe Links of Outlook and Teams, Google, Proofpoint); other URLs unchanged.

    Such a link reports every reader to a third party, and the URL itself names its first recipient.
    """
    for _ in range(3):  # they may be nested
        if not (wrapped := _find_wrapped(url)):
            break
        url = wrapped
    return url


def _find_wrapped(url: str) -> str:
    if found := _PROOFPOINT.match(url):
        return found[1]
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    safe = host.endswith(".safelinks.protection.outlook.com") or (
        host.endswith(".office.net") and "safelinks" in parts.path
    )
    if not (safe or (host in _GOOGLE and parts.path == "/url")):
        return ""
    query = parse_qs(parts.query)
    return next((values[0] for name in ("url", "q") if (values := query.get(name))), "")


def _is_within(url: str) -> bool:
    """Whether a link points into the source document, not to a fragment of a page of another site."""
    if "#" not in url:
        return False
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return False
    return not is_valid_url(url) or internal_path(url) is not None or host == "docs.google.com"
